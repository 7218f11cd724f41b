package loss

import (
	"math"

	"gorgonia.org/gorgonia"

	"vae/autodiff/op"
	"vae/internal/rng"
)

// categorical is prod over groups of softmax(l)_c for the one c with x_c = 1: categories features at a time are the one-hot code of one variable.
var categorical = Likelihood{
	Name: "categorical", Fits: "one-hot groups of 0 and 1", Heads: []string{"output"}, support: support{hi: 1, whole: true},
	nll: func(n *Nodes, c LikelihoodConfig) *gorgonia.Node {
		return n.B.CategoricalNLL(n.Heads[0], n.X, c.Categories)
	},
	mean: func(b *op.Builder, heads gorgonia.Nodes, c LikelihoodConfig) *gorgonia.Node {
		return b.GroupSoftmax(heads[0], c.Categories)
	},
	bias: func(mean float64) float64 { return math.Log(max(mean, 0.001)) },
}

// drawCategories draws one category of each group, by inverting its distribution function.
func drawCategories(x, logits []float32, categories int, noise rng.Source, example int) {
	clear(x)
	for first := 0; first < len(x); first += categories {
		l := logits[first : first+categories]
		largest, sum := math.Inf(-1), 0.0
		for _, v := range l {
			largest = max(largest, float64(v))
		}
		for _, v := range l {
			sum += math.Exp(float64(v) - largest)
		}
		u, chosen := newDraws(noise, example, first).uniform()*sum, 0
		for c, v := range l {
			e := math.Exp(float64(v) - largest)
			if e > 0 {
				chosen = c
			}
			if u -= e; u < 0 {
				break
			}
		}
		x[first+chosen] = 1
	}
}

// poisson is prod e^(-r) r^x / x! with the rate r = e^log_rate, which is mean and variance.
//
//	-log p = sum ( r - x log_rate + log Gamma(x+1) )
var poisson = Likelihood{
	Name: "poisson", Fits: "counts 0, 1, 2, ... as variable as a rate makes them", Heads: []string{"log_rate"}, support: counts,
	nll: func(n *Nodes, _ LikelihoodConfig) *gorgonia.Node {
		b, logRate := n.B, n.Heads[0]
		factorial := b.TileRows(b.LogGamma(b.AddScalarConst(n.X, 1)), n.Samples)
		return b.SumRows(b.Add(b.Sub(b.Exp(logRate), b.Mul(n.data(), logRate)), factorial))
	},
	mean: func(b *op.Builder, heads gorgonia.Nodes, _ LikelihoodConfig) *gorgonia.Node { return b.Exp(heads[0]) },
	bias: func(mean float64) float64 { return math.Log(max(mean, 0.001)) },
	draw: func(d *draws, h []float64) float64 { return d.poisson(math.Exp(h[0])) },
}

// negativeBinomial is prod Gamma(x+r) / (x! Gamma(r)) sigmoid(l)^x (1 - sigmoid(l))^r with l = log_odds, r = e^log_count: a Poisson variable whose rate is Gamma distributed, with
// mean r e^l and variance r e^l (1 + e^l).
//
//	-log p = sum ( r softplus(l) + x softplus(-l) - log( Gamma(x+r)/Gamma(r) ) + log Gamma(x+1) )
var negativeBinomial = Likelihood{
	Name: "negative_binomial", Fits: "counts 0, 1, 2, ... more variable than Poisson's", Heads: []string{"log_odds", "log_count"}, support: counts,
	nll: func(n *Nodes, _ LikelihoodConfig) *gorgonia.Node {
		b, l, x := n.B, n.Heads[0], n.data()
		r := b.Exp(n.Heads[1])
		ends := b.Add(b.Mul(r, b.Activate(op.Softplus, l)), b.Mul(x, b.Activate(op.Softplus, b.Neg(l))))
		factorial := b.TileRows(b.LogGamma(b.AddScalarConst(n.X, 1)), n.Samples)
		return b.SumRows(b.Add(b.Sub(ends, b.LogRising(r, x)), factorial))
	},
	mean: func(b *op.Builder, heads gorgonia.Nodes, _ LikelihoodConfig) *gorgonia.Node {
		return b.Exp(b.Add(heads[0], heads[1]))
	},
	bias: func(mean float64) float64 { return math.Log(max(mean, 0.001)) },
	draw: func(d *draws, h []float64) float64 { return d.poisson(math.Exp(h[0] + d.logGamma(math.Exp(h[1])))) },
}
