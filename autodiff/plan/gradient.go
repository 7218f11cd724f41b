package plan

import (
	"slices"
	"strings"

	"vae/autodiff/ir"
)

// This file finds the outputs that belong into the gradient block.

// gradPrefix begins the names of outputs that are derivatives; the rest is the name of what the loss is differentiated by.
const gradPrefix = "grad."

// Gradient returns the entry whose gradient an output of this name is.
func (l Layout) Gradient(output string) (Entry, bool) {
	name, ok := strings.CutPrefix(output, gradPrefix)
	if !ok {
		return Entry{}, false
	}
	return l.Lookup(name)
}

// withCopies appends a copy for every gradient whose value cannot be computed in its place: leaves, aliases, and values that are the
// gradient of two parameters. A copy is a broadcast to the same shape.
func withCopies(f *ir.Func, params Layout) *ir.Func {
	b := ir.Builder{F: &ir.Func{Name: f.Name, Values: slices.Clone(f.Values), Outputs: slices.Clone(f.Outputs)}}
	taken := map[ir.ID]bool{}
	for i, o := range f.Outputs {
		if _, ok := params.Gradient(o.Name); !ok {
			continue
		}
		v := f.Values[o.ID]
		if v.Op.Class() == ir.Leaf || mayAlias(v.Op) || taken[o.ID] {
			b.F.Outputs[i].ID = b.Emit(ir.Broadcast, ir.Attr{}, v.Shape, o.ID)
		}
		taken[b.F.Outputs[i].ID] = true
	}
	return b.F
}

// gradients maps the values of gradients to the names of their outputs.
func gradients(f *ir.Func, params Layout) map[ir.ID]string {
	out := map[ir.ID]string{}
	for _, o := range f.Outputs {
		if _, ok := params.Gradient(o.Name); ok {
			out[o.ID] = o.Name
		}
	}
	return out
}
