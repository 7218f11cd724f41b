package pass

import (
	"slices"

	"vae/autodiff/ir"
)

// matMulTranspose: products read their operands transposed at no cost.
func matMulTranspose(r *rewriter, v ir.Value) ir.ID {
	a, swapA := r.swapped(v.Args[0])
	b, swapB := r.swapped(v.Args[1])
	if !swapA && !swapB {
		return none
	}
	attr := ir.Attr{TransA: v.Attr.TransA != swapA, TransB: v.Attr.TransB != swapB}
	return r.build(ir.MatMul, attr, nil, a, b)
}

// swapped goes below a transpose that exchanges the last two axes and no others.
func (r *rewriter) swapped(id ir.ID) (x ir.ID, ok bool) {
	v := r.def(id)
	n := len(v.Shape)
	if v.Op != ir.Transpose || v.Attr.Axes[n-2] != n-1 || v.Attr.Axes[n-1] != n-2 || !slices.IsSorted(v.Attr.Axes[:n-2]) {
		return id, false
	}
	return v.Args[0], true
}

// overOnes: reducing one element is taking it; log e^x = x.
func overOnes(r *rewriter, v ir.Value) ir.ID {
	if r.shape(v.Args[0]).Size() == v.Shape.Size() {
		return r.reshape(v.Args[0], v.Shape)
	}
	return none
}

// sumNeg: the sum of -x is minus the sum of x.
func sumNeg(r *rewriter, v ir.Value) ir.ID {
	if x, ok := r.under(ir.Neg, v.Args[0]); ok {
		return r.op(ir.Neg, r.build(ir.Sum, v.Attr, nil, x))
	}
	return none
}

// sumBroadcast: the sum of n times the same is n times it. Axes that stay are repeated
// after. This changes the rounding: one product instead of n-1 additions.
func sumBroadcast(r *rewriter, v ir.Value) ir.ID {
	x, ok := r.under(ir.Broadcast, v.Args[0])
	if !ok {
		return none
	}
	big := r.shape(v.Args[0])
	small := make(ir.Shape, len(big))
	for i := range small {
		small[i] = 1
	}
	copy(small[len(big)-len(r.shape(x)):], r.shape(x))
	n := 1
	for _, axis := range v.Attr.Axes {
		n *= big[axis] / small[axis]
	}
	sum := r.build(ir.Sum, v.Attr, nil, r.reshape(x, small))
	return r.op(ir.Mul, sum, r.scalar(float64(n))) // emit repeats it along the axes that stay
}
