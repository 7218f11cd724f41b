// Package irtest makes random programs for tests. Every stage of the compiler is held to the reference interpreter on them.
package irtest

import (
	"math"

	"pgregory.net/rapid"

	"vae/autodiff/ir"
)

// Options say which programs are made. The zero value means any operation, at most 20 of them, dimensions up to 5.
type Options struct {
	Values     int  // at most so many operations after the leaves; 0 means 20
	MaxDim     int  // the largest dimension; 0 means 5
	Smooth     bool // only operations with derivatives everywhere: for finite differences
	Continuous bool // no operation that jumps: for comparing machines that round differently
}

// Program draws a well-formed program. Whatever Feed gives it, no value leaves [-Bound, Bound] and every function is well inside its
// domain: intervals are carried along, and an operation that could leave them is not taken. Its last value and a few others are outputs.
func Program(t *rapid.T, o Options) *ir.Func {
	if o.Values == 0 {
		o.Values = 20
	}
	if o.MaxDim == 0 {
		o.MaxDim = 5
	}
	g := &generator{t: t, o: o, b: ir.NewBuilder("random")}
	g.leaves()
	for range rapid.IntRange(1, o.Values).Draw(t, "values") {
		g.grow(rapid.SampledFrom(candidates(o)).Draw(t, "op"))
	}
	last := ir.ID(len(g.spans) - 1)
	g.b.Output("last", last)
	for i := range rapid.IntRange(0, 2).Draw(t, "outputs") {
		g.b.Output(string(rune('a'+i)), g.pick("output"))
	}
	return g.b.F
}

// Feed draws a value for every input and parameter: multiples of 1/64 in [-2, 2], which float32 holds exactly.
func Feed(t *rapid.T, f *ir.Func) map[string][]float64 {
	in := map[string][]float64{}
	for _, v := range f.Values {
		if v.Op == ir.Input || v.Op == ir.Param {
			n := v.Shape.Size()
			ks := rapid.SliceOfN(rapid.IntRange(-128, 128), n, n).Draw(t, v.Attr.Name)
			xs := make([]float64, n)
			for i, k := range ks {
				xs[i] = float64(k) / 64
			}
			in[v.Attr.Name] = xs
		}
	}
	return in
}

// generator holds a program under way and what is known of each value's range.
type generator struct {
	t     *rapid.T
	o     Options
	b     *ir.Builder
	spans []span
}

// leaves declares inputs, parameters and constants in shapes that fit one another.
func (g *generator) leaves() {
	dim := rapid.IntRange(1, g.o.MaxDim)
	n, d, h := dim.Draw(g.t, "n"), dim.Draw(g.t, "d"), dim.Draw(g.t, "h")
	fed := span{-2, 2}
	g.keep(g.b.Input("x", n, d), fed)
	g.keep(g.b.Input("s"), fed)
	g.keep(g.b.Param("w", d, h), fed)
	g.keep(g.b.Param("v", h, d), fed)
	g.keep(g.b.Param("bias", h), fed)
	g.keep(g.b.Input("column", n, 1), fed)
	if rapid.Bool().Draw(g.t, "batched") {
		g.keep(g.b.Input("cube", h, n, d), fed)
	}
	number := rapid.SampledFrom([]float64{0, 1, -1, 2, 0.5, -0.5, 3, math.Copysign(0, -1)})
	for range rapid.IntRange(1, 4).Draw(g.t, "constants") {
		shape := rapid.SampledFrom([]ir.Shape{{}, {}, {h}, {n, d}, {1, 1}}).Draw(g.t, "shape")
		data := rapid.SliceOfN(number, shape.Size(), shape.Size()).Draw(g.t, "data")
		s := span{data[0], data[0]}
		for _, x := range data {
			s = s.union(span{x, x})
		}
		g.keep(g.b.Const(shape, data...), s)
	}
}

// keep records the range of the newest value, unless the value is an older one.
func (g *generator) keep(id ir.ID, s span) {
	if int(id) == len(g.spans) {
		g.spans = append(g.spans, s)
	}
}

// pick draws a value, later ones more often.
func (g *generator) pick(label string) ir.ID {
	n := len(g.spans)
	return ir.ID(max(rapid.IntRange(0, n-1).Draw(g.t, label), rapid.IntRange(0, n-1).Draw(g.t, label)))
}

// fitting draws a value among those that the operation accepts as its last argument after the given ones; ok is false if there are none.
func (g *generator) fitting(op ir.Op, attr ir.Attr, args ...ir.ID) (id ir.ID, ok bool) {
	var fit []ir.ID
	for y := range ir.ID(len(g.spans)) {
		if _, err := g.b.TryEmit(op, attr, nil, append(args, y)...); err == nil {
			g.b.F.Values = g.b.F.Values[:len(g.spans)]
			fit = append(fit, y)
		}
	}
	if len(fit) == 0 {
		return 0, false
	}
	return rapid.SampledFrom(fit).Draw(g.t, "fitting"), true
}
