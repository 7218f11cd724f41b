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
