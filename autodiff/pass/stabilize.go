package pass

import "vae/autodiff/ir"

// Stabilize replaces formulas that overflow, or lose their digits, by operations made for them. What it puts in place equals the formula
// wherever the formula is exact, and keeps being right where the formula gives infinity, NaN or noise.
//
// Equal values are merged first, for the patterns ask whether two arguments are the same; minus signs move outwards, as in Fold.
func Stabilize(f *ir.Func) *ir.Func { return rewrite(CSE(f), stableRules) }

var stableRules table

// The table is filled here because rules make values, and so read it.
func init() {
	stableRules = table{
		ir.Log:   {logMoved, logSigmoid, logOneMinusSigmoid, logOnePlus, logSumExp, logQuotient, logExp},
		ir.Log1p: {log1pExp},
		ir.Neg:   {negNeg},
		ir.Sub:   {subNeg, expMinusOne},
		ir.Add:   {addNeg, expMinusOne, bernoulli},
		ir.Mul:   {mulNegs, gatedRelu},
		ir.Max:   {maxRelu},
		ir.Sqrt:  {rootSquare},
		ir.Inv:   {inverseSigmoid},
		ir.Div:   {quotientSigmoid},
	}
}

// other returns the argument beside one that is the number c everywhere, of a value made by op in either order.
func (r *rewriter) other(op ir.Op, v ir.Value, c float64) (x ir.ID, ok bool) {
	if v.Op == op {
		for i, a := range v.Args {
			if r.is(a, c) {
				return v.Args[1-i], true
			}
		}
	}
	return none, false
}

// oneMinus takes 1 - x apart.
func (r *rewriter) oneMinus(id ir.ID) (x ir.ID, ok bool) {
	if v := r.def(id); v.Op == ir.Sub && r.is(v.Args[0], 1) {
		return v.Args[1], true
	}
	return none, false
}

func (r *rewriter) neg(x ir.ID) ir.ID { return r.op(ir.Neg, x) }

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

// expMinusOne: e^x - 1 = expm1(x), also as e^x + -1.
func expMinusOne(r *rewriter, v ir.Value) ir.ID {
	e, c := v.Args[0], v.Args[1]
	one := 1.0
	if v.Op == ir.Add {
		one = -1
		if r.is(e, one) {
			e, c = c, e
		}
	}
	if x, ok := r.under(ir.Exp, e); ok && r.is(c, one) {
		return r.op(ir.Expm1, x)
	}
	return none
}

// rootSquare: sqrt(x^2) = |x|, without overflow on the way.
func rootSquare(r *rewriter, v ir.Value) ir.ID {
	if x, ok := r.under(ir.Square, v.Args[0]); ok {
		return r.op(ir.Abs, x)
	}
	if m := r.def(v.Args[0]); m.Op == ir.Mul && m.Args[0] == m.Args[1] {
		return r.op(ir.Abs, m.Args[0])
	}
	return none
}

// inverseSigmoid: 1 / (1 + e^-x) = sigmoid(x)
func inverseSigmoid(r *rewriter, v ir.Value) ir.ID {
	e, ok := r.other(ir.Add, r.def(v.Args[0]), 1)
	if !ok {
		return none
	}
	if x, ok := r.under(ir.Exp, e); ok {
		return r.op(ir.Sigmoid, r.neg(x))
	}
	return none
}

// quotientSigmoid: 1 / (1 + e^-x) = sigmoid(x), and e^x / (1 + e^x) = sigmoid(x).
func quotientSigmoid(r *rewriter, v ir.Value) ir.ID {
	if r.is(v.Args[0], 1) {
		return inverseSigmoid(r, ir.Value{Args: v.Args[1:]})
	}
	e, ok := r.other(ir.Add, r.def(v.Args[1]), 1)
	if !ok || e != v.Args[0] {
		return none
	}
	if x, ok := r.under(ir.Exp, e); ok {
		return r.op(ir.Sigmoid, x)
	}
	return none
}
