package plan

import (
	"fmt"
	"slices"

	"vae/autodiff/ir"
)

// Entry places one parameter in a block.
type Entry struct {
	Name   string
	Shape  ir.Shape
	Offset int // of the first element, in floats; a multiple of 16
	Stride int // floats from one row of the last axis to the next
}

// Layout places all parameters of a model in one contiguous block of Len floats, in order and without gaps. Padding inside the block is 0,
// in gradients and moments too, so that an optimiser may walk the whole block.
type Layout struct {
	Entries []Entry
	Len     int
}

// NewLayout lays out parameters in the given order. A weight [in, out] directly followed by its bias [out] makes one matrix of in+1 rows.
func NewLayout(names []string, shapes []ir.Shape) (Layout, error) {
	if len(names) != len(shapes) {
		return Layout{}, fmt.Errorf("plan: %d parameter names for %d shapes", len(names), len(shapes))
	}
	var l Layout
	seen := map[string]bool{}
	for i, name := range names {
		if seen[name] {
			return Layout{}, fmt.Errorf("plan: two parameters are called %q; give each its own name", name)
		}
		seen[name] = true
		g := Parameter(shapes[i])
		l.Entries = append(l.Entries, Entry{name, slices.Clone(shapes[i]), l.Len, g.Stride})
		l.Len += g.Floats()
	}
	return l, nil
}

// Params lays out the parameters that a program reads, in the given order; names that it does not read are left out.
func Params(f *ir.Func, order []string) (Layout, error) {
	var names []string
	var shapes []ir.Shape
	for _, name := range order {
		if id, ok := f.Find(ir.Param, name); ok {
			names = append(names, name)
			shapes = append(shapes, f.Values[id].Shape)
		}
	}
	return NewLayout(names, shapes)
}

// Lookup returns the entry of a name.
func (l Layout) Lookup(name string) (Entry, bool) {
	for _, e := range l.Entries {
		if e.Name == name {
			return e, true
		}
	}
	return Entry{}, false
}

// Geometry is the entry's storage.
func (e Entry) Geometry() Geometry { return Parameter(e.Shape) }

// In is the entry's part of a block.
func (e Entry) In(block []float32) []float32 {
	n := e.Geometry().Floats()
	return block[e.Offset : e.Offset+n : e.Offset+n]
}

// Pack copies dense row-major elements into the entry's place in a block; its padding is not touched.
func (e Entry) Pack(block, dense []float32) {
	g := e.Geometry()
	if len(dense) != g.Rows*g.Cols {
		panic("plan: Pack: the number of elements is not that of the parameter")
	}
	to := e.In(block)
	for r := range g.Rows {
		copy(to[r*g.Stride:][:g.Cols], dense[r*g.Cols:])
	}
}

// Unpack copies the entry's elements out of a block, dense and row-major.
func (e Entry) Unpack(dense, block []float32) {
	g := e.Geometry()
	if len(dense) != g.Rows*g.Cols {
		panic("plan: Unpack: the number of elements is not that of the parameter")
	}
	from := e.In(block)
	for r := range g.Rows {
		copy(dense[r*g.Cols:][:g.Cols], from[r*g.Stride:])
	}
}
