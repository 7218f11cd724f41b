package loss

import (
	"math"

	"gorgonia.org/gorgonia"

	"vae/internal/invalid"
)

// The objectives made of importance weights w_k = p(x|z_k) p(z_k) / q(z_k|x). With M groups of the K samples, the bound is
//
//	1/M sum_m log( M/K sum_{k in m} w_k ) <= log p(x)
//
// with one group that of Burda et al. 2016, with as many groups as samples the ELBO. While beta is warming up it is the power of p(z_k) / q(z_k|x).

// iwae is the importance-weighted bound of Burda et al. 2016: loss = -mean_b log( 1/K sum_k w_k ). The encoder runs once for each example.
var iwae = objective{
	name: "iwae", sampled: true, weighted: true, bound: fullWeight, check: weightOne,
	build: func(n *Nodes, _ Config, l *Likelihood) Terms {
		value := n.importance(n.logWeights(l), n.Samples)
		return Terms{value, value, n.plain(l)}
	},
}

// miwae averages the bounds of M groups (Rainforth et al. 2018): a tighter bound than the ELBO whose gradient for the encoder drowns less in noise.
var miwae = objective{
	name: "miwae", sampled: true, weighted: true, bound: fullWeight, check: groupsFit,
	build: func(n *Nodes, c Config, l *Likelihood) Terms {
		value := n.importance(n.logWeights(l), c.group(n.Samples))
		return Terms{value, value, n.plain(l)}
	},
}

// ciwae is elbo_weight * ELBO + (1 - elbo_weight) * IWAE (Rainforth et al. 2018), with the same samples in both.
var ciwae = objective{
	name: "ciwae", sampled: true, weighted: true, bound: fullWeight, check: weightOne,
	build: func(n *Nodes, c Config, l *Likelihood) Terms {
		w := n.logWeights(l)
		single, joint := n.importance(w, 1), n.importance(w, n.Samples)
		value := n.B.Add(n.B.Scale(single, c.ELBOWeight), n.B.Scale(joint, 1-c.ELBOWeight))
		return Terms{value, value, n.plain(l)}
	},
}

// piwae trains the decoder by the bound of all K samples and the encoder by that of M groups (Rainforth et al. 2018). The value is the former.
var piwae = objective{
	name: "piwae", sampled: true, weighted: true, bound: fullWeight, check: groupsFit,
	build: func(n *Nodes, c Config, l *Likelihood) Terms {
		decoding, encoding := n.decoderOnly(), n.encoderOnly()
		decoder := decoding.importance(decoding.logWeights(l), n.Samples)
		encoder := encoding.importance(encoding.logWeights(l), c.group(n.Samples))
		return Terms{n.B.Add(decoder, encoder), n.importance(n.logWeights(l), n.Samples), n.plain(l)}
	},
}

// dreg is the importance-weighted bound with the doubly reparameterised gradient of Tucker et al. 2019 for the encoder, whose signal does not vanish as K grows,
// and the ordinary one for the decoder. With v_k = w_k / sum_i w_i:
//
//	dL/dphi = -sum_k v_k^2 d log w_k / dz_k dz_k/dphi,  dL/dtheta = -sum_k v_k d log w_k / dtheta
//
// where in log w q's mean and variance are held. v_k^2 comes as a gradient: 1/2 log sum_k w_k^2 has the derivative w_k^2 / sum_i w_i^2, and the factor
// sum_i v_i^2, held, turns that into v_k^2.
var dreg = objective{
	name: "dreg", sampled: true, weighted: true, bound: fullWeight, check: weightOne,
	build: func(n *Nodes, _ Config, l *Likelihood) Terms {
		b, k := n.B, n.Samples
		decoding, encoding := n.decoderOnly(), n.encoderOnly()
		decoder := decoding.importance(decoding.logWeights(l), k)

		w := b.Sub(n.tempered(b.Sub(n.priorLogDensity(), n.heldLogDensity())), l.nll(encoding))
		squares := b.GroupLogSumExp(b.Scale(w, 2), k)
		concentration := b.StopGradient(b.Exp(b.Sub(squares, b.Scale(b.GroupLogSumExp(w, k), 2))))
		encoder := b.Scale(b.MeanAll(b.Mul(concentration, squares)), -0.5)
		return Terms{b.Add(decoder, encoder), n.importance(n.logWeights(l), k), n.plain(l)}
	},
}

// group is K/M, the samples of a group. With fewer samples than groups each is a group.
func (c Config) group(samples int) int { return samples / min(c.Groups, samples) }

func groupsFit(c Config, bad *invalid.Fields) {
	weightOne(c, bad)
	if c.Groups < 1 || c.Samples > c.Groups && c.Samples%c.Groups != 0 {
		bad.Addf("groups", "%d groups do not divide loss.samples, %d; give a divisor of it", c.Groups, c.Samples)
	}
}

// logWeights is log w of each sample but for level, [B*K].
func (n *Nodes) logWeights(l *Likelihood) *gorgonia.Node {
	return n.B.Sub(n.tempered(n.ratio()), l.nll(n))
}

// tempered is a logarithm of p(z) / q(z|x) to the power beta, where there is one: 1 but for a warm-up.
func (n *Nodes) tempered(logRatio *gorgonia.Node) *gorgonia.Node {
	if n.Beta == nil {
		return logRatio
	}
	return n.B.MulScalarNode(logRatio, n.Beta)
}

// importance is minus the bound of groups of a size, from log w but for level: the mean over groups of log(sum of w) - log size. As level is one for all samples of an
// example, it passes through the logarithm.
func (n *Nodes) importance(logWeights *gorgonia.Node, size int) *gorgonia.Node {
	bounds := n.B.MeanAll(n.B.GroupLogSumExp(logWeights, size))
	return n.B.Neg(n.B.AddScalarConst(n.B.Add(bounds, n.tempered(n.B.MeanAll(n.level()))), -math.Log(float64(size))))
}
