package pass

import (
	"slices"

	"vae/autodiff/ir"
)

// dropBroadcasts: elementwise operations repeat their arguments by themselves, so they take what was repeated; if the result then is smaller, it
// is repeated instead of the arguments.
func dropBroadcasts(r *rewriter, v ir.Value) ir.ID {
	args := make([]ir.ID, len(v.Args))
	for i, a := range v.Args {
		args[i] = r.bare(a)
	}
	if slices.Equal(args, v.Args) {
		return none
	}
	return r.op(v.Op, args...) // emit repeats it
}

// bare goes below what only repeats a value or puts ones before its shape.
func (r *rewriter) bare(id ir.ID) ir.ID {
	for {
		v := r.def(id)
		switch {
		case v.Op == ir.Broadcast:
		case v.Op == ir.Reshape && leadingOnes(v.Shape, r.shape(v.Args[0])):
		case v.Op == ir.Const && len(v.Shape) > 0 && len(v.Attr.Data) == 1:
			return r.scalar(v.Attr.Data[0])
		default:
			return id
		}
		id = v.Args[0]
	}
}

// leadingOnes reports whether big is small with ones before it.
func leadingOnes(big, small ir.Shape) bool {
	off := len(big) - len(small)
	return off >= 0 && big[off:].Equal(small) && big[:off].Size() == 1
}

// reshapeSame: a reshape to the same shape is nothing.
func reshapeSame(r *rewriter, v ir.Value) ir.ID {
	if r.shape(v.Args[0]).Equal(v.Shape) {
		return v.Args[0]
	}
	return none
}

// reshapeConstant: a constant is stored in the shape wanted.
func reshapeConstant(r *rewriter, v ir.Value) ir.ID {
	if c := r.def(v.Args[0]); c.Op == ir.Const {
		return r.build(ir.Const, c.Attr, v.Shape)
	}
	return none
}

// reshapeReshape: the last reshape decides.
func reshapeReshape(r *rewriter, v ir.Value) ir.ID {
	if x, ok := r.under(ir.Reshape, v.Args[0]); ok {
		return r.reshape(x, v.Shape)
	}
	return none
}

// moveRepeated: where every element is the same one, moving them is repeating it elsewhere.
func moveRepeated(r *rewriter, v ir.Value) ir.ID {
	x, ok := r.under(ir.Broadcast, v.Args[0])
	if !ok || r.shape(x).Size() > 1 {
		return none
	}
	return r.reshape(x, ir.Shape{}) // emit repeats it
}

// transposeTranspose: permutations compose, and the one that moves nothing is nothing.
func transposeTranspose(r *rewriter, v ir.Value) ir.ID {
	x, perm := v.Args[0], v.Attr.Axes
	if slices.IsSorted(perm) {
		return x
	}
	inner := r.def(x)
	if inner.Op != ir.Transpose {
		return none
	}
	both := make([]int, len(perm))
	for i, axis := range perm {
		both[i] = inner.Attr.Axes[axis]
	}
	return r.build(ir.Transpose, ir.Attr{Axes: both}, nil, inner.Args[0])
}

// transposeOnes: where only dimensions of one change places among the others, no element moves.
func transposeOnes(r *rewriter, v ir.Value) ir.ID {
	from := r.shape(v.Args[0])
	last := -1
	for _, axis := range v.Attr.Axes {
		if from[axis] == 1 {
			continue
		}
		if axis < last {
			return none
		}
		last = axis
	}
	return r.reshape(v.Args[0], v.Shape)
}

// sliceAll: a slice, or its transpose, that keeps the shape takes everything.
func sliceAll(r *rewriter, v ir.Value) ir.ID { return reshapeSame(r, v) }

// sliceUnslice: taking out what was put in.
func sliceUnslice(r *rewriter, v ir.Value) ir.ID {
	u := r.def(v.Args[0])
	if u.Op == ir.Unslice && r.shape(u.Args[0]).Equal(v.Shape) && slices.Equal(u.Attr.Axes, v.Attr.Axes) &&
		u.Attr.Start == v.Attr.Start && u.Attr.Step == v.Attr.Step {
		return u.Args[0]
	}
	return none
}

// concatOne: one value alone is not joined to anything.
func concatOne(_ *rewriter, v ir.Value) ir.ID {
	if len(v.Args) == 1 {
		return v.Args[0]
	}
	return none
}

// broadcastSame: repeating nothing is a reshape, or nothing at all.
func broadcastSame(r *rewriter, v ir.Value) ir.ID {
	if r.shape(v.Args[0]).Size() == v.Shape.Size() {
		return r.reshape(v.Args[0], v.Shape)
	}
	return none
}

// broadcastBare: repeating twice is repeating once, and ones before a shape are implied.
func broadcastBare(r *rewriter, v ir.Value) ir.ID {
	if x := r.bare(v.Args[0]); x != v.Args[0] {
		return r.broadcast(x, v.Shape)
	}
	return none
}
