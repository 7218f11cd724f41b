package loss

import (
	"gorgonia.org/gorgonia"

	"vae/autodiff/op"
)

// elbo is the negative evidence lower bound of Kingma and Welling 2014 with the analytic KL, weighted by beta (Higgins et al. 2017):
//
//	loss = mean_b [ 1/K sum_k -log p(x|z_k) + beta * KL(q(z|x) || p(z)) ]
//
// With free bits the KL term is replaced by the sum over groups g of max(lambda, mean_b sum_{j in g} KL_j) (Kingma et al. 2016, section 2.3); the part kl
// stays plain. Both make the loss larger, so it remains a bound.
var elbo = objective{
	name: "elbo", bound: fullWeight,
	build: func(n *Nodes, c Config, l *Likelihood) Terms {
		parts := n.plain(l)
		penalty := parts[1].Node
		if c.FreeBits > 0 {
			penalty = n.freeBits(n.analyticKL(), c.FreeBits, c.FreeBitsGroup)
		}
		value := n.B.Add(parts[0].Node, n.B.Mul(n.Beta, penalty))
		return Terms{value, value, parts}
	},
}

// freeBits is sum_g max(lambda, mean_b KL_g), from KL [B, Z]; max(lambda, v) is relu(v - lambda) + lambda. A group is of adjacent dimensions; 0 means 1.
func (n *Nodes) freeBits(kl *gorgonia.Node, lambda float64, group int) *gorgonia.Node {
	if n.B.Err() != nil {
		return nil
	}
	batch := float64(kl.Shape()[0])
	mean := n.B.GroupSum(n.B.Scale(n.B.SumColumns(kl), 1/batch), max(group, 1))
	if n.B.Err() != nil {
		return nil
	}
	above := n.B.Activate(op.Relu, n.B.AddScalarConst(mean, -lambda))
	return n.B.AddScalarConst(n.B.SumAll(above), lambda*float64(mean.Shape()[0]))
}

// elboSampled is the same bound with the KL estimated at the samples instead of integrated:
//
//	loss = mean_b 1/K sum_k [ -log p(x|z_k) + beta * (log q(z_k|x) - log p(z_k)) ]
//
// Its value is noisier; it is the form of importance weights, and needs no closed form.
var elboSampled = objective{
	name: "elbo_sampled", sampled: true, bound: fullWeight,
	build: func(n *Nodes, _ Config, l *Likelihood) Terms {
		parts := n.plain(l)
		value := n.B.Add(parts[0].Node, n.B.Mul(n.Beta, n.sampledKL()))
		return Terms{value, value, parts}
	},
}

// stl is the sampled bound with the gradient of Roeder et al. 2017, sticking the landing: the score of q, whose expectation is 0, is left out, so that the
// gradient vanishes where q is the posterior.
//
//	d/dphi log q(z|x) = d/dz log q(z|x) dz/dphi, with q's mean and variance held
//
// The value is that of elbo_sampled. In the importance-weighted bound of several samples the same omission would be biased (Tucker et al. 2019); there, use dreg.
var stl = objective{
	name: "stl", sampled: true, bound: fullWeight,
	build: func(n *Nodes, _ Config, l *Likelihood) Terms {
		parts := n.plain(l)
		value := n.B.Add(parts[0].Node, n.B.Mul(n.Beta, n.sampledKL()))
		path := n.B.MeanAll(n.B.Sub(n.heldLogDensity(), n.priorLogDensity()))
		return Terms{n.B.Add(parts[0].Node, n.B.Mul(n.Beta, path)), value, parts}
	},
}

// capacity is the controlled objective of Burgess et al. 2018 (https://arxiv.org/abs/1804.03599): beta, their gamma, presses the KL towards C nats, which rise as training goes on.
//
//	loss = reconstruction + beta * |KL(q(z|x) || p(z)) - C|
//
// The KL is that of the batch, averaged before the magnitude is taken.
var capacity = objective{
	name: "capacity", bound: never,
	build: func(n *Nodes, _ Config, l *Likelihood) Terms {
		parts := n.plain(l)
		value := n.B.Add(parts[0].Node, n.B.Mul(n.Beta, n.B.Abs(n.B.Sub(parts[1].Node, n.Capacity))))
		return Terms{value, value, parts}
	},
}
