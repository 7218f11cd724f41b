package plan

import "vae/autodiff/ir"

// This file finds values that need no computation, because they are other values under another shape.

// mayAlias lists the operations whose result may share the argument's storage.
func mayAlias(op ir.Op) bool { return op == ir.Reshape || op == ir.StopGradient }

// alias sets Root and Storage.
func (s *Schedule) alias() {
	for id, v := range s.F.Values {
		s.Root[id] = ir.ID(id)
		s.Storage[id] = s.own(ir.ID(id))
		if !mayAlias(v.Op) {
			continue
		}
		arg := v.Args[0]
		if g, ok := reshaped(s.Storage[arg], s.Storage[id]); ok || v.Op == ir.StopGradient {
			if v.Op == ir.StopGradient {
				g = s.Storage[arg]
			}
			s.Root[id], s.Storage[id] = s.Root[arg], g
		}
	}
}

// own is the storage of a value that shares none.
func (s *Schedule) own(id ir.ID) Geometry {
	v := s.F.Values[id]
	if _, grad := s.grads[id]; grad || v.Op == ir.Param {
		return Parameter(v.Shape)
	}
	return Activation(v.Shape)
}

// reshaped returns how storage from looks as a tensor of geometry to, if all elements then are where they should be: the rows have the
// same length, or there is no padding in either.
func reshaped(from, to Geometry) (Geometry, bool) {
	if from.Cols == to.Cols {
		to.Stride = from.Stride
		return to, true
	}
	return to, from.Contiguous() && to.Contiguous()
}

// absorbBias lets the addition of a vector to a product be the last term of the product's own sums. Core of the addition becomes the
// product, Core of the product -1.
func (s *Schedule) absorbBias() {
	uses := make([]int, len(s.F.Values))
	for id, v := range s.F.Values {
		s.Core[id] = ir.ID(id)
		if s.Live[id] {
			for _, a := range v.Args {
				uses[a]++
			}
		}
	}
	for _, o := range s.F.Outputs {
		uses[o.ID] += 2
	}
	for id, v := range s.F.Values {
		if v.Op != ir.Add || !s.Live[id] {
			continue
		}
		for i, a := range v.Args {
			if uses[a] == 1 && s.isProduct(a, v.Shape) && s.isBias(v.Args[1-i], v.Shape) {
				s.Core[id], s.Core[a] = a, -1
				break
			}
		}
	}
}

// isProduct reports whether a value is a product of this shape whose right operand is used as it is stored.
func (s *Schedule) isProduct(id ir.ID, shape ir.Shape) bool {
	v := s.F.Values[id]
	return v.Op == ir.MatMul && !v.Attr.TransB && v.Shape.Equal(shape)
}

// isBias reports whether a value is a leaf with one element for each column of shape.
func (s *Schedule) isBias(id ir.ID, shape ir.Shape) bool {
	n := shape[len(shape)-1]
	v := s.F.Values[id].Shape
	return s.F.Values[s.Root[id]].Op.Class() == ir.Leaf && v.Size() == n && len(v) > 0 && v[len(v)-1] == n
}
