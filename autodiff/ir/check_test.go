package ir_test

import (
	"math"
	"strings"
	"testing"

	"vae/autodiff/ir"
)

// Check is what stands between the stages: each row breaks a sound program in one way that no Builder would.
func TestCheckFindsDamage(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage func(f *ir.Func)
		want   string
	}{
		{"nothing", func(*ir.Func) {}, ""},
		{"argument after its use", func(f *ir.Func) { f.Values[2].Args = []ir.ID{2, 1} }, "v2: add: argument v2 is not defined before its use"},
		{"negative argument", func(f *ir.Func) { f.Values[2].Args = []ir.ID{-1, 1} }, "not defined"},
		{"wrong shape", func(f *ir.Func) { f.Values[2].Shape = ir.Shape{2, 3} }, "add gives shape [3 2], recorded is [2 3]"},
		{"attribute nobody reads", func(f *ir.Func) { f.Values[2].Attr.Axes = []int{0} }, "add carries an attribute"},
		{"constant of another length", func(f *ir.Func) { f.Values[1].Attr.Data = nil }, "const holds 0 elements"},
		{"no operation", func(f *ir.Func) { f.Values[2].Op = ir.Invalid }, "unknown operation 0"},
		{"operation out of range", func(f *ir.Func) { f.Values[2].Op = 255 }, "unknown operation 255"},
		{"output out of range", func(f *ir.Func) { f.Outputs[0].ID = 3 }, "output \"y\" is v3, which is not defined"},
		{"huge shape", func(f *ir.Func) { f.Values[0].Shape = ir.Shape{math.MaxInt, 2} }, "more than"},
	} {
		b := ir.NewBuilder("f")
		b.Output("y", b.Add(b.Input("x", 3, 2), b.Const(ir.Shape{2}, 1, 2)))
		c.damage(b.F)
		err := b.F.Check()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestFLOPs(t *testing.T) {
	f, err := ir.Parse(`func f {
  x = input "x" : [2 3 4]
  y = input "y" : [2 5 4]
  p = matmul(y, x) trans_b : [2 5 3]
  q = matmul(p, y) trans_a : [2 3 4]
  r = tanh(q) : [2 3 4]
  s = log_sum_exp(r) axes {0 2} : [3]
  u = transpose(r) axes {2 1 0} : [4 3 2]
  return "s" s
}`)
	if err != nil {
		t.Fatal(err)
	}
	// 2 batches of 5x4 times 4x3, 2 batches of 3x5 times 5x4, 24 tanh, 24 elements reduced, none moved
	if got, want := f.FLOPs(), int64(2*2*5*4*3+2*2*3*5*4+24+24); got != want {
		t.Errorf("FLOPs = %d, want %d", got, want)
	}
}

func TestElements(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		op            ir.Op
		x, y, z, want float64
	}{
		{ir.Softplus, 800, 0, 0, 800},
		{ir.Softplus, -800, 0, 0, 0},
		{ir.Softplus, -40, 0, 0, math.Exp(-40)},
		{ir.Softplus, inf, 0, 0, inf},
		{ir.Softplus, -inf, 0, 0, 0},
		{ir.Sigmoid, 800, 0, 0, 1},
		{ir.Sigmoid, -800, 0, 0, 0},
		{ir.Sigmoid, -40, 0, 0, math.Exp(-40)},
		{ir.Sigmoid, -inf, 0, 0, 0},
		{ir.Relu, nan, 0, 0, nan},
		{ir.Relu, -inf, 0, 0, 0},
		{ir.Relu, inf, 0, 0, inf},
		{ir.Sign, nan, 0, 0, nan},
		{ir.Max, nan, inf, 0, nan},
		{ir.Min, -inf, nan, 0, nan},
		{ir.Lt, nan, 1, 0, 0},
		{ir.Ne, nan, nan, 0, 1},
		{ir.Select, nan, 1, 2, 1},
		{ir.Select, 0, 1, nan, nan},
		{ir.Select, 0, nan, 2, 2},
		{ir.Pow, 0, 0, 0, 1},
		{ir.Cube, -3, 0, 0, -27},
		{ir.InvSqrt, 4, 0, 0, 0.5},
		{ir.LogBound, -20, 20, 0, -20},
		{ir.LogBound, 21, 20, 0, 20 + math.Ln2},
		{ir.LogBound, -1e300, 20, 0, -20 - math.Log(1e300)},
		{ir.LogBound, -inf, 20, 0, -inf},
		{ir.LogBound, nan, 20, 0, nan},
		{ir.LogBoundGrad, 3, -20, 20, 3},
		{ir.LogBoundGrad, 3, -22, 20, 1},
		{ir.LogBoundGrad, 3, inf, 20, 0},
		{ir.LogBoundGrad, 3, nan, 20, nan},
	} {
		got := ir.Element(c.op)(c.x, c.y, c.z)
		if got != c.want && math.Abs(got-c.want) > 1e-15*c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%s(%v, %v, %v) = %v, want %v", c.op, c.x, c.y, c.z, got, c.want)
		}
	}
	for _, op := range ir.All() {
		if (ir.Element(op) != nil) != (op.Class() == ir.Elementwise) {
			t.Errorf("%s: an element function is there = %t", op, ir.Element(op) != nil)
		}
	}
}
