package plan

import "vae/autodiff/ir"

// This file decides into how many parts each value is split, and which arguments a part reads a part of.

// split sets Split.
func (s *Schedule) split() {
	batch := batchOf(s.F)
	for id := range s.F.Values {
		s.Split[id] = 1
		if v := ir.ID(id); s.Computed(v) {
			s.Split[id] = s.splitOf(v, batch)
		}
	}
	for id := range s.F.Values {
		if s.Fused[id] == Follower { // the sum beside a product may come before it
			s.Split[id] = s.Split[s.reads[id][0]]
		}
	}
}

// batchOf is the leading dimension of the largest input, or the greatest number that divides it and the leading dimensions of the others (as with
// several samples for each example), if that is one of them.
func batchOf(f *ir.Func) int {
	batch, largest := 1, 0
	for _, v := range f.Values {
		if v.Op == ir.Input && len(v.Shape) > 1 && v.Shape.Size() > largest {
			batch, largest = v.Shape[0], v.Shape.Size()
		}
	}
	for _, v := range f.Values {
		if v.Op == ir.Input && len(v.Shape) > 1 && v.Shape[0] > 1 && batch%v.Shape[0] == 0 {
			batch = v.Shape[0]
		}
	}
	return batch
}

func (s *Schedule) splitOf(v ir.ID, batch int) int {
	if s.Fused[v] == Follower {
		return s.Split[s.reads[v][0]]
	}
	d := leading(s.F.Values[v].Shape)
	if d > 1 && d%batch == 0 && batch > 1 && s.follows(v, batch) {
		return batch
	}
	if d > 1 && (d == batch || s.isMuch(v)) && s.divisible(v, d) {
		return d
	}
	return 1
}

// divisible reports whether v can be computed in parts at all: what assembles its result from whole arguments cannot.
func (s *Schedule) divisible(v ir.ID, parts int) bool {
	switch s.F.Values[v].Op {
	case ir.Unslice, ir.Concat, ir.Reshape:
		return s.Aligned(v, 0, parts)
	}
	return true
}

// follows reports whether a part of v, split like the batch, reads the same part of something that is split so or is given.
func (s *Schedule) follows(v ir.ID, batch int) bool {
	for i, a := range s.Reads(v) {
		r := s.Root[a]
		given := s.F.Values[r].Op == ir.Input || s.F.Values[r].Op == ir.Const
		if (given || s.Split[r] == batch) && s.Aligned(v, i, batch) {
			return true
		}
	}
	return false
}

// isMuch reports whether computing v is worth sharing.
func (s *Schedule) isMuch(v ir.ID) bool {
	core := s.F.Values[s.Core[v]]
	if core.Op == ir.MatMul {
		return s.products(v) >= s.limits.Products
	}
	most := core.Shape.Size()
	for _, a := range core.Args {
		most = max(most, s.F.Values[a].Shape.Size())
	}
	return most >= s.limits.Elements
}

// products is the number of multiplications of a matrix product.
func (s *Schedule) products(v ir.ID) int {
	core := s.F.Values[s.Core[v]]
	a := s.F.Values[core.Args[0]].Shape
	k := a[len(a)-1]
	if core.Attr.TransA {
		k = a[len(a)-2]
	}
	return core.Shape.Size() * k
}

// Aligned reports whether, with v split into parts, part p needs only part p of its argument i.
func (s *Schedule) Aligned(v ir.ID, i, parts int) bool {
	if parts == 1 || s.Fused[v] == Follower {
		return true
	}
	reads := s.Reads(v)
	shape, arg := s.F.Values[v].Shape, s.F.Values[reads[i]].Shape
	if len(arg) == 0 || shape[0]%parts != 0 || arg[0]%parts != 0 {
		return false
	}
	return partwise(s.F.Values[s.Core[v]], i, shape, arg)
}

// partwise is Aligned for operations by their definition, given that the leading dimensions divide.
func partwise(core ir.Value, i int, shape, arg ir.Shape) bool {
	op := core.Op
	switch {
	case op.Class() == ir.Elementwise || op == ir.Broadcast:
		return len(arg) == len(shape) && arg[0] == shape[0]
	case op.Class() == ir.Reduction:
		return core.Attr.Axes[0] != 0
	case op == ir.Transpose:
		return core.Attr.Axes[0] == 0
	case op == ir.Slice || op == ir.Unslice || op == ir.Concat:
		return core.Attr.Axes[0] != 0
	case op == ir.MatMul && len(shape) > 2:
		return i < 2
	case op == ir.MatMul:
		return i == 0 && !core.Attr.TransA
	}
	return op == ir.Reshape || op == ir.StopGradient
}

// leading is the first dimension; 1 for a scalar.
func leading(s ir.Shape) int {
	if len(s) == 0 {
		return 1
	}
	return s[0]
}
