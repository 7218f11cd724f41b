package op

import (
	"math"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func of(shape []int, data ...float64) leaf { return leaf{shape: shape, data: data} }

// TestExtremesStayFinite feeds arguments at which the naive formulas overflow.
func TestExtremesStayFinite(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name string
		op   Op
		args []leaf
		want []float64
	}{
		{"bernoulli", BernoulliNLLOp(), []leaf{of([]int{1, 4}, 1e4, -1e4, 1e4, -1e4), of([]int{1, 4}, 1, 0, 0, 1)}, []float64{2e4}},
		{"continuous bernoulli", ContinuousBernoulliNLLOp(), []leaf{of([]int{1, 3}, 1e4, -1e4, 0), of([]int{1, 3}, 1, 0, 0.3)}, []float64{-2 * math.Log(1e4)}},
		{"categorical", CategoricalNLLOp(2), []leaf{of([]int{1, 4}, 1e4, -1e4, 1e4, -1e4), of([]int{1, 4}, 1, 0, 0, 1)}, []float64{2e4}},
		{"group log-sum-exp", GroupLogSumExpOp(2), []leaf{of([]int{4}, 1000, 1000, -1000, -inf)}, []float64{1000 + math.Ln2, -1000}},
		{"log-sum-exp", LogSumExpOp(2, 1), []leaf{of([]int{2, 2}, 1000, 1000, -1000, -inf)}, []float64{1000 + math.Ln2, -1000}},
		{"log-sum-exp of nothing", LogSumExpOp(2, 1), []leaf{of([]int{1, 2}, -inf, -inf)}, []float64{-inf}},
		{"bound", BoundLogVarianceOp(20), []leaf{of([]int{3}, 1e300, -1e300, -20)}, []float64{20 + math.Log(1e300), -20 - math.Log(1e300), -20}},
		{"elu", ActivateOp(Elu), []leaf{of([]int{2}, 1e4, -1e4)}, []float64{1e4, -1}},
		{"softplus", ActivateOp(Softplus), []leaf{of([]int{2}, 1e4, -1e4)}, []float64{1e4, 0}},
		{"sigmoid", ActivateOp(Sigmoid), []leaf{of([]int{2}, 1e4, -1e4)}, []float64{1, 0}},
		{"gelu", ActivateOp(Gelu), []leaf{of([]int{2}, 1e4, -1e4)}, []float64{1e4, 0}},
	} {
		out := do(t, c.op, values(c.args)...)
		if e := far(out.data, c.want); e > 1e-12 && !math.IsInf(c.want[0], 0) || math.IsInf(c.want[0], 0) && out.data[0] != c.want[0] {
			t.Errorf("%s: %v, not %v", c.name, out.data, c.want)
		}
		if math.IsInf(c.want[0], 0) {
			continue
		}
		for wrt := range c.args {
			for _, g := range do(t, derivative{c.op, wrt}, append(values(c.args), wrap(out), wrap(out))...).data {
				if math.IsNaN(g) || math.IsInf(g, 0) {
					t.Errorf("%s: gradient of argument %d is %v", c.name, wrt, g)
				}
			}
		}
	}
}

func TestCornersTakeTheLeftDerivative(t *testing.T) {
	for a, want := range map[Activation]float64{Relu: 0, LeakyRelu: leak, Elu: 1} {
		zero := values([]leaf{of([]int{1}, 0), of([]int{1}, 0), of([]int{1}, 1)})
		if got := do(t, derivative{ActivateOp(a), 0}, zero...).data[0]; got != want {
			t.Errorf("%s: derivative at 0 is %v, not %v", a, got, want)
		}
	}
}

func TestNaNPassesThrough(t *testing.T) {
	for _, a := range Activations() {
		if got := do(t, ActivateOp(a), values([]leaf{of([]int{1}, math.NaN())})...).data[0]; !math.IsNaN(got) {
			t.Errorf("%s of NaN is %v", a, got)
		}
	}
}

func TestStopGradientStops(t *testing.T) {
	for _, s := range []Spelling{Fused, Stock} {
		_, grads := runGraph(t, s, func(b *Builder, in gorgonia.Nodes) *gorgonia.Node {
			return b.Mul(in[0], b.StopGradient(b.Square(in[0])))
		}, []leaf{{name: "x", shape: []int{1, 1}, data: []float64{3}}})
		weight := random(99, "weights", 1, 1).data[0]
		if far(grads[0], []float64{9 * weight}) > 1e-12 {
			t.Errorf("%s: gradient of x stop(x^2) at 3 is %v, not 9", s, grads[0][0]/weight)
		}
	}
}

// TestAttributesKeepNodesApart: Gorgonia merges nodes of equal hashes, so every attribute must change it.
func TestAttributesKeepNodesApart(t *testing.T) {
	seen := map[uint32]gorgonia.Op{}
	all := []Op{
		TileRowsOp(2), TileRowsOp(258), GaussianKLOp(1), GaussianKLOp(1.0000001), GaussianFixedNLLOp(1), GaussianFixedNLLOp(2),
		BoundLogVarianceOp(1), BoundLogVarianceOp(2), LogSumExpOp(2, 0), LogSumExpOp(2, 1), LogSumExpOp(3, 1),
		GroupLogSumExpOp(2), GroupLogSumExpOp(3), GroupSumOp(2), ContinuousBernoulliNLLOp(),
		ColumnsOp([]int{0, 1}), ColumnsOp([]int{0, 2}), ColumnsOp([]int{1, 0}), ColumnsOp([]int{0, 1, 2}), ColumnsOp([]int{12}),
		CategoricalNLLOp(2), CategoricalNLLOp(3), GroupSoftmaxOp(2), GroupSoftmaxOp(3),
		AffineOp(), ReparameterizeOp(), BernoulliNLLOp(), GaussianNLLOp(), StopGradientOp(),
	}
	for _, a := range Activations() {
		all = append(all, ActivateOp(a))
	}
	note := func(o gorgonia.Op) {
		if other, ok := seen[o.Hashcode()]; ok {
			t.Errorf("%s and %s have one hash", o, other)
		}
		seen[o.Hashcode()] = o
	}
	for _, o := range all {
		note(o)
		for i := range o.Arity() {
			note(derivative{o, i})
		}
	}
}

func TestWrongShapesAreNamed(t *testing.T) {
	for _, c := range []struct {
		op     Op
		shapes [][]int
	}{
		{AffineOp(), [][]int{{2, 3}, {4, 5}, {5}}},
		{AffineOp(), [][]int{{2, 3}, {3, 5}, {4}}},
		{ReparameterizeOp(), [][]int{{2, 3}, {2, 3}, {5, 3}}},
		{GaussianKLOp(1), [][]int{{2, 3}, {3, 2}}},
		{BernoulliNLLOp(), [][]int{{5, 3}, {2, 3}}},
		{BernoulliNLLOp(), [][]int{{2, 3}, {4, 3}}},
		{GaussianNLLOp(), [][]int{{4, 3}, {2, 3}, {2, 3}}},
		{LogSumExpOp(2, 1), [][]int{{3}}},
		{GroupLogSumExpOp(2), [][]int{{3}}},
		{GroupSumOp(2), [][]int{{4, 2}}},
		{ColumnsOp([]int{0, 2}), [][]int{{4, 2}}},
	} {
		var vs []gorgonia.Value
		for _, s := range c.shapes {
			vs = append(vs, tensor.New(tensor.WithShape(s...), tensor.Of(tensor.Float64)))
		}
		if _, err := c.op.Do(vs...); err == nil || !strings.Contains(err.Error(), c.op.String()) {
			t.Errorf("%s of %v: error %v", c.op, c.shapes, err)
		}
	}
}

// TestBuilderKeepsTheFirstMistake checks that a mistake is named, and that what follows neither panics nor hides it.
func TestBuilderKeepsTheFirstMistake(t *testing.T) {
	for _, s := range []Spelling{Fused, Stock} {
		for want, mistake := range map[string]func(b *Builder, x *gorgonia.Node) *gorgonia.Node{
			"Affine":       func(b *Builder, x *gorgonia.Node) *gorgonia.Node { return b.Affine(x, x, x) },
			"Add":          func(b *Builder, x *gorgonia.Node) *gorgonia.Node { return b.Add(x, b.SumRows(x)) },
			"SumRows":      func(b *Builder, x *gorgonia.Node) *gorgonia.Node { return b.SumRows(b.MeanAll(x)) },
			"GaussianKL":   func(b *Builder, x *gorgonia.Node) *gorgonia.Node { return b.GaussianKL(x, x, -1) },
			"LogSumExp":    func(b *Builder, x *gorgonia.Node) *gorgonia.Node { return b.LogSumExp(x, 2) },
			"GroupSum":     func(b *Builder, x *gorgonia.Node) *gorgonia.Node { return b.GroupSum(b.SumRows(x), 3) },
			"Columns":      func(b *Builder, x *gorgonia.Node) *gorgonia.Node { return b.Columns(x, []int{0, 5}) },
			"TileRows":     func(b *Builder, x *gorgonia.Node) *gorgonia.Node { return b.TileRows(x, 0) },
			"Input":        func(b *Builder, _ *gorgonia.Node) *gorgonia.Node { return b.Input("x", 3) },
			"Param":        func(b *Builder, _ *gorgonia.Node) *gorgonia.Node { return b.Param("p", 3, 0) },
			"Exp":          func(b *Builder, _ *gorgonia.Node) *gorgonia.Node { return b.Exp(nil) },
			"BernoulliNLL": func(b *Builder, x *gorgonia.Node) *gorgonia.Node { return b.BernoulliNLL(x, b.Input("y", 2, 3)) },
		} {
			b := &Builder{G: gorgonia.NewGraph(), Spelling: s, Dtype: tensor.Float32}
			got := mistake(b, b.Input("x", 4, 5))
			if got != nil || b.Err() == nil || !strings.HasPrefix(b.Err().Error(), want+":") {
				t.Errorf("%s, %s: node %v, error %v", s, want, got, b.Err())
			}
			first := b.Err()
			if n := b.MeanAll(b.Scale(b.Activate(Silu, b.Reparameterize(got, got, b.Input("later", 1))), 2)); n != nil || b.Err() != first {
				t.Errorf("%s, %s: after the mistake: node %v, error %v", s, want, n, b.Err())
			}
		}
	}
}

func TestUncheckedIsNamed(t *testing.T) {
	for _, s := range []Spelling{Fused, Stock} {
		b := &Builder{G: gorgonia.NewGraph(), Spelling: s, Dtype: tensor.Float32}
		b.Activate(Silu, b.Activate(Gelu, b.Input("x", 2, 2)))
		if want := map[Spelling]int{Stock: 1}[s]; len(b.Unchecked()) != want {
			t.Errorf("%s: unchecked %v", s, b.Unchecked())
		}
	}
}
