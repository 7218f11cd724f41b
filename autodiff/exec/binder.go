package exec

import (
	"vae/autodiff/ir"
	"vae/autodiff/plan"
)

// binder makes the steps of one thread: it knows the memory behind every place.
type binder struct {
	p      *Program
	memory [plan.Register + 1][]float32 // by kind
	work   []float32                    // of this thread: temporaries inside a step
	need   int                          // the largest work that a step has asked for
	parts  int                          // the largest number of parts that a step of the current item is given
}

// step makes the step of a value; nil where another step computes it.
func (b *binder) step(v ir.ID) step {
	switch b.p.schedule.Fused[v] {
	case plan.Leader:
		return makeBernoulli(b, v)
	case plan.Follower:
		return nil
	}
	return makers[b.core(v).Op](b, v)
}

// temporary returns n floats that a step may use while it runs. Before the work memory is made, it only notes the need.
func (b *binder) temporary(n int) []float32 {
	b.need = max(b.need, n)
	if len(b.work) < n {
		return nil
	}
	return b.work[:n]
}

// result is where a computed value goes, in parts.
func (b *binder) result(v ir.ID) view { return b.view(v, b.p.schedule.Split[v]) }

// reads is the arguments of a step, each in parts or whole.
func (b *binder) reads(v ir.ID) []view {
	s := b.p.schedule
	args := s.Reads(v)
	views := make([]view, len(args))
	for i, a := range args {
		if s.Aligned(v, i, s.Split[v]) {
			views[i] = b.view(a, s.Split[v])
		} else {
			views[i] = b.whole(a)
		}
	}
	return views
}

// view is a value divided into parts along its leading axis. A vector of several parts is a column.
func (b *binder) view(v ir.ID, parts int) view {
	w := b.whole(v)
	if shape := b.shape(v); parts > 1 && len(shape) == 1 {
		w.rows, w.cols, w.stride = shape[0], 1, 1
	}
	w.rows /= parts
	w.width = w.rows * w.stride
	return w
}

// whole is a value that a step reads all of.
func (b *binder) whole(v ir.ID) view {
	s := b.p.schedule
	slot := b.p.memory.Slots[s.Root[v]]
	g := s.Storage[v]
	w := view{rows: g.Rows, cols: g.Cols, stride: g.Stride, exact: slot.Kind == plan.Gradients}
	switch slot.Kind {
	case plan.Scratch:
		w.origin = tile
	case plan.Register:
		w.origin = group
	}
	if m := b.memory[slot.Kind]; m != nil {
		w.data = m[slot.Offset:]
	}
	return w
}

func (b *binder) shape(v ir.ID) ir.Shape { return b.p.schedule.F.Values[v].Shape }

// core is the operation that a value's step computes; its attributes count.
func (b *binder) core(v ir.ID) ir.Value { return b.p.schedule.F.Values[b.p.schedule.Core[v]] }
