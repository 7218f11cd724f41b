package irtest

import (
	"slices"

	"pgregory.net/rapid"

	"vae/autodiff/ir"
)

// candidates lists the operations that may be drawn.
func candidates(o Options) []ir.Op {
	return slices.DeleteFunc(ir.All(), func(op ir.Op) bool {
		return op.Class() == ir.Leaf || o.Smooth && (kinked[op] || jumps[op]) || o.Continuous && jumps[op]
	})
}

// kinked operations are continuous, but they or their derivatives have a corner.
var kinked = map[ir.Op]bool{
	ir.Abs: true, ir.Relu: true, ir.Max: true, ir.Min: true, ir.MaxOver: true, ir.LogBound: true, ir.LogBoundGrad: true,
}

// jumps are operations whose result may differ much where their arguments differ a little. StopGradient is here because its derivative is
// not that of the function it computes.
var jumps = map[ir.Op]bool{
	ir.Sign: true, ir.Ceil: true, ir.Floor: true, ir.Lt: true, ir.Le: true, ir.Gt: true, ir.Ge: true, ir.Eq: true, ir.Ne: true,
	ir.Select: true, ir.StopGradient: true,
}

// grow appends one operation of a kind, or nothing where no argument fits.
func (g *generator) grow(op ir.Op) {
	switch op.Class() {
	case ir.Elementwise:
		g.elementwise(op)
	case ir.Reduction:
		g.reduction(op)
	case ir.Product:
		g.product()
	case ir.Movement:
		g.movement(op)
	case ir.Leaf:
	}
}

func (g *generator) elementwise(op ir.Op) {
	args := []ir.ID{g.pick("x")}
	for len(args) < arity[op] {
		// Select takes three arguments of any shapes that broadcast: with one twice, it says which values fit those there are.
		y, ok := g.fitting(ir.Select, ir.Attr{}, args[0], args[len(args)-1])
		if !ok {
			return
		}
		args = append(args, y)
	}
	in := make([]span, 3)
	for i, a := range args {
		if d, limited := domain(op, i, len(args)); limited && !g.spans[a].within(d) {
			args[i] = g.tame(a)
		}
		in[i] = g.spans[args[i]]
	}
	g.add(elementSpan(op, in), op, ir.Attr{}, nil, args...)
}

// tame appends sigmoid(x) + 1/2, which lies in [1/2, 3/2] and so in every domain.
func (g *generator) tame(x ir.ID) ir.ID {
	sigmoid := g.b.Unary(ir.Sigmoid, x)
	g.keep(sigmoid, span{0, 1})
	half := g.b.Scalar(0.5)
	g.keep(half, span{0.5, 0.5})
	out := g.b.Add(sigmoid, half)
	g.keep(out, span{0.5, 1.5})
	return out
}

// arity is how many arguments an elementwise operation takes, as found by trying.
var arity = func() map[ir.Op]int {
	found := map[ir.Op]int{}
	b := ir.NewBuilder("arity")
	x := b.Scalar(0)
	for _, op := range ir.All() {
		for n := 1; n <= 3 && op.Class() == ir.Elementwise; n++ {
			if _, err := b.TryEmit(op, ir.Attr{}, nil, []ir.ID{x, x, x}[:n]...); err == nil {
				found[op] = n
			}
		}
	}
	return found
}()

func (g *generator) reduction(op ir.Op) {
	x := g.pick("x")
	shape := g.b.Shape(x)
	axes := []int{}
	count := 1
	for i, d := range shape {
		if rapid.Bool().Draw(g.t, "reduce") {
			axes = append(axes, i)
			count *= d
		}
	}
	if len(axes) == 0 {
		return
	}
	g.add(reduceSpan(op, g.spans[x], count), op, ir.Attr{Axes: axes}, nil, x)
}

func (g *generator) product() {
	x := g.pick("x")
	attr := ir.Attr{TransA: rapid.Bool().Draw(g.t, "transA"), TransB: rapid.Bool().Draw(g.t, "transB")}
	y, ok := g.fitting(ir.MatMul, attr, x)
	if !ok {
		return
	}
	shape := g.b.Shape(x)
	k := shape[len(shape)-1]
	if attr.TransA {
		k = shape[len(shape)-2]
	}
	m := float64(k) * g.spans[x].size() * g.spans[y].size()
	g.add(span{-m, m}, ir.MatMul, attr, nil, x, y)
}

// add appends a value, unless it could leave the bounds.
func (g *generator) add(s span, op ir.Op, attr ir.Attr, want ir.Shape, args ...ir.ID) {
	if s.size() <= Bound {
		g.keep(g.b.Emit(op, attr, want, args...), s)
	}
}
