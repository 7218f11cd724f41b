package pass

import "vae/autodiff/ir"

// gatedRelu: x * (x > 0) and x * (x >= 0) are relu(x), also where x is infinite. As a product, the second has derivative 1 at 0; relu has 0.
func gatedRelu(r *rewriter, v ir.Value) ir.ID {
	for i, gate := range v.Args {
		x, g := v.Args[1-i], r.def(gate)
		switch {
		case (g.Op == ir.Gt || g.Op == ir.Ge) && g.Args[0] == x && r.is(g.Args[1], 0),
			(g.Op == ir.Lt || g.Op == ir.Le) && g.Args[1] == x && r.is(g.Args[0], 0):
			return r.op(ir.Relu, x)
		}
	}
	return none
}

// maxRelu: max(x, 0) = relu(x). At 0 the derivative becomes 0; that of max is 1/2.
func maxRelu(r *rewriter, v ir.Value) ir.ID {
	if x, ok := r.other(ir.Max, v, 0); ok {
		return r.op(ir.Relu, x)
	}
	return none
}

// bernoulli: with p = sigmoid(l), -(x log p + (1-x) log(1-p)) = softplus(l) - l x. By the time the sum is seen, its minus sign has moved
// outwards and the logarithms are x softplus(-l) + (1-x) softplus(l). That is stable already; this takes one softplus instead of two.
func bernoulli(r *rewriter, v ir.Value) ir.ID {
	for i := range v.Args {
		for _, p := range r.factors(v.Args[i]) {
			for _, q := range r.factors(v.Args[1-i]) {
				x, isComplement := r.oneMinus(q[0])
				l, isSoftplus := r.under(ir.Softplus, q[1])
				if isComplement && isSoftplus && x == p[0] && r.isSoftplusNeg(p[1], l) {
					return r.op(ir.Sub, r.op(ir.Softplus, l), r.op(ir.Mul, l, x))
				}
			}
		}
	}
	return none
}

// factors are the two arguments of a product, in both orders.
func (r *rewriter) factors(id ir.ID) [][2]ir.ID {
	v := r.def(id)
	if v.Op != ir.Mul {
		return nil
	}
	return [][2]ir.ID{{v.Args[0], v.Args[1]}, {v.Args[1], v.Args[0]}}
}

// isSoftplusNeg recognises softplus(-l).
func (r *rewriter) isSoftplusNeg(id, l ir.ID) bool {
	inside, ok := r.under(ir.Softplus, id)
	if !ok {
		return false
	}
	x, ok := r.under(ir.Neg, inside)
	return ok && x == l
}
