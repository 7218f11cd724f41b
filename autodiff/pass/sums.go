// Identities of sums, differences and minus signs.

package pass

import (
	"math"

	"vae/autodiff/ir"
)

// addZero: x + 0 = x
func addZero(r *rewriter, v ir.Value) ir.ID {
	for i, a := range v.Args {
		if r.is(a, 0) {
			return v.Args[1-i]
		}
	}
	return none
}

// addNeg: x + -y = x - y
func addNeg(r *rewriter, v ir.Value) ir.ID {
	for i := 1; i >= 0; i-- {
		if y, ok := r.under(ir.Neg, v.Args[i]); ok {
			return r.op(ir.Sub, v.Args[1-i], y)
		}
	}
	return none
}

// addItself: x + x = 2x
func addItself(r *rewriter, v ir.Value) ir.ID {
	if v.Args[0] == v.Args[1] {
		return r.op(ir.Mul, v.Args[0], r.scalar(2))
	}
	return none
}

// subZero: x - 0 = x, 0 - x = -x
func subZero(r *rewriter, v ir.Value) ir.ID {
	switch {
	case r.is(v.Args[1], 0):
		return v.Args[0]
	case r.is(v.Args[0], 0):
		return r.op(ir.Neg, v.Args[1])
	}
	return none
}

// subNeg: x - -y = x + y, -x - y = -(x + y)
func subNeg(r *rewriter, v ir.Value) ir.ID {
	if y, ok := r.under(ir.Neg, v.Args[1]); ok {
		return r.op(ir.Add, v.Args[0], y)
	}
	if x, ok := r.under(ir.Neg, v.Args[0]); ok {
		return r.op(ir.Neg, r.op(ir.Add, x, v.Args[1]))
	}
	return none
}

// commonFactor: cx + cy = c(x + y), and so with -c and with differences. This changes the rounding: once for the sum and once for the product.
func commonFactor(r *rewriter, v ir.Value) ir.ID {
	x, c, okX := r.scaled(r.def(v.Args[0]))
	y, d, okY := r.scaled(r.def(v.Args[1]))
	if !okX || !okY || math.Abs(c) != math.Abs(d) {
		return none
	}
	if v.Op == ir.Sub {
		d = -d
	}
	switch {
	case c == d:
		return r.op(ir.Mul, r.op(ir.Add, x, y), r.scalar(c))
	case c > 0:
		return r.op(ir.Mul, r.op(ir.Sub, x, y), r.scalar(c))
	}
	return r.op(ir.Mul, r.op(ir.Sub, y, x), r.scalar(d))
}

// negNeg: -(-x) = x
func negNeg(r *rewriter, v ir.Value) ir.ID {
	if x, ok := r.under(ir.Neg, v.Args[0]); ok {
		return x
	}
	return none
}

// negDifference: -(x - y) = y - x
func negDifference(r *rewriter, v ir.Value) ir.ID {
	if d := r.def(v.Args[0]); d.Op == ir.Sub {
		return r.op(ir.Sub, d.Args[1], d.Args[0])
	}
	return none
}

// negScaled: -(cx) = (-c)x
func negScaled(r *rewriter, v ir.Value) ir.ID {
	if x, c, ok := r.scaled(r.def(v.Args[0])); ok {
		return r.op(ir.Mul, x, r.scalar(-c))
	}
	return none
}
