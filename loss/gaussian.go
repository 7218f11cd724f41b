package loss

import (
	"math"

	"gorgonia.org/gorgonia"
)

// gaussianFixed is N(x; mean, v I) with the configured variance v; the constant D/2 log(2 pi v) is kept.
var gaussianFixed = family{
	name: "gaussian_fixed", fits: "real values of one known noise level", heads: []string{"output"}, support: anywhere,
	nll: func(n *Nodes, p *part) *gorgonia.Node {
		return n.B.GaussianFixedNLL(n.Heads[0], n.X, p.variance)
	},
	mean: firstHead, bias: identity,
	draw: each(func(d *draws, h []float64) float64 { return h[0] + math.Sqrt(h[1])*d.normal() }),
}

// gaussianPerPixel is N(x; mean, diag exp(log_variance)), both given by the decoder; the constants are kept.
var gaussianPerPixel = family{
	name: "gaussian_per_pixel", fits: "real values whose noise differs by feature and example", heads: []string{"mean", "log_variance"}, support: anywhere,
	nll: func(n *Nodes, _ *part) *gorgonia.Node {
		return n.B.GaussianNLL(n.Heads[0], n.Heads[1], n.X)
	},
	mean: firstHead, bias: identity,
	draw: each(func(d *draws, h []float64) float64 { return h[0] + math.Exp(h[1]/2)*d.normal() }),
}

// gaussianShared is N(x; mean, e^s I) with one learned log-variance s for all features (the sigma-VAE of Rybkin et al. 2021): the balance of reconstruction and KL
// is found in training instead of by beta.
//
//	-log p = 1/2 (D (ln 2 pi + s) + |x - mean|^2 e^-s)
var gaussianShared = family{
	name: "gaussian_shared", fits: "real values of one noise level that is not known", heads: []string{"output"}, shared: []string{"log_variance"}, support: anywhere,
	nll: func(n *Nodes, _ *part) *gorgonia.Node {
		b, s := n.B, n.Shared[0]
		x := n.data()
		if b.Err() != nil {
			return nil
		}
		squares := b.SumRows(b.Square(b.Sub(x, n.Heads[0])))
		constant := b.Scale(b.AddScalarConst(s, math.Log(2*math.Pi)), float64(x.Shape()[1]))
		return b.Scale(b.Add(b.Mul(squares, b.Exp(b.Neg(s))), constant), 0.5)
	},
	mean: firstHead, bias: identity,
	draw: each(func(d *draws, h []float64) float64 { return h[0] + math.Exp(h[1]/2)*d.normal() }),
}

// laplace is prod e^(-|x - mean|/b) / 2b with b = e^log_scale: heavier tails than a Gaussian, and the mean is a median.
//
//	-log p = sum ( |x - mean| e^-log_scale + log_scale + ln 2 )
var laplace = family{
	name: "laplace", fits: "real values with outliers", heads: []string{"mean", "log_scale"}, support: anywhere,
	nll: func(n *Nodes, _ *part) *gorgonia.Node {
		b, logScale := n.B, n.Heads[1]
		distance := b.Mul(b.Abs(b.Sub(n.data(), n.Heads[0])), b.Exp(b.Neg(logScale)))
		return b.SumRows(b.AddScalarConst(b.Add(distance, logScale), math.Ln2))
	},
	mean: firstHead, bias: identity,
	draw: each(func(d *draws, h []float64) float64 {
		u := d.uniform() - 0.5
		return h[0] - math.Exp(h[1])*math.Copysign(math.Log1p(-2*math.Abs(u)), u)
	}),
}

// data are x repeated for every sample, [B*K, D].
func (n *Nodes) data() *gorgonia.Node { return n.B.TileRows(n.X, n.Samples) }
