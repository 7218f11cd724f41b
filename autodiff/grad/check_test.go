package grad

import (
	"math/rand/v2"
	"testing"

	"vae/autodiff/exec"
	"vae/autodiff/ir"
	"vae/internal/gradcheck"
)

// tester is what testing and rapid have in common.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// holds compares the gradients of output "loss" with respect to every input and parameter with finite differences.
func holds(t tester, f *ir.Func, in map[string][]float64, o gradcheck.Options) {
	t.Helper()
	loss, _ := f.Output("loss")
	var wrt []ir.ID
	var names []string
	var x [][]float64
	for id, v := range f.Values {
		if v.Op == ir.Input || v.Op == ir.Param {
			wrt, names, x = append(wrt, ir.ID(id)), append(names, v.Attr.Name), append(x, in[v.Attr.Name])
		}
	}
	g := Reverse(f, loss, wrt)
	if err := g.Check(); err != nil {
		t.Fatalf("%v\n%s", err, g)
	}
	feed := func(x [][]float64) map[string][]float64 {
		in := map[string][]float64{}
		for k, name := range names {
			in[name] = x[k]
		}
		return in
	}
	out, err := exec.Reference(g, in)
	if err != nil {
		t.Fatal(err)
	}
	grads := make([][]float64, len(names))
	for k, name := range names {
		grads[k] = out["grad."+name]
	}
	err = gradcheck.Check(func(x [][]float64) float64 {
		out, err := exec.Reference(f, feed(x))
		if err != nil {
			t.Fatal(err)
		}
		return out["loss"][0]
	}, x, grads, o)
	if err != nil {
		t.Errorf("arguments %q: %v\n%s", names, err, g)
	}
}

// weighted makes y the loss: the sum of its elements, each times a number of its own, so that no two elements may be confused.
func weighted(b *ir.Builder, y ir.ID) *ir.Func {
	weights := make([]float64, b.Shape(y).Size())
	for i := range weights {
		weights[i] = 1 + 0.37*float64(i%7) - 0.11*float64(i%5)
	}
	b.Output("loss", b.SumAll(b.Mul(y, b.Const(b.Shape(y), weights...))))
	return b.F
}

// draw gives every input and parameter uniform elements between lo and hi.
func draw(f *ir.Func, lo, hi float64, seed uint64) map[string][]float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	in := map[string][]float64{}
	for _, v := range f.Values {
		if v.Op == ir.Input || v.Op == ir.Param {
			xs := make([]float64, v.Shape.Size())
			for i := range xs {
				xs[i] = lo + (hi-lo)*rng.Float64()
			}
			in[v.Attr.Name] = xs
		}
	}
	return in
}

// elementwiseRows say where each elementwise operation is compared with finite differences.
var elementwiseRows = []struct {
	op        ir.Op
	lo, hi    float64
	tolerance float64
}{
	{ir.Neg, -2, 2, 1e-10}, {ir.Abs, 0.1, 2, 1e-10}, {ir.Abs, -2, -0.1, 1e-10},
	{ir.Sign, 0.1, 2, 1e-10}, {ir.Ceil, 0.1, 0.9, 1e-10}, {ir.Floor, 0.1, 0.9, 1e-10},
	{ir.Sin, -3, 3, 1e-10}, {ir.Cos, -3, 3, 1e-10},
	{ir.Exp, -3, 3, 1e-10}, {ir.Log, 0.3, 3, 1e-8}, {ir.Log2, 0.3, 3, 1e-8}, {ir.Log1p, -0.5, 3, 1e-9}, {ir.Expm1, -3, 3, 1e-10},
	{ir.Square, -2, 2, 1e-10}, {ir.Cube, -2, 2, 1e-10}, {ir.Sqrt, 0.3, 3, 1e-8}, {ir.Inv, 0.3, 3, 1e-8}, {ir.Inv, -3, -0.3, 1e-8},
	{ir.InvSqrt, 0.3, 3, 1e-8},
	{ir.Tanh, -3, 3, 1e-9}, {ir.Sigmoid, -5, 5, 1e-9}, {ir.Softplus, -5, 5, 1e-9}, {ir.Erf, -2, 2, 1e-9},
	{ir.Relu, 0.1, 2, 1e-10}, {ir.Relu, -2, -0.1, 1e-10},
	{ir.Add, -2, 2, 1e-10}, {ir.Sub, -2, 2, 1e-10}, {ir.Mul, -2, 2, 1e-10}, {ir.Div, 0.3, 2, 1e-8}, {ir.Div, -2, -0.3, 1e-8},
	{ir.Pow, 0.4, 3, 1e-8}, {ir.Max, -2, 2, 1e-9}, {ir.Min, -2, 2, 1e-9},
	{ir.Lt, -2, 2, 1e-10}, {ir.Le, -2, 2, 1e-10}, {ir.Gt, -2, 2, 1e-10}, {ir.Ge, -2, 2, 1e-10}, {ir.Eq, -2, 2, 1e-10}, {ir.Ne, -2, 2, 1e-10},
	{ir.LogBound, 0.1, 3, 1e-9}, {ir.LogBound, -3, 3, 1e-9}, {ir.LogBoundGrad, 0.1, 3, 1e-8}, {ir.LogBoundGrad, -3, 3, 1e-8},
	{ir.Select, 0.1, 2, 1e-10},
}

// shapes are the forms in which two arguments broadcast, batches of one and odd widths among them.
var shapes = [][2]ir.Shape{
	{{}, {}}, {{3, 5}, {3, 5}}, {{3, 5}, {5}}, {{5}, {3, 5}}, {{3, 5}, {3, 1}}, {{3, 1}, {1, 5}}, {{3, 5}, {}}, {{}, {7}},
	{{1, 7}, {7}}, {{1, 1}, {3, 5}}, {{2, 1, 3}, {5, 1}}, {{1}, {}}, {{2, 3, 1}, {2, 1, 5}},
}

func TestElementwiseDerivatives(t *testing.T) {
	tried := map[ir.Op]bool{}
	for _, row := range elementwiseRows {
		tried[row.op] = true
		for i, s := range shapes {
			b := ir.NewBuilder(row.op.String())
			args := []ir.ID{b.Input("x", s[0]...), b.Input("y", s[1]...), b.Input("z", s[0]...)}[:len(rules[row.op])]
			b.Emit(row.op, ir.Attr{}, nil, args...)
			f := weighted(b, ir.ID(len(b.F.Values)-1))
			holds(t, f, draw(f, row.lo, row.hi, uint64(i)), gradcheck.Options{Tolerance: row.tolerance})
		}
	}
	for _, op := range ir.All() {
		if op.Class() == ir.Elementwise && !tried[op] {
			t.Errorf("the derivative of %s is not compared with finite differences", op)
		}
	}
}

// TestLogBoundDerivatives goes from inside the bound to far beyond it, on both sides, for the first and the second derivative.
func TestLogBoundDerivatives(t *testing.T) {
	x := []float64{-3e5, -1e4, -40, -20.5, -19.5, -1, 0, 1, 19.5, 20.5, 40, 1e4, 3e5}
	bound := make([]float64, len(x))
	d := make([]float64, len(x))
	for i := range x {
		bound[i], d[i] = 20, 3-0.4*float64(i)
	}
	for _, op := range []ir.Op{ir.LogBound, ir.LogBoundGrad} {
		b := ir.NewBuilder(op.String())
		args := []ir.ID{b.Input("d", len(x)), b.Input("x", len(x)), b.Input("bound", len(x))}
		f := weighted(b, b.Emit(op, ir.Attr{}, nil, args[3-len(rules[op]):]...))
		holds(t, f, map[string][]float64{"d": d, "x": x, "bound": bound}, gradcheck.Options{Tolerance: 1e-7})
	}
}

func TestEachOperationHasAnArgumentsWorthOfRules(t *testing.T) {
	for _, op := range ir.All() {
		row, ok := rules[op]
		if !ok {
			t.Errorf("%s has no derivative row", op)
		}
		if (op.Class() == ir.Leaf) != (len(row) == 0) {
			t.Errorf("%s has %d rules", op, len(row))
		}
	}
}
