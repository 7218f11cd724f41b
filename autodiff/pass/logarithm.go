// Logarithms of what overflows or cancels.

package pass

import "vae/autodiff/ir"

// logSigmoid: log sigmoid(x) = -softplus(-x)
func logSigmoid(r *rewriter, v ir.Value) ir.ID {
	if x, ok := r.under(ir.Sigmoid, v.Args[0]); ok {
		return r.neg(r.op(ir.Softplus, r.neg(x)))
	}
	return none
}

// logOneMinusSigmoid: log(1 - sigmoid(x)) = -softplus(x)
func logOneMinusSigmoid(r *rewriter, v ir.Value) ir.ID {
	if s, ok := r.oneMinus(v.Args[0]); ok {
		if x, ok := r.under(ir.Sigmoid, s); ok {
			return r.neg(r.op(ir.Softplus, x))
		}
	}
	return none
}

// logOnePlus: log(1 + x) = log1p(x), log(1 - x) = log1p(-x)
func logOnePlus(r *rewriter, v ir.Value) ir.ID {
	if x, ok := r.other(ir.Add, r.def(v.Args[0]), 1); ok {
		return r.op(ir.Log1p, x)
	}
	if x, ok := r.oneMinus(v.Args[0]); ok {
		return r.op(ir.Log1p, r.neg(x))
	}
	return none
}

// log1pExp: log(1 + e^x) = softplus(x)
func log1pExp(r *rewriter, v ir.Value) ir.ID {
	if x, ok := r.under(ir.Exp, v.Args[0]); ok {
		return r.op(ir.Softplus, x)
	}
	return none
}

// logSumExp: log(sum of e^x) shifts by the maximum.
func logSumExp(r *rewriter, v ir.Value) ir.ID {
	sum := r.def(v.Args[0])
	if sum.Op != ir.Sum {
		return none
	}
	if x, ok := r.under(ir.Exp, sum.Args[0]); ok {
		return r.build(ir.LogSumExp, sum.Attr, nil, x)
	}
	return none
}

// logQuotient: log(e^x / y) = x - log y, as in the logarithm of a softmax.
func logQuotient(r *rewriter, v ir.Value) ir.ID {
	q := r.def(v.Args[0])
	if q.Op != ir.Div {
		return none
	}
	if x, ok := r.under(ir.Exp, q.Args[0]); ok {
		return r.op(ir.Sub, x, r.op(ir.Log, q.Args[1]))
	}
	return none
}

// logMoved: the logarithm of repeated or reshaped elements is taken before that, where the other rules see what it is applied to.
func logMoved(r *rewriter, v ir.Value) ir.ID {
	x := r.def(v.Args[0])
	switch x.Op {
	case ir.Broadcast, ir.Reshape:
		return r.build(x.Op, x.Attr, x.Shape, r.op(ir.Log, x.Args[0]))
	}
	return none
}

// logExp: log e^x = x
func logExp(r *rewriter, v ir.Value) ir.ID {
	if x, ok := r.under(ir.Exp, v.Args[0]); ok {
		return x
	}
	return none
}
