package loss

import (
	"gorgonia.org/gorgonia"

	"vae/autodiff/op"
)

// An objective is one row here and one file: its name and the graph it builds.
type objective struct {
	name  string
	build func(n *Nodes, c Config, l LikelihoodConfig) Terms
}

var objectives = []objective{elbo}

// Objectives lists the objectives by name.
func Objectives() []string {
	names := make([]string, len(objectives))
	for i, o := range objectives {
		names[i] = o.name
	}
	return names
}

// Build makes the configured objective, which Validate has checked. Mistakes in the graph are left in n.B.Err.
func (c Config) Build(n *Nodes, l LikelihoodConfig) Terms {
	for _, o := range objectives {
		if o.name == c.Objective {
			return o.build(n, c, l)
		}
	}
	panic("loss: an objective that was never validated")
}

// elbo is the negative evidence lower bound of Kingma and Welling 2014 with the analytic KL, weighted by beta:
//
//	loss = mean_b [ 1/K sum_k -log p(x|z_k) + beta * KL(q(z|x) || p(z)) ]
//
// With free bits the KL term is replaced by the sum over j of max(lambda, mean_b KL_j); the part kl stays plain.
var elbo = objective{"elbo", func(n *Nodes, c Config, l LikelihoodConfig) Terms {
	reconstruction := n.B.MeanAll(l.Likelihood().nll(n, l))
	perDimension := n.B.GaussianKL(n.Mean, n.LogVar, n.PriorVariance)
	kl := n.B.MeanAll(n.B.SumRows(perDimension))
	penalty := kl
	if c.FreeBits > 0 {
		penalty = n.freeBits(perDimension, c.FreeBits)
	}
	value := n.B.Add(reconstruction, n.B.Mul(n.Beta, penalty))
	return Terms{value, value, []Part{{Reconstruction, reconstruction}, {KL, kl}}}
}}

// freeBits is sum_j max(lambda, mean_b KL_j), from KL [B, Z]; max(lambda, v) is relu(v - lambda) + lambda.
func (n *Nodes) freeBits(kl *gorgonia.Node, lambda float64) *gorgonia.Node {
	if n.B.Err() != nil {
		return nil
	}
	batch, latent := float64(kl.Shape()[0]), float64(kl.Shape()[1])
	mean := n.B.Scale(n.B.SumColumns(kl), 1/batch)
	above := n.B.Activate(op.Relu, n.B.AddScalarConst(mean, -lambda))
	return n.B.AddScalarConst(n.B.SumAll(above), lambda*latent)
}

// PerExample returns what the ELBO averages: minus log p(x|z) of every row, [B*K], and KL(q(z|x) || p(z)) of every example, [B].
func PerExample(n *Nodes, l LikelihoodConfig) (nll, kl *gorgonia.Node) {
	return l.Likelihood().nll(n, l), n.B.SumRows(n.B.GaussianKL(n.Mean, n.LogVar, n.PriorVariance))
}
