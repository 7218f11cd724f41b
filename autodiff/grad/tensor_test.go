package grad

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"vae/autodiff/exec"
	"vae/autodiff/ir"
	"vae/autodiff/ir/irtest"
	"vae/internal/gradcheck"
)

// tensorRows are programs y = op(x, ...) of everything that is not elementwise.
var tensorRows = []struct {
	op    ir.Op
	build func(b *ir.Builder) ir.ID
}{
	{ir.Sum, func(b *ir.Builder) ir.ID { return b.Reduce(ir.Sum, b.Input("x", 3, 5, 2), 1) }},
	{ir.Sum, func(b *ir.Builder) ir.ID { return b.Reduce(ir.Sum, b.Input("x", 3, 5, 2), 0, 2) }},
	{ir.Sum, func(b *ir.Builder) ir.ID { return b.Reduce(ir.Sum, b.Input("x", 1, 5), 0) }},
	{ir.Sum, func(b *ir.Builder) ir.ID { return b.SumAll(b.Input("x", 3, 5)) }},
	{ir.MaxOver, func(b *ir.Builder) ir.ID { return b.Reduce(ir.MaxOver, b.Input("x", 3, 5, 2), 1) }},
	{ir.MaxOver, func(b *ir.Builder) ir.ID { return b.Reduce(ir.MaxOver, b.Input("x", 3, 5), 0) }},
	{ir.LogSumExp, func(b *ir.Builder) ir.ID { return b.Reduce(ir.LogSumExp, b.Input("x", 3, 5, 2), 0, 2) }},
	{ir.LogSumExp, func(b *ir.Builder) ir.ID { return b.Reduce(ir.LogSumExp, b.Input("x", 3, 7), 1) }},
	{ir.Reshape, func(b *ir.Builder) ir.ID { return b.Reshape(b.Input("x", 3, 4), 2, 6) }},
	{ir.Transpose, func(b *ir.Builder) ir.ID { return b.Transpose(b.Input("x", 2, 3, 5), 2, 0, 1) }},
	{ir.Slice, func(b *ir.Builder) ir.ID { return b.Slice(b.Input("x", 2, 7, 3), 1, 1, 2, 3) }},
	{ir.Unslice, func(b *ir.Builder) ir.ID {
		return b.Emit(ir.Unslice, ir.Attr{Axes: []int{1}, Start: 1, Step: 3}, ir.Shape{2, 9}, b.Input("x", 2, 3))
	}},
	{ir.Concat, func(b *ir.Builder) ir.ID {
		return b.Concat(1, b.Input("x", 2, 3), b.Input("y", 2, 1), b.Input("z", 2, 4))
	}},
	{ir.Concat, func(b *ir.Builder) ir.ID { x := b.Input("x", 3); return b.Concat(0, x, x) }},
	{ir.Broadcast, func(b *ir.Builder) ir.ID { return b.Broadcast(b.Input("x", 3, 1), 2, 3, 5) }},
	{ir.Broadcast, func(b *ir.Builder) ir.ID { return b.Broadcast(b.Input("x"), 4) }},
	{ir.StopGradient, func(b *ir.Builder) ir.ID { return b.Input("x", 3) }}, // see TestStopGradient
	{ir.MatMul, func(b *ir.Builder) ir.ID { x := b.Input("x", 3, 3); return b.MatMul(x, false, x, true) }},
}

func TestTensorDerivatives(t *testing.T) {
	tried := map[ir.Op]bool{}
	for i, row := range tensorRows {
		tried[row.op] = true
		b := ir.NewBuilder(row.op.String())
		f := weighted(b, row.build(b))
		holds(t, f, draw(f, -2, 2, uint64(i)), gradcheck.Options{Tolerance: 1e-9})
	}
	for _, op := range ir.All() {
		if op.Class() != ir.Elementwise && op.Class() != ir.Leaf && !tried[op] {
			t.Errorf("the derivative of %s is not compared with finite differences", op)
		}
	}
}

func TestMatMulDerivatives(t *testing.T) {
	for _, batch := range []ir.Shape{{}, {2}} {
		for flags := range 4 {
			for _, d := range [][3]int{{1, 7, 3}, {5, 1, 1}, {4, 3, 5}} {
				transA, transB := flags&1 > 0, flags&2 > 0
				b := ir.NewBuilder(fmt.Sprintf("matmul%d", flags))
				shape := func(r, c int, trans bool) ir.Shape {
					if trans {
						r, c = c, r
					}
					return append(append(ir.Shape{}, batch...), r, c)
				}
				x := b.Input("x", shape(d[0], d[1], transA)...)
				y := b.Input("y", shape(d[1], d[2], transB)...)
				f := weighted(b, b.MatMul(x, transA, y, transB))
				holds(t, f, draw(f, -2, 2, 7), gradcheck.Options{Tolerance: 1e-10})
				for _, v := range Reverse(f, ir.ID(len(f.Values)-1), []ir.ID{x, y}).Values {
					if v.Op == ir.Transpose {
						t.Error("a product's derivative holds a transpose")
					}
				}
			}
		}
	}
}

func TestStopGradient(t *testing.T) {
	b := ir.NewBuilder("stop")
	x, y := b.Input("x", 3), b.Input("y", 2)
	b.Output("loss", b.SumAll(b.Mul(x, b.Unary(ir.StopGradient, b.Unary(ir.Square, x)))))
	g := Reverse(b.F, b.F.Outputs[0].ID, []ir.ID{y, x})
	out, err := exec.Reference(g, map[string][]float64{"x": {1, 2, 3}, "y": {0, 0}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{1, 4, 9} {
		if got := out["grad.x"][i]; got != want {
			t.Errorf("grad.x[%d] = %v, want %v: the stopped factor alone", i, got, want)
		}
	}
	if len(out["grad.y"]) != 2 || out["grad.y"][0] != 0 || out["grad.y"][1] != 0 {
		t.Errorf("grad.y = %v, want zeros: nothing depends on y", out["grad.y"])
	}
	if g.Outputs[1].Name != "grad.y" || g.Outputs[2].Name != "grad.x" {
		t.Errorf("outputs %v are not in the order asked for", g.Outputs)
	}
}

func TestRandomPrograms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := irtest.Program(t, irtest.Options{Smooth: true, Values: 12, MaxDim: 3})
		last := f.Outputs[0].ID
		f.Outputs = nil
		f = weighted(ir.Extend(f), last)
		holds(t, f, irtest.Feed(t, f), gradcheck.Options{Step: 1e-4, Tolerance: 1e-5})
	})
}
