package grad

import (
	"slices"

	"vae/autodiff/ir"
)

// left is the first operand's adjoint: for C = AB it is dC B', and for C = A'B it is B dC'. The second operand's transposition flag flips,
// or moves along.
func left(c *call) ir.ID {
	b := c.Args[1]
	if c.Attr.TransA {
		return c.MatMul(b, c.Attr.TransB, c.dy, true)
	}
	return c.MatMul(c.dy, false, b, !c.Attr.TransB)
}

// right is the second operand's adjoint: for C = AB it is A' dC, and for C = AB' it is dC' A.
func right(c *call) ir.ID {
	a := c.Args[0]
	if c.Attr.TransB {
		return c.MatMul(c.dy, true, a, c.Attr.TransA)
	}
	return c.MatMul(a, !c.Attr.TransA, c.dy, false)
}

// kept gives a reduction's result its dropped axes back, as ones, so that it broadcasts against the argument. Leading axes need none.
func (c *call) kept(reduced ir.ID) ir.ID {
	shape := slices.Clone(c.Shape(c.x()))
	leading := 0
	for i, axis := range c.Attr.Axes {
		shape[axis] = 1
		if axis == i {
			leading++
		}
	}
	if leading == len(c.Attr.Axes) {
		return reduced
	}
	return c.Reshape(reduced, shape...)
}

// repeat repeats a reduction's result along the axes that it dropped.
func (c *call) repeat(reduced ir.ID) ir.ID {
	return c.Broadcast(c.kept(reduced), c.Shape(c.x())...)
}

// maxOver shares dy equally among the elements that equal the maximum.
func maxOver(c *call) ir.ID {
	top := c.Binary(ir.Eq, c.x(), c.kept(c.y))
	count := c.Reduce(ir.Sum, top, c.Attr.Axes...)
	return c.Mul(c.kept(c.Div(c.dy, count)), top)
}

// logSumExp: e^(x-y). Where every element is minus infinity, so is y, and the difference would be NaN; y is held above -1e30, which no
// other y is, and the derivative is 0.
func logSumExp(c *call) ir.ID {
	y := c.Binary(ir.Max, c.y, c.Scalar(-1e30))
	return c.Mul(c.kept(c.dy), c.Unary(ir.Exp, c.Sub(c.x(), c.kept(y))))
}

// transpose permutes back.
func transpose(c *call) ir.ID {
	inverse := make([]int, len(c.Attr.Axes))
	for i, axis := range c.Attr.Axes {
		inverse[axis] = i
	}
	return c.Transpose(c.dy, inverse...)
}

// concat takes the argument's part out of dy.
func concat(c *call) ir.ID {
	axis := c.Attr.Axes[0]
	start := 0
	for _, a := range c.Args[:c.i] {
		start += c.Shape(a)[axis]
	}
	return c.Slice(c.dy, axis, start, 1, c.Shape(c.x())[axis])
}
