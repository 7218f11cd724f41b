package loss

import (
	"math"

	"gorgonia.org/gorgonia"

	"vae/autodiff/op"
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
	name: "gaussian_shared", fits: "real values of one noise level that is not known", heads: []string{"output"}, shared: []string{logVariance}, support: anywhere,
	nll: sharedNLL, mean: firstHead, bias: identity, draw: sharedDraw,
}

const logVariance = "log_variance"

func sharedNLL(n *Nodes, p *part) *gorgonia.Node {
	b, s := n.B, n.Shared[0]
	constant := b.Scale(b.AddScalarConst(s, math.Log(2*math.Pi)), float64(p.width))
	return b.Scale(b.Add(b.Mul(n.squares(), b.Exp(b.Neg(s))), constant), 0.5)
}

var sharedDraw = each(func(d *draws, h []float64) float64 { return h[0] + math.Exp(h[1]/2)*d.normal() })

// squares is |x - mean|^2 of each sample, [B*K].
func (n *Nodes) squares() *gorgonia.Node {
	return n.B.SumRows(n.B.Square(n.B.Sub(n.data(), n.Heads[0])))
}

// gaussianOptimal is gaussianShared with the variance in closed form (the optimal sigma-VAE of Rybkin et al. 2021, https://arxiv.org/abs/2006.13202): on average over
// data, -log p is least where v is the mean squared error.
//
//	v = mean |x - mean|^2 / D,  then mean -log p = D/2 (ln 2 pi v + 1)
//
// In a training step the mean is over the batch and its samples, and v is held, which changes no gradient: that of -log p through v is 0 at the optimum. This value depends on
// which examples share the batch, and is no density. Everywhere else v is e^log_variance, which no optimiser moves: it is set to the optimum over training data
// (vae.Model.FitVariance), so that what is validated, scored and drawn from is one normalised density. Neither is below MinVariance.
var gaussianOptimal = family{
	name: "gaussian_optimal", fits: "real values of one noise level that is not known", heads: []string{"output"}, shared: []string{logVariance}, fitted: true, support: anywhere,
	nll: func(n *Nodes, p *part) *gorgonia.Node {
		if !n.Training {
			return sharedNLL(n, p)
		}
		b, d, squares := n.B, float64(p.width), n.squares()
		excess := b.AddScalarConst(b.Scale(b.MeanAll(squares), 1/d), -MinVariance)
		v := b.StopGradient(b.AddScalarConst(b.Activate(op.Relu, excess), MinVariance))
		constant := b.Scale(b.AddScalarConst(b.Log(v), math.Log(2*math.Pi)), d)
		return b.Scale(b.Add(b.Div(squares, v), constant), 0.5)
	},
	mean: firstHead, bias: identity, draw: sharedDraw,
}

// MinVariance is the least variance in closed form, e^-20, so that a perfect reconstruction divides by no zero: a standard deviation of 4.5e-5, far below the noise of
// data in any sensible units.
const MinVariance = 2.061153622438558e-9

// OptimalLogVariance is the logarithm of the optimal variance for a mean squared error.
func OptimalLogVariance(meanSquare float64) float64 { return math.Log(max(meanSquare, MinVariance)) }

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
