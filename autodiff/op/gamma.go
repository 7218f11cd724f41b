package op

import (
	"math"

	"gorgonia.org/gorgonia"
)

// The gamma function for graphs, in either spelling: Stirling's series at arguments of at least shift, reached from below by
// Gamma(x) = Gamma(x + n) / (x (x+1) ... (x+n-1)). Gradients come from the formulas themselves.

// shift is n, and the least argument of the series.
const shift = 8

// stirling are the coefficients of 1/s, 1/s^3, ... in log Gamma(s) - (s - 1/2) ln s + s - ln(2 pi)/2: B_2n / (2n (2n-1)). What follows them is below 1e-14
// from s = 8 on.
var stirling = [...]float64{1. / 12, -1. / 360, 1. / 1260, -1. / 1680, 1. / 1188, -691. / 360360}

// LogGamma is log Gamma(x) of each element, for x > 0. In float32 its error is about 1e-6, or as much relative to the value where that is large.
func (b *Builder) LogGamma(x *gorgonia.Node) *gorgonia.Node {
	below, small := b.belowShift(x)
	s := b.Add(x, b.Scale(below, shift))
	series := b.Add(b.Sub(b.Mul(b.AddScalarConst(s, -0.5), b.Log(s)), s), b.correction(s))
	// Two logarithms, since the product of all factors has no gradient to speak of where the first is tiny.
	shifted := b.Add(b.Log(small), b.Log(b.factors(small)))
	return b.AddScalarConst(b.Sub(series, b.Mul(below, shifted)), math.Log(2*math.Pi)/2)
}

// LogRising is log( Gamma(r + x) / Gamma(r) ) of each element, for r > 0 and x >= 0, without the cancellation of two large logarithms.
//
//	(r - 1/2) log(1 + x/r) + x ln(r + x) - x + c(r + x) - c(r),  c being the rest of Stirling's series
func (b *Builder) LogRising(r, x *gorgonia.Node) *gorgonia.Node {
	below, small := b.belowShift(r)
	s := b.Add(r, b.Scale(below, shift))
	sum := b.Add(s, x)
	growth := b.Mul(b.AddScalarConst(s, -0.5), b.unary("Log1p", gorgonia.Log1p, b.Div(x, s)))
	series := b.Sub(b.Add(growth, b.Mul(x, b.Log(sum))), x)
	series = b.Add(series, b.Sub(b.correction(sum), b.correction(s)))
	// The factors 1 + x/(r+i), a logarithm for two: they may be large.
	ratio := func(i float64) *gorgonia.Node { return b.AddScalarConst(b.Div(x, b.AddScalarConst(small, i)), 1) }
	shifted := b.Log(ratio(0))
	for i := 1; i < shift-1; i += 2 {
		shifted = b.Add(shifted, b.Log(b.Mul(ratio(float64(i)), ratio(float64(i+1)))))
	}
	shifted = b.Add(shifted, b.Log(ratio(shift-1)))
	return b.Sub(series, b.Mul(below, shifted))
}

// belowShift is 1 where x < shift, and x there, shift elsewhere.
func (b *Builder) belowShift(x *gorgonia.Node) (below, small *gorgonia.Node) {
	over := b.AddScalarConst(x, -shift)
	below = b.notAbove(over)
	return below, b.Add(b.Mul(x, below), b.Scale(b.above(over), shift))
}

// correction is the sum of c_i / s^(2i+1).
func (b *Builder) correction(s *gorgonia.Node) *gorgonia.Node {
	inverse := b.Div(b.scalar(1), s)
	square := b.Square(inverse)
	last := len(stirling) - 1
	sum := b.Scale(square, stirling[last])
	for i := last - 1; i > 0; i-- {
		sum = b.Mul(b.AddScalarConst(sum, stirling[i]), square)
	}
	return b.Mul(b.AddScalarConst(sum, stirling[0]), inverse)
}

// factors is the product of x+1, ..., x+7.
func (b *Builder) factors(x *gorgonia.Node) *gorgonia.Node {
	p := b.AddScalarConst(x, 1)
	for i := 2; i < shift; i++ {
		p = b.Mul(p, b.AddScalarConst(x, float64(i)))
	}
	return p
}
