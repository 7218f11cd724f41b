package op

import (
	"math"

	"gorgonia.org/gorgonia"
)

// Affine is x w + bias, for x [B, in], w [in, out] and the Param bias [out].
func (b *Builder) Affine(x, w, bias *gorgonia.Node) *gorgonia.Node {
	return b.ours("Affine", AffineOp(), func() *gorgonia.Node {
		return b.Add(b.matMul(x, w), b.matMul(b.ones(x.Shape()[0], 1), bias))
	}, x, w, bias)
}

// Activate applies an activation to each element.
func (b *Builder) Activate(a Activation, x *gorgonia.Node) *gorgonia.Node {
	if a == Identity {
		return x
	}
	return b.ours("Activate", ActivateOp(a), func() *gorgonia.Node { return b.stockActivate(a, x) }, x)
}

// TileRows copies each row of x [B, n] k times, to [B*k, n]; row b*k+j is row b of x.
func (b *Builder) TileRows(x *gorgonia.Node, k int) *gorgonia.Node {
	if k == 1 {
		return x
	}
	if !b.atLeast("TileRows", "copies", float64(k), 1) {
		return nil
	}
	return b.ours("TileRows", TileRowsOp(k), func() *gorgonia.Node { return b.matMul(b.tiling(x.Shape()[0], k), x) }, x)
}

// Reparameterize is mean + e^(logVar/2) eps, for mean and logVar [B, Z] and eps [B*K, Z] (Kingma and Welling 2014).
func (b *Builder) Reparameterize(mean, logVar, eps *gorgonia.Node) *gorgonia.Node {
	return b.ours("Reparameterize", ReparameterizeOp(), func() *gorgonia.Node {
		sd := b.tileTo(b.Exp(b.Scale(logVar, 0.5)), eps)
		return b.Add(b.tileTo(mean, eps), b.Mul(sd, eps))
	}, mean, logVar, eps)
}

// GaussianKL is KL(N(mean, e^logVar) || N(0, priorVariance)) of each dimension, [B, Z], nats.
func (b *Builder) GaussianKL(mean, logVar *gorgonia.Node, priorVariance float64) *gorgonia.Node {
	if !b.atLeast("GaussianKL", "prior variance", priorVariance, math.SmallestNonzeroFloat64) {
		return nil
	}
	return b.ours("GaussianKL", GaussianKLOp(priorVariance), func() *gorgonia.Node {
		return b.stockGaussianKL(mean, logVar, priorVariance)
	}, mean, logVar)
}

// BernoulliNLL is -log p of x [B, D] under logits [B*K, D], summed over D: [B*K], nats.
func (b *Builder) BernoulliNLL(logits, x *gorgonia.Node) *gorgonia.Node {
	return b.ours("BernoulliNLL", BernoulliNLLOp(), func() *gorgonia.Node {
		return b.SumRows(b.Sub(b.stockSoftplus(logits), b.Mul(logits, b.tileTo(x, logits))))
	}, logits, x)
}

// GaussianNLL is -log p of x [B, D] under means and log-variances [B*K, D], summed over D: [B*K], nats, constants kept.
func (b *Builder) GaussianNLL(mean, logVar, x *gorgonia.Node) *gorgonia.Node {
	return b.ours("GaussianNLL", GaussianNLLOp(), func() *gorgonia.Node { return b.stockGaussianNLL(mean, logVar, x) }, mean, logVar, x)
}

// GaussianFixedNLL is -log p of x [B, D] under means [B*K, D] and one known variance, summed over D: [B*K], nats, constants kept.
func (b *Builder) GaussianFixedNLL(mean, x *gorgonia.Node, variance float64) *gorgonia.Node {
	if !b.atLeast("GaussianFixedNLL", "variance", variance, math.SmallestNonzeroFloat64) {
		return nil
	}
	return b.ours("GaussianFixedNLL", GaussianFixedNLLOp(variance), func() *gorgonia.Node {
		return b.stockGaussianFixedNLL(mean, x, variance)
	}, mean, x)
}

// BoundLogVariance is v where |v| <= a and sign(v) (a + log1p(|v| - a)) beyond.
func (b *Builder) BoundLogVariance(v *gorgonia.Node, a float64) *gorgonia.Node {
	if !b.atLeast("BoundLogVariance", "bound", a, math.SmallestNonzeroFloat64) {
		return nil
	}
	return b.ours("BoundLogVariance", BoundLogVarianceOp(a), func() *gorgonia.Node { return b.stockBound(v, a) }, v)
}

// LogSumExp is the log of the sum of e^x along an axis of a matrix, which is dropped.
func (b *Builder) LogSumExp(x *gorgonia.Node, axis int) *gorgonia.Node {
	if !b.isMatrix("LogSumExp", x) {
		return nil
	}
	if axis != 0 && axis != 1 {
		b.failf("LogSumExp", "a matrix has no axis %d; give 0 or 1", axis)
		return nil
	}
	return b.ours("LogSumExp", LogSumExpOp(2, axis), func() *gorgonia.Node { return b.stockLogSumExp(x, axis) }, x)
}

// StopGradient is x, with derivative zero.
func (b *Builder) StopGradient(x *gorgonia.Node) *gorgonia.Node {
	return b.ours("StopGradient", StopGradientOp(), func() *gorgonia.Node { return b.foreign(StopGradientOp(), x) }, x)
}
