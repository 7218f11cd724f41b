package ir

import (
	"fmt"
	"slices"
)

// inferShape returns the shape of an operation's result. Operations whose shape is part of their definition (leaves, Reshape, Slice, Unslice,
// Broadcast) have it checked against want; for all others want is ignored.
func inferShape(op Op, attr Attr, args []Shape, want Shape) (Shape, error) {
	if op <= Invalid || op >= opCount {
		return nil, fmt.Errorf("unknown operation %d", op)
	}
	if n := ops[op].arity; n != variadic && n != len(args) || n == variadic && len(args) == 0 {
		return nil, fmt.Errorf("%s takes %d arguments, not %d", op, max(n, 1), len(args))
	}
	switch op {
	case Input, Param:
		return want, nil
	case Const:
		if len(attr.Data) != want.Size() {
			return nil, fmt.Errorf("const holds %d elements, its shape %v needs %d", len(attr.Data), want, want.Size())
		}
		return want, nil
	case MatMul:
		return inferMatMul(attr, args[0], args[1])
	case Sum, MaxOver, LogSumExp:
		return dropAxes(op, args[0], attr.Axes)
	case Reshape:
		if args[0].Size() != want.Size() {
			return nil, fmt.Errorf("reshape from %v to %v changes the number of elements", args[0], want)
		}
		return want, nil
	case Transpose:
		return permute(args[0], attr.Axes)
	case Slice:
		return want, checkSlice(op, attr, args[0], want)
	case Unslice:
		return want, checkSlice(op, attr, want, args[0])
	case Concat:
		return inferConcat(attr, args)
	case Broadcast:
		s, err := broadcast(args[0], want)
		if err == nil && !s.Equal(want) {
			err = fmt.Errorf("shape %v does not broadcast to %v", args[0], want)
		}
		return want, err
	case StopGradient:
		return args[0], nil
	}
	shape := Shape{}
	for _, a := range args {
		var err error
		if shape, err = broadcast(shape, a); err != nil {
			return nil, fmt.Errorf("%s: %w", op, err)
		}
	}
	return shape, nil
}

// broadcast returns the shape that both shapes extend to: aligned at the right, a one stretches.
func broadcast(a, b Shape) (Shape, error) {
	if len(a) < len(b) {
		a, b = b, a
	}
	out := slices.Clone(a)
	off := len(a) - len(b)
	for i, d := range b {
		switch {
		case out[off+i] == d || d == 1:
		case out[off+i] == 1:
			out[off+i] = d
		default:
			return nil, fmt.Errorf("shapes %v and %v do not broadcast", a, b)
		}
	}
	return out, nil
}

func inferMatMul(attr Attr, a, b Shape) (Shape, error) {
	r := len(a)
	if r < 2 || len(b) != r || !slices.Equal(a[:r-2], b[:r-2]) {
		return nil, fmt.Errorf("matmul needs two matrices, or two equal batches of them, not %v and %v", a, b)
	}
	m, ka := a[r-2], a[r-1]
	if attr.TransA {
		m, ka = ka, m
	}
	kb, n := b[r-2], b[r-1]
	if attr.TransB {
		kb, n = n, kb
	}
	if ka != kb {
		return nil, fmt.Errorf("matmul: the inner dimensions of %v and %v differ (%d and %d)", a, b, ka, kb)
	}
	return append(slices.Clone(a[:r-2]), m, n), nil
}

func dropAxes(op Op, s Shape, axes []int) (Shape, error) {
	if len(axes) == 0 {
		return nil, fmt.Errorf("%s needs at least one axis", op)
	}
	out := Shape{}
	next := 0
	for i, d := range s {
		if next < len(axes) && axes[next] == i {
			next++
			continue
		}
		out = append(out, d)
	}
	if next != len(axes) {
		return nil, fmt.Errorf("%s: axes %v are not ascending axes of shape %v", op, axes, s)
	}
	return out, nil
}

func permute(s Shape, perm []int) (Shape, error) {
	sorted := slices.Sorted(slices.Values(perm))
	if len(perm) != len(s) {
		return nil, fmt.Errorf("transpose: %v does not permute the axes of %v", perm, s)
	}
	out := make(Shape, len(s))
	for i := range out {
		if sorted[i] != i {
			return nil, fmt.Errorf("transpose: %v does not permute the axes of %v", perm, s)
		}
		out[i] = s[perm[i]]
	}
	return out, nil
}

// checkSlice checks that small is what indices Start, Start+Step, ... along the one axis select from big.
func checkSlice(op Op, attr Attr, big, small Shape) error {
	if len(attr.Axes) != 1 || attr.Axes[0] < 0 || attr.Axes[0] >= len(big) || len(small) != len(big) {
		return fmt.Errorf("%s: axes %v of shapes %v and %v", op, attr.Axes, big, small)
	}
	axis := attr.Axes[0]
	rest := slices.Clone(small)
	rest[axis] = big[axis]
	n := small[axis]
	if !rest.Equal(big) || attr.Start < 0 || attr.Start >= big[axis] || attr.Step < 1 || n < 1 || (big[axis]-1-attr.Start)/attr.Step < n-1 {
		return fmt.Errorf("%s: %d indices from %d by %d along axis %d of %v do not give %v", op, n, attr.Start, attr.Step, axis, big, small)
	}
	return nil
}

func inferConcat(attr Attr, args []Shape) (Shape, error) {
	if len(attr.Axes) != 1 || attr.Axes[0] < 0 || attr.Axes[0] >= len(args[0]) {
		return nil, fmt.Errorf("concat: axes %v of shape %v", attr.Axes, args[0])
	}
	axis := attr.Axes[0]
	out := slices.Clone(args[0])
	for _, s := range args[1:] {
		rest := slices.Clone(s)
		if len(s) == len(out) {
			rest[axis] = out[axis]
		}
		if !rest.Equal(out) {
			return nil, fmt.Errorf("concat along axis %d: shapes %v and %v differ elsewhere", axis, args[0], s)
		}
		out[axis] += s[axis]
	}
	return out, nil
}
