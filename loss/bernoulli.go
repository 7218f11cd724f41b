package loss

import (
	"math"

	"gorgonia.org/gorgonia"

	"vae/autodiff/op"
)

// bernoulli is p(x|z) = sigmoid(l)^x (1 - sigmoid(l))^(1-x), from logits l; -log p = softplus(l) - l x, stable at any logit.
var bernoulli = family{
	name: "bernoulli", fits: "values that are 0 or 1", heads: []string{"output"}, binary: true, countable: true, support: unit,
	nll: func(n *Nodes, _ *part) *gorgonia.Node { return n.B.BernoulliNLL(n.Heads[0], n.X) },
	mean: func(b *op.Builder, heads gorgonia.Nodes, _ *part) *gorgonia.Node {
		return b.Activate(op.Sigmoid, heads[0])
	},
	bias: func(mean float64) float64 { return logit(inside(mean)) },
	draw: each(func(d *draws, h []float64) float64 {
		if d.uniform() < sigmoid(h[0]) {
			return 1
		}
		return 0
	}),
}

// continuousBernoulli has the density e^(l x) / integral of e^(l t) over [0, 1], from logits l (Loaiza-Ganem and Cunningham 2019): the Bernoulli's form,
// normalised for values in between. Its mean is not sigmoid(l).
var continuousBernoulli = family{
	name: "continuous_bernoulli", fits: "grey pixels, real values in [0, 1]", heads: []string{"output"}, support: unit,
	nll: func(n *Nodes, _ *part) *gorgonia.Node {
		return n.B.ContinuousBernoulliNLL(n.Heads[0], n.X)
	},
	mean: func(b *op.Builder, heads gorgonia.Nodes, _ *part) *gorgonia.Node {
		return b.ContinuousBernoulliMean(heads[0])
	},
	bias: func(mean float64) float64 { return increasing(continuousMean, inside(mean)) },
	draw: each(func(d *draws, h []float64) float64 { return continuousQuantile(h[0], d.uniform()) }),
}

// continuousQuantile inverts the distribution function (e^(l x) - 1) / (e^l - 1).
func continuousQuantile(l, u float64) float64 {
	switch {
	case math.Abs(l) < 1e-6:
		return u + l*u*(1-u)/2
	case l > 0:
		return 1 + math.Log(u+(1-u)*math.Exp(-l))/l
	}
	return math.Log1p(u*math.Expm1(l)) / l
}

// continuousMean is E[x] = 1/(1 - e^-l) - 1/l, and near 0 its series 1/2 + l/12 - l^3/720.
func continuousMean(l float64) float64 {
	if math.Abs(l) < 0.01 {
		return 0.5 + l/12 - l*l*l/720
	}
	return -1/math.Expm1(-l) - 1/l
}
