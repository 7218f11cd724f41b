package loss

import (
	"math"

	"gorgonia.org/gorgonia"

	"vae/autodiff/op"
)

// beta is x^(a-1) (1-x)^(b-1) / B(a, b) with a = e^log_alpha, b = e^log_beta, for 0 < x < 1.
//
//	-log p = sum ( log B(a, b) - (a-1) ln x - (b-1) ln(1-x) ),  log B(a, b) = log Gamma(a) - log( Gamma(a+b) / Gamma(b) )
var beta = family{
	name: "beta", fits: "real values inside (0, 1), the ends excluded", heads: []string{"log_alpha", "log_beta"}, support: support{hi: 1, open: true},
	nll: func(n *Nodes, _ *part) *gorgonia.Node {
		b := n.B
		alpha, beta := b.Exp(n.Heads[0]), b.Exp(n.Heads[1])
		normalizer := b.Sub(b.LogGamma(alpha), b.LogRising(beta, alpha))
		low := b.Mul(b.AddScalarConst(alpha, -1), b.TileRows(b.Log(n.X), n.Samples))
		high := b.Mul(b.AddScalarConst(beta, -1), b.TileRows(b.Log(b.AddScalarConst(b.Neg(n.X), 1)), n.Samples))
		return b.SumRows(b.Sub(normalizer, b.Add(low, high)))
	},
	// a / (a + b) = sigmoid(ln a - ln b)
	mean: func(b *op.Builder, heads gorgonia.Nodes, _ *part) *gorgonia.Node {
		return b.Activate(op.Sigmoid, b.Sub(heads[0], heads[1]))
	},
	bias: func(mean float64) float64 { return logit(inside(mean)) },
	draw: each(func(d *draws, h []float64) float64 {
		a, b := d.logGamma(math.Exp(h[0])), d.logGamma(math.Exp(h[1]))
		return min(max(sigmoid(a-b), 0x1p-126), 1-0x1p-24) // as a float32 neither 0 nor 1, where there is no density
	}),
}

// levels is how many values discretizedLogistic has: x = 0, 1/255, ..., 1.
const levels = 256

// discretizedLogistic is the probability of a logistic variable, with mean m and scale s = e^log_scale, to fall into the cell of x, half a level to each side; the
// first and the last cell reach to infinity (Salimans et al. 2017). With a and b the standardised upper and lower end,
//
//	p = sigmoid(a) - sigmoid(b):  -log p = softplus(-a) + softplus(b) - log(1 - e^-(a-b)),  a - b = 1/(255 s)
//
// without the last two terms in the first cell, and the first and last in the last.
var discretizedLogistic = family{
	name: "discretized_logistic", fits: "pixels of 256 levels, divided by 255", heads: []string{"mean", "log_scale"}, countable: true, support: support{hi: 1, levels: true},
	nll: func(n *Nodes, _ *part) *gorgonia.Node {
		b, x := n.B, n.data()
		inverse := b.Exp(b.Neg(n.Heads[1]))
		centre := b.Sub(x, n.Heads[0])
		upper := b.Mul(b.AddScalarConst(centre, halfLevel), inverse)
		lower := b.Mul(b.AddScalarConst(centre, -halfLevel), inverse)
		width := b.Scale(inverse, 2*halfLevel)
		cell := b.Log(b.Neg(b.Expm1(b.Neg(width))))
		notFirst, notLast := b.Positive(b.AddScalarConst(x, -halfLevel)), b.Positive(b.AddScalarConst(b.Neg(x), 1-halfLevel))
		above := b.Mul(notLast, b.Activate(op.Softplus, b.Neg(upper)))
		below := b.Mul(notFirst, b.Activate(op.Softplus, lower))
		return b.SumRows(b.Sub(b.Add(above, below), b.Mul(b.Mul(notFirst, notLast), cell)))
	},
	mean: logisticMean, bias: func(mean float64) float64 { return increasing(logisticMeanAtOne, inside(mean)) },
	draw: each(func(d *draws, h []float64) float64 {
		x := h[0] + math.Exp(h[1])*logit(d.uniform())
		return math.Round(min(max(x, 0), 1)*(levels-1)) / (levels - 1)
	}),
}

const halfLevel = 0.5 / (levels - 1)

// logisticMean is the mean of the logistic variable clipped to [0, 1], which the levels' own mean is within half a level of:
//
//	the integral of sigmoid((m - t)/s) over [0, 1] = s (softplus(m/s) - softplus((m-1)/s)), and about sigmoid((m - 1/2)/s) where s is large
func logisticMean(b *op.Builder, heads gorgonia.Nodes, _ *part) *gorgonia.Node {
	const wide = 8.0
	m, s := heads[0], b.Exp(heads[1])
	isWide := b.Positive(b.AddScalarConst(s, -wide))
	narrow := b.AddScalarConst(b.Neg(isWide), 1)
	small := b.Add(b.Mul(s, narrow), isWide) // s, or 1 where it is not used
	integral := b.Sub(b.Activate(op.Softplus, b.Div(m, small)), b.Activate(op.Softplus, b.Div(b.AddScalarConst(m, -1), small)))
	middle := b.Activate(op.Sigmoid, b.Div(b.AddScalarConst(m, -0.5), s))
	return b.Add(b.Mul(narrow, b.Mul(small, integral)), b.Mul(isWide, middle))
}

// logisticMeanAtOne is logisticMean for s = 1, where an untrained decoder begins.
func logisticMeanAtOne(m float64) float64 { return softplus(m) - softplus(m-1) }

func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
