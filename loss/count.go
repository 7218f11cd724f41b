package loss

import (
	"math"

	"gorgonia.org/gorgonia"

	"vae/autodiff/op"
)

// categorical is prod over groups of softmax(l)_c for the one c with x_c = 1: categories features at a time are the one-hot code of one variable.
var categorical = family{
	name: "categorical", fits: "one-hot groups of 0 and 1", heads: []string{"output"}, countable: true, support: support{hi: 1, whole: true},
	nll: func(n *Nodes, p *part) *gorgonia.Node {
		return n.B.CategoricalNLL(n.Heads[0], n.X, p.categories)
	},
	mean: func(b *op.Builder, heads gorgonia.Nodes, p *part) *gorgonia.Node {
		return b.GroupSoftmax(heads[0], p.categories)
	},
	bias:  func(mean float64) float64 { return math.Log(max(mean, 0.001)) },
	group: func(p *part) int { return p.categories },
	draw:  drawCategory,
}

// drawCategory draws one category of a group, by inverting its distribution function.
func drawCategory(d *draws, o *outputs, x []float32) {
	clear(x)
	l, largest, sum := o.heads[0], math.Inf(-1), 0.0
	for _, v := range l {
		largest = max(largest, float64(v))
	}
	for _, v := range l {
		sum += math.Exp(float64(v) - largest)
	}
	u, chosen := d.uniform()*sum, 0
	for c, v := range l {
		e := math.Exp(float64(v) - largest)
		if e > 0 {
			chosen = c
		}
		if u -= e; u < 0 {
			break
		}
	}
	x[chosen] = 1
}

// poisson is prod e^(-r) r^x / x! with the rate r = e^log_rate, which is mean and variance.
//
//	-log p = sum ( r - x log_rate + log Gamma(x+1) )
var poisson = family{
	name: "poisson", fits: "counts 0, 1, 2, ... as variable as a rate makes them", heads: []string{"log_rate"}, countable: true, support: counts,
	nll: func(n *Nodes, _ *part) *gorgonia.Node {
		b, logRate := n.B, n.Heads[0]
		factorial := b.TileRows(b.LogGamma(b.AddScalarConst(n.X, 1)), n.Samples)
		return b.SumRows(b.Add(b.Sub(b.Exp(logRate), b.Mul(n.data(), logRate)), factorial))
	},
	mean: func(b *op.Builder, heads gorgonia.Nodes, _ *part) *gorgonia.Node { return b.Exp(heads[0]) },
	bias: func(mean float64) float64 { return math.Log(max(mean, 0.001)) },
	draw: each(func(d *draws, h []float64) float64 { return d.poisson(math.Exp(h[0])) }),
}

// negativeBinomial is prod Gamma(x+r) / (x! Gamma(r)) sigmoid(l)^x (1 - sigmoid(l))^r with l = log_odds, r = e^log_count: a Poisson variable whose rate is Gamma distributed, with
// mean r e^l and variance r e^l (1 + e^l).
//
//	-log p = sum ( r softplus(l) + x softplus(-l) - log( Gamma(x+r)/Gamma(r) ) + log Gamma(x+1) )
var negativeBinomial = family{
	name: "negative_binomial", fits: "counts 0, 1, 2, ... more variable than Poisson's", heads: []string{"log_odds", "log_count"}, countable: true, support: counts,
	nll: func(n *Nodes, _ *part) *gorgonia.Node {
		b, l, x := n.B, n.Heads[0], n.data()
		r := b.Exp(n.Heads[1])
		ends := b.Add(b.Mul(r, b.Activate(op.Softplus, l)), b.Mul(x, b.Activate(op.Softplus, b.Neg(l))))
		factorial := b.TileRows(b.LogGamma(b.AddScalarConst(n.X, 1)), n.Samples)
		return b.SumRows(b.Add(b.Sub(ends, b.LogRising(r, x)), factorial))
	},
	mean: func(b *op.Builder, heads gorgonia.Nodes, _ *part) *gorgonia.Node {
		return b.Exp(b.Add(heads[0], heads[1]))
	},
	bias: func(mean float64) float64 { return math.Log(max(mean, 0.001)) },
	draw: each(func(d *draws, h []float64) float64 { return d.poisson(math.Exp(h[0] + d.logGamma(math.Exp(h[1])))) }),
}
