package irtest

import (
	"slices"

	"pgregory.net/rapid"

	"vae/autodiff/ir"
)

// movement appends an operation that moves elements. Their range stays, but for the zeros of Unslice.
func (g *generator) movement(op ir.Op) {
	x := g.pick("x")
	shape := g.b.Shape(x)
	s := g.spans[x]
	switch op {
	case ir.Reshape:
		g.add(s, op, ir.Attr{}, g.reshaped(shape), x)
	case ir.Transpose:
		axes := make([]int, len(shape))
		for i := range axes {
			axes[i] = i
		}
		g.add(s, op, ir.Attr{Axes: rapid.Permutation(axes).Draw(g.t, "axes")}, nil, x)
	case ir.Slice, ir.Unslice:
		g.slice(op, x)
	case ir.Concat:
		g.concat(x)
	case ir.Broadcast:
		if want := g.stretched(shape); want.Size() <= maxElements {
			g.add(s, op, ir.Attr{}, want, x)
		}
	case ir.StopGradient:
		g.add(s, op, ir.Attr{}, nil, x)
	}
}

// maxElements keeps repeated broadcasts small.
const maxElements = 300

// reshaped draws another shape of the same size: flat, with a one somewhere, or the first two axes joined.
func (g *generator) reshaped(s ir.Shape) ir.Shape {
	choices := []ir.Shape{{s.Size()}}
	if len(s) < 4 {
		at := rapid.IntRange(0, len(s)).Draw(g.t, "at")
		choices = append(choices, slices.Insert(slices.Clone(s), at, 1))
	}
	if len(s) > 1 {
		choices = append(choices, append(ir.Shape{s[0] * s[1]}, s[2:]...))
	}
	return rapid.SampledFrom(choices).Draw(g.t, "reshaped")
}

// stretched draws a shape that s broadcasts to.
func (g *generator) stretched(s ir.Shape) ir.Shape {
	out := slices.Clone(s)
	for i, d := range out {
		if d == 1 {
			out[i] = rapid.IntRange(1, g.o.MaxDim).Draw(g.t, "dim")
		}
	}
	if len(out) < 3 && rapid.Bool().Draw(g.t, "wider") {
		out = slices.Insert(out, 0, rapid.IntRange(1, g.o.MaxDim).Draw(g.t, "dim"))
	}
	return out
}

func (g *generator) slice(op ir.Op, x ir.ID) {
	shape := slices.Clone(g.b.Shape(x))
	if len(shape) == 0 || op == ir.Unslice && shape.Size() > maxElements {
		return
	}
	axis := rapid.IntRange(0, len(shape)-1).Draw(g.t, "axis")
	step := rapid.IntRange(1, 3).Draw(g.t, "step")
	d := shape[axis]
	s := g.spans[x]
	var start int
	if op == ir.Slice {
		start = rapid.IntRange(0, d-1).Draw(g.t, "start")
		shape[axis] = rapid.IntRange(1, (d-1-start)/step+1).Draw(g.t, "n")
	} else {
		start = rapid.IntRange(0, 2).Draw(g.t, "start")
		shape[axis] = start + (d-1)*step + 1 + rapid.IntRange(0, 2).Draw(g.t, "rest")
		s = s.union(span{})
	}
	g.add(s, op, ir.Attr{Axes: []int{axis}, Start: start, Step: step}, shape, x)
}

func (g *generator) concat(x ir.ID) {
	shape := g.b.Shape(x)
	if len(shape) == 0 || shape.Size() > maxElements {
		return
	}
	attr := ir.Attr{Axes: []int{rapid.IntRange(0, len(shape)-1).Draw(g.t, "axis")}}
	args := []ir.ID{x}
	s := g.spans[x]
	for range rapid.IntRange(0, 2).Draw(g.t, "more") {
		y, _ := g.fitting(ir.Concat, attr, args...)
		args = append(args, y)
		s = s.union(g.spans[y])
	}
	g.add(s, ir.Concat, attr, nil, args...)
}
