package op

import (
	"fmt"
	"math"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The stock spelling: every operation of this package in Gorgonia's own. Nothing is reshaped, rows are copied by a product with a constant 0/1
// matrix, and max(x, 0) is x times (x > 0).

func (b *Builder) matMul(x, y *gorgonia.Node) *gorgonia.Node { return b.product("MatMul", x, y) }

// constant is a tensor constant; its name holds its shape and purpose, because Gorgonia merges constants by name.
func (b *Builder) constant(purpose string, at func(i int) float64, shape ...int) *gorgonia.Node {
	data := make([]float64, tensor.Shape(shape).TotalSize())
	for i := range data {
		data[i] = at(i)
	}
	v, err := NewValue(b.Dtype, shape, data)
	if err != nil {
		b.fail("constant", err)
		return nil
	}
	return gorgonia.NewConstant(v, gorgonia.WithName(fmt.Sprintf("constant %s %v", purpose, shape)))
}

func (b *Builder) ones(shape ...int) *gorgonia.Node {
	return b.constant("ones", func(int) float64 { return 1 }, shape...)
}

// tiling is the matrix [rows*k, rows] whose product with x copies each row k times: element (r, c) is 1 where r/k is c.
func (b *Builder) tiling(rows, k int) *gorgonia.Node {
	return b.constant("tiling", func(i int) float64 { return where(i/rows/k == i%rows, 1, 0) }, rows*k, rows)
}

// tileTo copies the rows of x [B, n] to as many as like [B*K, n] has.
func (b *Builder) tileTo(x, like *gorgonia.Node) *gorgonia.Node {
	if !b.ready("TileRows", x, like) {
		return nil
	}
	rows, want := x.Shape()[0], like.Shape()[0]
	if want%rows != 0 {
		b.failf("TileRows", "%d rows are no multiple of %d", want, rows)
		return nil
	}
	return b.TileRows(x, want/rows)
}

// above is 1 where x > 0, else 0, in x's type; its derivative is zero.
func (b *Builder) above(x *gorgonia.Node) *gorgonia.Node {
	if !b.ready("Gt", x) {
		return nil
	}
	n, err := gorgonia.Gt(x, b.scalar(0), true)
	return b.try("Gt", n, err)
}

func (b *Builder) notAbove(x *gorgonia.Node) *gorgonia.Node {
	if !b.ready("Lte", x) {
		return nil
	}
	n, err := gorgonia.Lte(x, b.scalar(0), true)
	return b.try("Lte", n, err)
}

func (b *Builder) stockActivate(a Activation, x *gorgonia.Node) *gorgonia.Node {
	switch a {
	case Relu:
		return b.Mul(x, b.above(x))
	case Tanh:
		return b.unary("Tanh", gorgonia.Tanh, x)
	case Sigmoid:
		return b.stockSigmoid(x)
	case Softplus:
		return b.stockSoftplus(x)
	case LeakyRelu:
		return b.Mul(x, b.Add(b.above(x), b.Scale(b.notAbove(x), leak)))
	case Elu:
		return b.Add(b.Mul(x, b.above(x)), b.unary("Expm1", gorgonia.Expm1, b.Mul(x, b.notAbove(x))))
	case Silu:
		return b.Mul(x, b.stockSigmoid(x))
	}
	return b.foreign(ActivateOp(a), x) // Gelu: Gorgonia has no error function
}

// stockSigmoid is (1 + tanh(x/2)) / 2: Gorgonia's own is 1 from x = 16 or so on.
func (b *Builder) stockSigmoid(x *gorgonia.Node) *gorgonia.Node {
	return b.AddScalarConst(b.Scale(b.unary("Tanh", gorgonia.Tanh, b.Scale(x, 0.5)), 0.5), 0.5)
}

// stockSoftplus is (x + |x|)/2 + softplus(-|x|): Gorgonia's own drops log1p(e^-x) for x > 16.
func (b *Builder) stockSoftplus(x *gorgonia.Node) *gorgonia.Node {
	size := b.Abs(x)
	return b.Add(b.Scale(b.Add(x, size), 0.5), b.unary("Softplus", gorgonia.Softplus, b.Neg(size)))
}

func (b *Builder) stockGaussianKL(mean, logVar *gorgonia.Node, s2 float64) *gorgonia.Node {
	power := b.Scale(b.Add(b.Exp(logVar), b.Square(mean)), 1/s2)
	return b.Scale(b.AddScalarConst(b.Sub(power, logVar), math.Log(s2)-1), 0.5)
}

func (b *Builder) stockGaussianNLL(mean, logVar, x *gorgonia.Node) *gorgonia.Node {
	scaled := b.Mul(b.Square(b.Sub(b.tileTo(x, mean), mean)), b.Exp(b.Neg(logVar)))
	return b.SumRows(b.Scale(b.AddScalarConst(b.Add(logVar, scaled), math.Log(2*math.Pi)), 0.5))
}

func (b *Builder) stockGaussianFixedNLL(mean, x *gorgonia.Node, v float64) *gorgonia.Node {
	squares := b.Square(b.Sub(b.tileTo(x, mean), mean))
	return b.SumRows(b.AddScalarConst(b.Scale(squares, 0.5/v), math.Log(2*math.Pi*v)/2))
}

// stockBound is v - sign(v) (e - log1p(e)) with the excess e = max(|v| - a, 0). The derivative of log1p is Gorgonia's; that of sign is zero.
func (b *Builder) stockBound(v *gorgonia.Node, a float64) *gorgonia.Node {
	beyond := b.AddScalarConst(b.Abs(v), -a)
	excess := b.Mul(beyond, b.above(beyond))
	shrink := b.Sub(excess, b.unary("Log1p", gorgonia.Log1p, excess))
	return b.Sub(v, b.Mul(b.unary("Sign", gorgonia.Sign, v), shrink))
}

// stockLogSumExp is the mean along the axis of x - log softmax(x), every term of which is log sum e^x: Gorgonia's LogSumExp adds the maximum
// before the logarithm.
func (b *Builder) stockLogSumExp(x *gorgonia.Node, axis int) *gorgonia.Node {
	n, err := gorgonia.LogSoftMax(x, axis)
	difference := b.Sub(x, b.try("LogSoftMax", n, err))
	return b.Scale(b.sumAlong("LogSumExp", difference, axis), 1/float64(x.Shape()[axis]))
}
