package pass

import "vae/autodiff/ir"

// DCE drops values that no output depends on. Inputs and parameters stay, used or not, so that a program is bound in the same way whatever
// happened to it.
func DCE(f *ir.Func) *ir.Func {
	live := make([]bool, len(f.Values))
	for _, o := range f.Outputs {
		live[o.ID] = true
	}
	for id := len(f.Values) - 1; id >= 0; id-- {
		v := &f.Values[id]
		live[id] = live[id] || v.Op == ir.Input || v.Op == ir.Param
		if live[id] {
			for _, a := range v.Args {
				live[a] = true
			}
		}
	}
	out := &ir.Func{Name: f.Name}
	to := make([]ir.ID, len(f.Values))
	for id, v := range f.Values {
		if live[id] {
			v.Args = renamed(v.Args, to)
			to[id] = ir.ID(len(out.Values))
			out.Values = append(out.Values, v)
		}
	}
	for _, o := range f.Outputs {
		out.Outputs = append(out.Outputs, ir.Output{Name: o.Name, ID: to[o.ID]})
	}
	return out
}
