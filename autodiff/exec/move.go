package exec

import (
	"vae/autodiff/ir"
	"vae/internal/kernel"
)

// This file makes the steps that only move elements. All are the same loop: runs of n elements, each from one place to another.

// moves copies runs: run j of part q goes from x[q*xStep+from[j]], elements xCol apart, to the place to[j] of part q of the result, elements
// dstCol apart.
type moves struct {
	dst, x       view
	from, to     []int
	n            int
	xStep        int // floats of the argument from one part of the result to the next
	xCol, dstCol int
}

func (m *moves) run(s *span) {
	start, base := m.dst.start(s), (s.lo-s.origin[m.x.origin])*m.xStep
	for q := range s.hi - s.lo {
		for j, to := range m.to {
			d, x := m.dst.data[start+q*m.dst.width+to:], m.x.data[base+q*m.xStep+m.from[j]:]
			if m.dstCol == 1 && m.xCol == 1 {
				copy(d[:m.n], x[:m.n])
				continue
			}
			for i := range m.n {
				d[i*m.dstCol] = x[i*m.xCol]
			}
		}
	}
}

// strides lists the floats from one index to the next along each axis of a tensor.
func strides(shape ir.Shape, stride int) []int {
	out := make([]int, len(shape))
	for axis := len(shape) - 1; axis >= 0; axis-- {
		switch axis {
		case len(shape) - 1:
			out[axis] = 1
		case len(shape) - 2:
			out[axis] = stride
		default:
			out[axis] = out[axis+1] * shape[axis+1]
		}
	}
	return out
}

// offsets lists where the rows of a box of a shape start, in order, when one index along each axis is as many floats as in step.
func offsets(box ir.Shape, step []int) []int {
	if len(box) == 0 {
		return []int{0}
	}
	rows := box[:len(box)-1]
	out := make([]int, 0, rows.Size())
	at := make([]int, len(rows))
	for range rows.Size() {
		o := 0
		for axis, i := range at {
			o += i * step[axis]
		}
		out = append(out, o)
		next(at, rows)
	}
	return out
}

// moving makes the moves of a box: the elements of the argument from start on, one index along an axis of the box being xStep floats in
// the argument and dstStep floats in the result. parts divide the box along its first axis.
func (b *binder) moving(v, arg ir.ID, box ir.Shape, start int, xStep, dstStep []int) *moves {
	m := &moves{dst: b.result(v), x: b.whole(arg), n: 1, xCol: 1, dstCol: 1}
	parts := b.p.schedule.Split[v]
	box = append(ir.Shape(nil), box...)
	if r := len(box); r > 0 {
		if parts > 1 {
			box[0] /= parts
			m.xStep = box[0] * xStep[0]
		}
		m.n, m.xCol, m.dstCol = box[r-1], xStep[r-1], dstStep[r-1]
	}
	m.from, m.to = offsets(box, xStep), offsets(box, dstStep)
	for j := range m.from {
		m.from[j] += start
	}
	return m
}

// axisSteps is strides for a value.
func (b *binder) axisSteps(v ir.ID) []int {
	return strides(b.shape(v), b.p.schedule.Storage[v].Stride)
}

// makeTranspose makes the step of Transpose: a step along axis i of the result is one along axis perm[i] of the argument.
func makeTranspose(b *binder, v ir.ID) step {
	core := b.core(v)
	arg := core.Args[0]
	from := b.axisSteps(arg)
	xStep := make([]int, len(from))
	for i, axis := range core.Attr.Axes {
		xStep[i] = from[axis]
	}
	m := b.moving(v, arg, core.Shape, 0, xStep, b.axisSteps(v))
	if len(from) == 2 && core.Attr.Axes[0] == 1 {
		return func(s *span) {
			rows := (s.hi - s.lo) * m.dst.rows
			kernel.Transpose(m.dst.data[m.dst.start(s):], m.dst.stride, m.x.data[s.lo*m.dst.rows:], m.x.stride, m.dst.cols, rows)
		}
	}
	return m.run
}

// makeSlice makes the step of Slice.
func makeSlice(b *binder, v ir.ID) step {
	core := b.core(v)
	arg, axis := core.Args[0], core.Attr.Axes[0]
	xStep := b.axisSteps(arg)
	start := core.Attr.Start * xStep[axis]
	xStep[axis] *= core.Attr.Step
	return b.moving(v, arg, core.Shape, start, xStep, b.axisSteps(v)).run
}

// makeUnslice makes the step of Unslice: zeros, then the argument at its places.
func makeUnslice(b *binder, v ir.ID) step {
	core := b.core(v)
	arg, axis := core.Args[0], core.Attr.Axes[0]
	dstStep := b.axisSteps(v)
	start := core.Attr.Start * dstStep[axis]
	dstStep[axis] *= core.Attr.Step
	m := b.moving(v, arg, b.shape(arg), 0, b.axisSteps(arg), dstStep)
	for j := range m.to {
		m.to[j] += start
	}
	return func(s *span) {
		clear(m.dst.flat(s))
		m.run(s)
	}
}

// makeConcat makes the step of Concat: the moves of each argument.
func makeConcat(b *binder, v ir.ID) step {
	core := b.core(v)
	axis, step := core.Attr.Axes[0], b.axisSteps(v)
	all := make([]*moves, len(core.Args))
	start := 0
	for i, arg := range core.Args {
		all[i] = b.moving(v, arg, b.shape(arg), 0, b.axisSteps(arg), step)
		for j := range all[i].to {
			all[i].to[j] += start
		}
		start += b.shape(arg)[axis] * step[axis]
	}
	return func(s *span) {
		for _, m := range all {
			m.run(s)
		}
	}
}

// makeReshape makes the step of a Reshape that cannot share the argument's storage: runs that are whole in the rows of both.
func makeReshape(b *binder, v ir.ID) step {
	arg := b.core(v).Args[0]
	m := &moves{dst: b.result(v), x: b.whole(arg), xCol: 1, dstCol: 1}
	parts := b.p.schedule.Split[v]
	x := m.x
	if parts > 1 {
		x = b.view(arg, parts)
		m.x, m.xStep = x, x.width
	}
	m.n = gcd(m.dst.cols, x.cols)
	for e := 0; e < m.dst.rows*m.dst.cols; e += m.n {
		m.from = append(m.from, e/x.cols*x.stride+e%x.cols)
		m.to = append(m.to, e/m.dst.cols*m.dst.stride+e%m.dst.cols)
	}
	return m.run
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
