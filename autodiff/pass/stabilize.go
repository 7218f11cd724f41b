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
