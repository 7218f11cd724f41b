package op

import (
	"math"

	"gorgonia.org/gorgonia"

	"vae/autodiff/ir"
)

// ContinuousBernoulliNLLOp is the sum over D of A(l) - l x for logits l and data x in [0, 1]: minus the log-density of Loaiza-Ganem and Cunningham 2019,
// e^(l x) on [0, 1] divided by its integral e^A(l), with
//
//	A(l) = log((e^l - 1) / l) = max(l, 0) + log((1 - e^-|l|) / |l|)
//	dl = dy (A'(l) - x),  dx = -dy l,  A'(l) = E[x] = 1 / (1 - e^-l) - 1 / l
//
// Both lose their digits near 0, where a series takes their place.
func ContinuousBernoulliNLLOp() Op { return Op{kind: continuousBernoulliNLL} }

// nearZero is where the series takes over: its error is 1e-14 there, and the formula has lost less than a digit.
const nearZero = 0.5

// partitionSeries are the coefficients of l^2, l^4, ... in A(l) - l/2: B_2n / (2n (2n)!) with the Bernoulli numbers B.
var partitionSeries = [...]float64{1. / 24, -1. / 2880, 1. / 181440, -1. / 9676800, 1. / 479001600}

var continuousDensity = density{
	func(_ attr, h [2]float64, x float64) float64 { return logPartition(h[0]) - h[0]*x },
	func(_ attr, _ int, h [2]float64, x float64) float64 { return continuousMean(h[0]) - x },
	func(_ attr, h [2]float64, _ float64) float64 { return -h[0] },
}

// logPartition is A(l).
func logPartition(l float64) float64 {
	a := math.Abs(l)
	if a >= nearZero {
		return max(l, 0) + math.Log(-math.Expm1(-a)/a)
	}
	sum := 0.0
	for i := len(partitionSeries) - 1; i >= 0; i-- {
		sum = (sum + partitionSeries[i]) * l * l
	}
	return l/2 + sum
}

// continuousMean is A'(l).
func continuousMean(l float64) float64 {
	a := math.Abs(l)
	if a >= nearZero {
		return 0.5 + math.Copysign(-1/math.Expm1(-a)-1/a-0.5, l)
	}
	sum := 0.0
	for i := len(partitionSeries) - 1; i >= 0; i-- {
		sum = sum*l*l + float64(2*i+2)*partitionSeries[i]
	}
	return 0.5 + sum*l
}

func continuousForward[T real](a attr, in []array[T], out array[T]) {
	densityForward(continuousDensity, a, in, out)
}

func continuousVJP[T real](a attr, wrt int, in []array[T], _, dout, din array[T]) {
	densityVJP(continuousDensity, a, wrt, in, dout, din)
}

// continuousEmit gives each branch an argument that it can bear, so that no derivative of the branch not taken is infinite.
func continuousEmit(_ attr, b *ir.Builder, in []ir.ID) ir.ID {
	l, x := in[0], in[1]
	size := b.Unary(ir.Abs, l)
	near := b.Binary(ir.Lt, size, b.Scalar(nearZero))
	large := b.Select(near, b.Scalar(1), size)
	far := b.Sub(b.Unary(ir.Log1p, b.Unary(ir.Neg, b.Unary(ir.Exp, b.Unary(ir.Neg, large)))), b.Unary(ir.Log, large))
	small := b.Select(near, l, b.Scalar(0))
	square, series := b.Unary(ir.Square, small), b.Scalar(0)
	for i := len(partitionSeries) - 1; i >= 0; i-- {
		series = b.Mul(b.Add(series, b.Scalar(partitionSeries[i])), square)
	}
	partition := b.Select(near, b.Add(b.Scale(small, 0.5), series), b.Add(b.Unary(ir.Relu, l), far))
	return b.Reduce(ir.Sum, b.Sub(partition, b.Mul(l, tileTo(b, x, l))), 1)
}

// ContinuousBernoulliNLL is -log p of x [B, D] in [0, 1] under the continuous Bernoulli with logits [B*K, D], summed over D: [B*K], nats.
func (b *Builder) ContinuousBernoulliNLL(logits, x *gorgonia.Node) *gorgonia.Node {
	return b.ours("ContinuousBernoulliNLL", ContinuousBernoulliNLLOp(), func() *gorgonia.Node {
		large, small, far, near := b.branches(logits)
		partition := b.Sub(b.unary("Log1p", gorgonia.Log1p, b.Neg(b.Exp(b.Neg(large)))), b.Log(large))
		partition = b.Mul(far, b.Add(partition, b.Mul(logits, b.above(logits))))
		series := b.series(b.Square(small), func(i int) float64 { return partitionSeries[i] })
		series = b.Add(b.Scale(small, 0.5), b.Mul(b.Square(small), series))
		return b.SumRows(b.Sub(b.Add(partition, b.Mul(near, series)), b.Mul(logits, b.tileTo(x, logits))))
	}, logits, x)
}

// ContinuousBernoulliMean is E[x] of each element under the continuous Bernoulli with logits of any shape. It has no op of its own: nothing is
// differentiated through it.
func (b *Builder) ContinuousBernoulliMean(logits *gorgonia.Node) *gorgonia.Node {
	large, small, far, near := b.branches(logits)
	excess := b.Sub(b.Div(b.scalar(1), b.AddScalarConst(b.Neg(b.Exp(b.Neg(large))), 1)), b.Div(b.scalar(1), large))
	signed := b.Mul(b.unary("Sign", gorgonia.Sign, logits), b.AddScalarConst(excess, -0.5))
	series := b.Mul(small, b.series(b.Square(small), func(i int) float64 { return float64(2*i+2) * partitionSeries[i] }))
	return b.AddScalarConst(b.Add(b.Mul(far, signed), b.Mul(near, series)), 0.5)
}

// branches splits logits for the formula and the series: |l| or 1, l or 0, and masks of where each is meant.
func (b *Builder) branches(logits *gorgonia.Node) (large, small, far, near *gorgonia.Node) {
	size := b.Abs(logits)
	beyond := b.AddScalarConst(size, -nearZero)
	far, near = b.above(beyond), b.notAbove(beyond)
	return b.Add(b.Mul(size, far), near), b.Mul(logits, near), far, near
}

// series is the polynomial in v with the coefficients of as many terms as A has.
func (b *Builder) series(v *gorgonia.Node, coefficient func(i int) float64) *gorgonia.Node {
	last := len(partitionSeries) - 1
	sum := b.AddScalarConst(b.Scale(v, coefficient(last)), coefficient(last-1))
	for i := last - 2; i >= 0; i-- {
		sum = b.AddScalarConst(b.Mul(v, sum), coefficient(i))
	}
	return sum
}
