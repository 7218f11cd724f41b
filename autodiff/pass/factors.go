// Identities of products and quotients.

package pass

import (
	"math"

	"vae/autodiff/ir"
)

// scaled takes a product of a value and a number apart, whichever comes first.
func (r *rewriter) scaled(v ir.Value) (x ir.ID, c float64, ok bool) {
	if v.Op != ir.Mul {
		return none, 0, false
	}
	for i := 1; i >= 0; i-- {
		if c, ok := r.number(v.Args[i]); ok {
			return v.Args[1-i], c, true
		}
	}
	return none, 0, false
}

// mulOne: 1x = x, -1x = -x
func mulOne(r *rewriter, v ir.Value) ir.ID {
	x, c, ok := r.scaled(v)
	switch {
	case ok && c == 1:
		return x
	case ok && c == -1:
		return r.op(ir.Neg, x)
	}
	return none
}

// mulScaled: c(-x) = (-c)x, and c(dx) = (cd)x unless cd leaves the range in which float32 keeps all its digits. The second changes the
// rounding: one product is rounded instead of two.
func mulScaled(r *rewriter, v ir.Value) ir.ID {
	x, c, ok := r.scaled(v)
	if !ok {
		return none
	}
	if y, ok := r.under(ir.Neg, x); ok {
		return r.op(ir.Mul, y, r.scalar(-c))
	}
	if y, d, ok := r.scaled(r.def(x)); ok && ordinary(c*d) {
		return r.op(ir.Mul, y, r.scalar(c*d))
	}
	return none
}

// ordinary numbers and their products with ordinary data are far from float32's overflow and underflow.
func ordinary(x float64) bool { return math.Abs(x) > 0x1p-60 && math.Abs(x) < 0x1p60 }

// mulNegs: -x * -y = xy, -x * y = -(xy): minus signs move outwards, where sums absorb them.
func mulNegs(r *rewriter, v ir.Value) ir.ID {
	return negsOut(r, v, ir.Mul)
}

// divNeg: -x / -y = x/y, -x / y = x / -y = -(x/y)
func divNeg(r *rewriter, v ir.Value) ir.ID {
	return negsOut(r, v, ir.Div)
}

func negsOut(r *rewriter, v ir.Value, op ir.Op) ir.ID {
	x, negX := r.under(ir.Neg, v.Args[0])
	y, negY := r.under(ir.Neg, v.Args[1])
	switch {
	case negX && negY:
		return r.op(op, x, y)
	case negX:
		return r.op(ir.Neg, r.op(op, x, v.Args[1]))
	case negY:
		return r.op(ir.Neg, r.op(op, v.Args[0], y))
	}
	return none
}

// mulItself: x * x = x^2
func mulItself(r *rewriter, v ir.Value) ir.ID {
	if v.Args[0] == v.Args[1] {
		return r.op(ir.Square, v.Args[0])
	}
	return none
}

// divConstant: x / c = (1/c) x. This changes the rounding unless c is a power of two: twice half a unit in the last place instead of once.
func divConstant(r *rewriter, v ir.Value) ir.ID {
	if c, ok := r.number(v.Args[1]); ok && ordinary(c) {
		return r.op(ir.Mul, v.Args[0], r.scalar(1/c))
	}
	return none
}

// divOne: 1 / x is the operation inv.
func divOne(r *rewriter, v ir.Value) ir.ID {
	if r.is(v.Args[0], 1) {
		return r.op(ir.Inv, v.Args[1])
	}
	return none
}
