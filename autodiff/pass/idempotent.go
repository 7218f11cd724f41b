// Functions of one argument, or of two equal ones, that ignore or undo what is below them.

package pass

import "vae/autodiff/ir"

// ofMagnitude: functions that are the same for x and -x need neither a minus sign nor a magnitude below them.
func ofMagnitude(r *rewriter, v ir.Value) ir.ID {
	for _, op := range []ir.Op{ir.Neg, ir.Abs} {
		if x, ok := r.under(op, v.Args[0]); ok {
			return r.op(v.Op, x)
		}
	}
	return none
}

// again: operations that change nothing the second time.
func again(r *rewriter, v ir.Value) ir.ID {
	if _, ok := r.under(v.Op, v.Args[0]); ok {
		return v.Args[0]
	}
	return none
}

// invRoot: 1 / sqrt x is one operation, rounded as the engine rounds it.
func invRoot(r *rewriter, v ir.Value) ir.ID {
	if x, ok := r.under(ir.Sqrt, v.Args[0]); ok {
		return r.op(ir.InvSqrt, x)
	}
	return none
}

// alike: max(x, x) = min(x, x) = x
func alike(_ *rewriter, v ir.Value) ir.ID {
	if v.Args[0] == v.Args[1] {
		return v.Args[0]
	}
	return none
}
