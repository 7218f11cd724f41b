package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The elementwise methods and sums, which both spellings share or nearly share. Two tensors must have one shape; a scalar goes with anything.

// Add is x + y.
func (b *Builder) Add(x, y *gorgonia.Node) *gorgonia.Node { return b.binary("Add", gorgonia.Add, x, y) }

// Sub is x - y.
func (b *Builder) Sub(x, y *gorgonia.Node) *gorgonia.Node { return b.binary("Sub", gorgonia.Sub, x, y) }

// Mul is x * y, element by element.
func (b *Builder) Mul(x, y *gorgonia.Node) *gorgonia.Node {
	return b.binary("Mul", gorgonia.HadamardProd, x, y)
}

// Div is x / y.
func (b *Builder) Div(x, y *gorgonia.Node) *gorgonia.Node {
	return b.binary("Div", gorgonia.HadamardDiv, x, y)
}

// MulScalarNode is the tensor x times the scalar node s.
func (b *Builder) MulScalarNode(x, s *gorgonia.Node) *gorgonia.Node {
	if b.ready("MulScalarNode", x, s) && !s.IsScalar() {
		b.failf("MulScalarNode", "the second argument has shape %v; give a scalar", s.Shape())
	}
	return b.binary("MulScalarNode", gorgonia.HadamardProd, x, s)
}

// Neg is -x.
func (b *Builder) Neg(x *gorgonia.Node) *gorgonia.Node { return b.unary("Neg", gorgonia.Neg, x) }

// Exp is e^x.
func (b *Builder) Exp(x *gorgonia.Node) *gorgonia.Node { return b.unary("Exp", gorgonia.Exp, x) }

// Log is the natural logarithm of x.
func (b *Builder) Log(x *gorgonia.Node) *gorgonia.Node { return b.unary("Log", gorgonia.Log, x) }

// Expm1 is e^x - 1.
func (b *Builder) Expm1(x *gorgonia.Node) *gorgonia.Node { return b.unary("Expm1", gorgonia.Expm1, x) }

// Positive is 1 where x > 0, else 0, with derivative zero.
func (b *Builder) Positive(x *gorgonia.Node) *gorgonia.Node { return b.above(x) }

// Square is x^2.
func (b *Builder) Square(x *gorgonia.Node) *gorgonia.Node {
	return b.unary("Square", gorgonia.Square, x)
}

// Abs is |x|, with derivative 0 at 0.
func (b *Builder) Abs(x *gorgonia.Node) *gorgonia.Node { return b.unary("Abs", gorgonia.Abs, x) }

// Scale is c x.
func (b *Builder) Scale(x *gorgonia.Node, c float64) *gorgonia.Node { return b.Mul(x, b.scalar(c)) }

// AddScalarConst is x + c.
func (b *Builder) AddScalarConst(x *gorgonia.Node, c float64) *gorgonia.Node {
	return b.Add(x, b.scalar(c))
}

// SumRows sums each row of a matrix: [B, n] gives [B].
func (b *Builder) SumRows(x *gorgonia.Node) *gorgonia.Node { return b.sumAlong("SumRows", x, 1) }

// SumColumns sums each column of a matrix: [B, n] gives [n].
func (b *Builder) SumColumns(x *gorgonia.Node) *gorgonia.Node { return b.sumAlong("SumColumns", x, 0) }

// SumAll sums every element to a scalar.
func (b *Builder) SumAll(x *gorgonia.Node) *gorgonia.Node {
	if !b.ready("SumAll", x) || x.IsScalar() {
		return x
	}
	if b.Spelling == Fused {
		n, err := gorgonia.Sum(x)
		return b.try("SumAll", n, err)
	}
	if x.Dims() == 2 {
		x = b.SumRows(x)
	}
	if b.err == nil && x.Dims() != 1 {
		b.failf("SumAll", "shape %v; the stock spelling sums vectors and matrices", x.Shape())
	}
	if b.err != nil {
		return nil
	}
	return b.product("SumAll", x, b.ones(x.Shape()[0]))
}

// MeanAll is the mean of every element, a scalar.
func (b *Builder) MeanAll(x *gorgonia.Node) *gorgonia.Node {
	if !b.ready("MeanAll", x) {
		return nil
	}
	return b.Scale(b.SumAll(x), 1/float64(x.Shape().TotalSize()))
}

// sumAlong is Gorgonia's Sum, and in the stock spelling a product with a vector of ones: the gradient of Sum reshapes in place, which
// corrupts a gradient that two sums share.
func (b *Builder) sumAlong(method string, x *gorgonia.Node, axis int) *gorgonia.Node {
	if !b.isMatrix(method, x) {
		return nil
	}
	if b.Spelling == Fused {
		n, err := gorgonia.Sum(x, axis)
		return b.try(method, n, err)
	}
	if axis == 0 {
		return b.product(method, b.ones(x.Shape()[0]), x)
	}
	return b.product(method, x, b.ones(x.Shape()[1]))
}

func (b *Builder) unary(method string, f func(*gorgonia.Node) (*gorgonia.Node, error), x *gorgonia.Node) *gorgonia.Node {
	if !b.ready(method, x) {
		return nil
	}
	n, err := f(x)
	return b.try(method, n, err)
}

func (b *Builder) binary(method string, f func(x, y *gorgonia.Node) (*gorgonia.Node, error), x, y *gorgonia.Node) *gorgonia.Node {
	if !b.ready(method, x, y) {
		return nil
	}
	if !x.IsScalar() && !y.IsScalar() && !equal(x.Shape(), y.Shape()) {
		b.failf(method, "shapes %v and %v differ; use TileRows or a scalar", x.Shape(), y.Shape())
		return nil
	}
	n, err := f(x, y)
	return b.try(method, n, err)
}

// product is Gorgonia's matrix, matrix-vector or vector product.
func (b *Builder) product(method string, x, y *gorgonia.Node) *gorgonia.Node {
	if !b.ready(method, x, y) {
		return nil
	}
	n, err := gorgonia.Mul(x, y)
	return b.try(method, n, err)
}

func (b *Builder) isMatrix(method string, x *gorgonia.Node) bool {
	if b.ready(method, x) && x.Dims() != 2 {
		b.failf(method, "shape %v; give a matrix", x.Shape())
	}
	return b.err == nil
}

func (b *Builder) failf(method, format string, args ...any) {
	b.fail(method, fmt.Errorf(format, args...))
}

// scalar is a constant. Equal constants print alike and merge, which is right for them.
func (b *Builder) scalar(c float64) *gorgonia.Node {
	if b.Dtype == tensor.Float32 {
		return gorgonia.NewConstant(float32(c))
	}
	return gorgonia.NewConstant(c)
}
