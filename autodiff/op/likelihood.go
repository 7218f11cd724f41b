package op

import (
	"math"

	"vae/autodiff/ir"
)

// The negative log-likelihoods: decoder outputs [B*K, D], data x [B, D], results [B*K], the sums over D. Constants are kept.

// density is a likelihood of one feature: -log p(x | h), and its derivatives by the one or two decoder outputs h and by x.
type density struct {
	nll func(a attr, h [2]float64, x float64) float64
	dh  func(a attr, wrt int, h [2]float64, x float64) float64
	dx  func(a attr, h [2]float64, x float64) float64
}

func densityForward[T real](d density, a attr, in []array[T], out array[T]) {
	x := in[len(in)-1]
	k := out.shape[0] / x.shape[0]
	for r := range out.shape[0] {
		sum := 0.0
		for i, xi := range x.row(r / k) {
			sum += d.nll(a, heads(in, r, i), float64(xi))
		}
		out.data[r] = T(sum)
	}
}

func densityVJP[T real](d density, a attr, wrt int, in []array[T], dout, din array[T]) {
	x := in[len(in)-1]
	k := dout.shape[0] / x.shape[0]
	for r, dy := range dout.data {
		for i, xi := range x.row(r / k) {
			if h := heads(in, r, i); wrt == len(in)-1 {
				din.row(r / k)[i] += dy * T(d.dx(a, h, float64(xi)))
			} else {
				din.row(r)[i] = dy * T(d.dh(a, wrt, h, float64(xi)))
			}
		}
	}
}

// heads reads the decoder outputs of one element.
func heads[T real](in []array[T], r, i int) (h [2]float64) {
	for j, a := range in[:len(in)-1] {
		h[j] = float64(a.row(r)[i])
	}
	return h
}

// BernoulliNLLOp is the sum over D of softplus(l) - l x for logits l: -log of sigmoid(l)^x (1 - sigmoid(l))^(1-x), finite at any finite
// logit.
//
//	dl = dy (sigmoid(l) - x),  dx = -dy l
func BernoulliNLLOp() Op { return Op{kind: bernoulliNLL} }

var bernoulliDensity = density{
	func(_ attr, h [2]float64, x float64) float64 { return softplus(h[0]) - h[0]*x },
	func(_ attr, _ int, h [2]float64, x float64) float64 { return sigmoid(h[0]) - x },
	func(_ attr, h [2]float64, _ float64) float64 { return -h[0] },
}

func bernoulliForward[T real](a attr, in []array[T], out array[T]) {
	densityForward(bernoulliDensity, a, in, out)
}

func bernoulliVJP[T real](a attr, wrt int, in []array[T], _, dout, din array[T]) {
	densityVJP(bernoulliDensity, a, wrt, in, dout, din)
}

func bernoulliEmit(_ attr, b *ir.Builder, in []ir.ID) ir.ID {
	logits, x := in[0], in[1]
	return b.Reduce(ir.Sum, b.Sub(b.Unary(ir.Softplus, logits), b.Mul(logits, tileTo(b, x, logits))), 1)
}

// GaussianNLLOp is the sum over D of (ln 2pi + lv + (x - m)^2 e^-lv) / 2 for means m and log-variances lv.
//
//	dm = dy (m - x) e^-lv,  dlv = dy (1 - (x - m)^2 e^-lv) / 2,  dx = -dm
func GaussianNLLOp() Op { return Op{kind: gaussianNLL} }

var gaussianDensity = density{
	func(_ attr, h [2]float64, x float64) float64 {
		return (math.Log(2*math.Pi) + h[1] + (x-h[0])*(x-h[0])*math.Exp(-h[1])) / 2
	},
	func(_ attr, wrt int, h [2]float64, x float64) float64 {
		if wrt == 0 {
			return (h[0] - x) * math.Exp(-h[1])
		}
		return (1 - (x-h[0])*(x-h[0])*math.Exp(-h[1])) / 2
	},
	func(_ attr, h [2]float64, x float64) float64 { return (x - h[0]) * math.Exp(-h[1]) },
}

func gaussianForward[T real](a attr, in []array[T], out array[T]) {
	densityForward(gaussianDensity, a, in, out)
}

func gaussianVJP[T real](a attr, wrt int, in []array[T], _, dout, din array[T]) {
	densityVJP(gaussianDensity, a, wrt, in, dout, din)
}

func gaussianEmit(_ attr, b *ir.Builder, in []ir.ID) ir.ID {
	mean, logVar, x := in[0], in[1], in[2]
	squares := b.Unary(ir.Square, b.Sub(tileTo(b, x, mean), mean))
	scaled := b.Mul(squares, b.Unary(ir.Exp, b.Unary(ir.Neg, logVar)))
	sum := b.Reduce(ir.Sum, b.Add(logVar, scaled), 1)
	return b.Scale(b.Add(sum, constantOver(b, mean, math.Log(2*math.Pi))), 0.5)
}

// constantOver is c times D, the constant of a sum over the D features of x.
func constantOver(b *ir.Builder, x ir.ID, c float64) ir.ID {
	return b.Scalar(c * float64(b.Shape(x)[1]))
}

// GaussianFixedNLLOp is the sum over D of (ln(2pi v) + (x - m)^2 / v) / 2 for means m and one known variance v.
//
//	dm = dy (m - x) / v,  dx = -dm
func GaussianFixedNLLOp(variance float64) Op {
	return Op{gaussianFixedNLL, attr{Variance: checkVariance(variance)}}
}

var gaussianFixedDensity = density{
	func(a attr, h [2]float64, x float64) float64 {
		return (math.Log(2*math.Pi*a.Variance) + (x-h[0])*(x-h[0])/a.Variance) / 2
	},
	func(a attr, _ int, h [2]float64, x float64) float64 { return (h[0] - x) / a.Variance },
	func(a attr, h [2]float64, x float64) float64 { return (x - h[0]) / a.Variance },
}

func gaussianFixedForward[T real](a attr, in []array[T], out array[T]) {
	densityForward(gaussianFixedDensity, a, in, out)
}

func gaussianFixedVJP[T real](a attr, wrt int, in []array[T], _, dout, din array[T]) {
	densityVJP(gaussianFixedDensity, a, wrt, in, dout, din)
}

func gaussianFixedEmit(a attr, b *ir.Builder, in []ir.ID) ir.ID {
	mean, x := in[0], in[1]
	sum := b.Reduce(ir.Sum, b.Unary(ir.Square, b.Sub(tileTo(b, x, mean), mean)), 1)
	return b.Add(b.Scale(sum, 0.5/a.Variance), constantOver(b, mean, math.Log(2*math.Pi*a.Variance)/2))
}
