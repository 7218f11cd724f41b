package plan

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"vae/autodiff/ir"
	"vae/autodiff/ir/irtest"
)

// mark says what a float of memory holds: element at of the storage of a value. Nothing is the mark of value -1.
type mark struct {
	value ir.ID
	at    int
}

// simulation runs a schedule with marks in place of numbers: writing leaves marks, and reading checks that they are still there. It knows nothing of
// lifetimes.
type simulation struct {
	t       *rapid.T
	s       *Schedule
	m       *Memory
	arena   []mark
	scratch []mark // of the thread that runs
	tile    int    // the first part of the block's tile
	group   int    // and of the group's
}

// cell is the place of element at of the storage of a root, which lives in parts of width floats there.
func (x *simulation) cell(root ir.ID, at, width int) *mark {
	slot := x.m.Slots[root]
	switch slot.Kind {
	case Arena, Given:
		return &x.arena[slot.Offset+at]
	case Scratch:
		return &x.scratch[slot.Offset+at-x.tile*width]
	case Register:
		return &x.scratch[slot.Offset+at-x.group*width]
	}
	return nil // other memory holds one value for ever
}

// elements calls f with the place in storage of every element of parts lo to hi of a value.
func (x *simulation) elements(v ir.ID, parts, lo, hi int, f func(at int)) {
	g := x.s.Storage[v]
	if shape := x.s.F.Values[v].Shape; parts > 1 && len(shape) == 1 {
		g = Geometry{shape[0], 1, 1}
	}
	for row := lo * g.Rows / parts; row < hi*g.Rows/parts; row++ {
		for c := range g.Cols {
			f(row*g.Stride + c)
		}
	}
}

// step reads and writes parts lo to hi of a value.
func (x *simulation) step(v ir.ID, parts, lo, hi int) {
	if x.s.Fused[v] == Follower {
		return
	}
	for i, a := range x.s.Reads(v) {
		root := x.s.Root[a]
		n, from, to := 1, 0, 1
		if x.s.Aligned(v, i, parts) {
			n, from, to = parts, lo, hi
		}
		x.elements(a, n, from, to, func(at int) {
			if c := x.cell(root, at, x.s.Width(root, parts)); c != nil && *c != (mark{root, at}) {
				x.t.Fatalf("v%d, parts %d to %d of %d, finds %v where element %d of v%d was\n%s\n%s", v, lo, hi, parts, *c, at, root, x.s.F, x.m.Text(x.s))
			}
		})
	}
	results := []ir.ID{v}
	if f := x.s.Fused[v]; f == Leader || f == Summed {
		results = append(results, x.s.Twin(v))
	}
	for _, r := range results {
		x.elements(r, parts, lo, hi, func(at int) {
			if c := x.cell(r, at, x.s.Width(r, parts)); c != nil {
				*c = mark{r, at}
			}
		})
	}
}

// block runs parts lo to hi of a block as one thread.
func (x *simulation) block(b Block, lo, hi int) {
	for x.tile = lo; x.tile < hi; x.tile += b.Tile {
		end := min(x.tile+b.Tile, hi)
		for _, it := range b.Items {
			for x.group = x.tile; x.group < end; x.group += it.Tile {
				for _, v := range it.Steps {
					x.step(v, b.Split, x.group, min(x.group+it.Tile, end))
				}
			}
		}
	}
}

// run runs the program on two threads, which take any phase in either order, and checks the outputs.
func (x *simulation) run() {
	for id, slot := range x.m.Slots {
		if slot.Kind == Given {
			x.elements(ir.ID(id), 1, 0, 1, func(at int) { x.arena[slot.Offset+at] = mark{ir.ID(id), at} })
		}
	}
	for p, phase := range x.s.Phases {
		first := rapid.IntRange(0, 1).Draw(x.t, fmt.Sprint("first in phase ", p))
		for turn := range 2 {
			x.scratch = make([]mark, x.m.Scratch)
			for _, b := range phase.Blocks {
				cut := (b.Split + 1) / 2
				if turn == first {
					x.block(b, 0, cut)
				} else {
					x.block(b, cut, b.Split)
				}
			}
		}
	}
	for _, o := range x.s.F.Outputs {
		root := x.s.Root[o.ID]
		x.elements(o.ID, 1, 0, 1, func(at int) {
			if c := x.cell(root, at, 0); c != nil && *c != (mark{root, at}) {
				x.t.Fatalf("output %s: element %d of v%d is lost to %v\n%s\n%s", o.Name, at, root, *c, x.s.F, x.m.Text(x.s))
			}
		})
	}
}

// network draws a program as training has them: products, with groups of many values between them that live for short and long.
func network(t *rapid.T) *ir.Func {
	b := ir.NewBuilder("network")
	batch := rapid.IntRange(1, 12).Draw(t, "batch")
	values := []ir.ID{b.Input("x", batch, 17)}
	for i := range rapid.IntRange(5, 50).Draw(t, "values") {
		// Later values are drawn more often, so that chains are long.
		pick := func() ir.ID {
			n := len(values)
			return values[max(rapid.IntRange(0, n-1).Draw(t, "a"), rapid.IntRange(0, n-1).Draw(t, "b"))]
		}
		x, y := pick(), pick()
		switch kind := rapid.IntRange(0, 9).Draw(t, "kind"); {
		case kind < 2:
			w := b.Param(fmt.Sprint("w", i), b.Shape(x)[1], rapid.SampledFrom([]int{3, 17}).Draw(t, "width"))
			x = b.MatMul(x, false, w, false)
		case kind < 3:
			x = b.Mul(x, b.Reshape(b.Reduce(ir.Sum, y, 1), batch, 1))
		case kind < 7 && b.Shape(x).Equal(b.Shape(y)):
			x = b.Sub(x, y)
		default:
			x = b.Unary(ir.Tanh, x)
		}
		values = append(values, x)
	}
	b.Output("last", values[len(values)-1])
	b.Output("other", rapid.SampledFrom(values).Draw(t, "output"))
	return b.F
}

func TestNothingIsOverwrittenBeforeItIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := network(t)
		if rapid.Bool().Draw(t, "any program") {
			f = irtest.Program(t, irtest.Options{MaxDim: 18, Values: 30})
		}
		draw := func(name string, most int) int { return rapid.IntRange(1, most).Draw(t, name) }
		s := NewSchedule(f, Layout{}, Limits{
			Elements: draw("elements", 20), Products: draw("products", 50), Group: draw("group", 200),
			Block: draw("block", 5), Whole: draw("whole", 6), Update: draw("update", 100), Few: draw("few", 20), Turned: draw("turned", 200),
		})
		m := Plan(s, Layout{})
		for id, slot := range m.Slots {
			if slot.Offset%16 != 0 {
				t.Fatalf("v%d is at %d, not at a cache line", id, slot.Offset)
			}
		}
		x := &simulation{t: t, s: s, m: m, arena: make([]mark, m.Arena)}
		for i := range x.arena {
			x.arena[i].value = -1
		}
		x.run()
	})
}

// TestMemoryIsReused holds the plan of a chain, whose values are needed one after the other, to the memory of few of them.
func TestMemoryIsReused(t *testing.T) {
	b := ir.NewBuilder("chain")
	x := b.Input("x", 64, 32)
	w := b.Param("w", 32, 32)
	h := x
	for range 10 {
		h = b.Unary(ir.Tanh, b.MatMul(h, false, w, false))
	}
	b.Output("y", h)
	l, err := Params(b.F, []string{"w"})
	if err != nil {
		t.Fatal(err)
	}
	m := Plan(NewSchedule(b.F, l, Standard), l)
	const value = 64 * 32
	if m.Arena != 2*value { // the input and the output
		t.Errorf("the arena takes %d floats, the input and the output %d", m.Arena, 2*value)
	}
	if m.Scratch > 3*value {
		t.Errorf("the scratch takes %d floats; a product and its argument take %d", m.Scratch, 2*value)
	}
}
