// Package grad differentiates programs in reverse mode. Derivatives are rows of one table that emit IR, so that backward values are
// simplified, fused and planned like forward ones, and can be differentiated again.
package grad

import (
	"vae/autodiff/ir"
)

// Reverse returns f extended by the gradient of its value loss with respect to each of wrt, inputs or parameters of f: f's own values and
// outputs stay, adjoints follow, and the outputs "grad.NAME" come last, in wrt's order, each of the shape of NAME. If loss is not a scalar,
// the gradients are those of the sum of its elements. What the loss does not depend on has gradient zero.
//
// Where a function has no derivative, the gradient is that of the row in the table: a subgradient, or zero.
func Reverse(f *ir.Func, loss ir.ID, wrt []ir.ID) *ir.Func {
	s := &sweep{Builder: ir.Extend(f), adjoints: make([]ir.ID, len(f.Values))}
	for id := range s.adjoints {
		s.adjoints[id] = none
	}
	active := dependents(f, wrt)
	s.accumulate(loss, s.Broadcast(s.Scalar(1), f.Values[loss].Shape...))
	for id := loss; id >= 0; id-- {
		dy := s.adjoints[id]
		if dy == none {
			continue
		}
		v := f.Values[id]
		for i, arg := range v.Args {
			if rule := rowOf(v, i); rule != nil && active[arg] {
				s.accumulate(arg, rule(&call{Builder: s.Builder, Value: v, i: i, y: id, dy: dy}))
			}
		}
	}
	for _, id := range wrt {
		v := f.Values[id]
		if v.Attr.Name == "" {
			panic("grad: differentiation is with respect to inputs and parameters")
		}
		if s.adjoints[id] == none {
			s.adjoints[id] = s.Broadcast(s.Scalar(0), v.Shape...)
		}
		s.Output("grad."+v.Attr.Name, s.adjoints[id])
	}
	return s.F
}

// none marks a value without adjoint.
const none ir.ID = -1

// sweep is a program under extension, and the adjoint of each of its first values.
type sweep struct {
	*ir.Builder
	adjoints []ir.ID
}

// accumulate adds one contribution to a value's adjoint. Where the value was broadcast on its way, the contribution has the larger shape and
// is summed back over the repeated axes.
func (s *sweep) accumulate(id, g ir.ID) {
	g = s.unbroadcast(g, s.Shape(id))
	if s.adjoints[id] != none {
		g = s.Add(s.adjoints[id], g)
	}
	s.adjoints[id] = g
}

// unbroadcast sums g over the axes along which the smaller shape was repeated.
func (s *sweep) unbroadcast(g ir.ID, shape ir.Shape) ir.ID {
	big := s.Shape(g)
	off := len(big) - len(shape)
	var axes []int
	for i, d := range big {
		if i < off || shape[i-off] != d {
			axes = append(axes, i)
		}
	}
	return s.Reshape(s.Reduce(ir.Sum, g, axes...), shape...)
}

// dependents marks the values that depend on any of wrt.
func dependents(f *ir.Func, wrt []ir.ID) []bool {
	active := make([]bool, len(f.Values))
	for _, id := range wrt {
		active[id] = true
	}
	for id, v := range f.Values {
		for _, a := range v.Args {
			active[id] = active[id] || active[a]
		}
	}
	return active
}
