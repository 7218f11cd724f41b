package lower

import (
	"math"
	"math/rand/v2"
	"testing"

	. "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff/exec"
	"vae/autodiff/grad"
	"vae/autodiff/ir"
	"vae/autodiff/op"
)

// stockCase is a little graph in Gorgonia's own operations.
type stockCase struct {
	name   string
	shapes [][]int // of the inputs x0, x1, ...
	build  func(x Nodes) (*Node, error)
	// positive keeps the inputs in (0.5, 1.5); otherwise they are standard normal.
	positive bool
	// wrongGrad says why Gorgonia's gradient is not compared with.
	wrongGrad string
}

func one(shape ...int) [][]int { return [][]int{shape} }
func two(x, y []int) [][]int   { return [][]int{x, y} }
func sh(shape ...int) []int    { return shape }
func first(f func(*Node) (*Node, error)) func(Nodes) (*Node, error) {
	return func(x Nodes) (*Node, error) { return f(x[0]) }
}

func both(f func(x, y *Node) (*Node, error)) func(Nodes) (*Node, error) {
	return func(x Nodes) (*Node, error) { return f(x[0], x[1]) }
}

func compare(f func(x, y *Node, same bool) (*Node, error)) func(Nodes) (*Node, error) {
	return func(x Nodes) (*Node, error) {
		// Rounded down, so that some are equal; x1 comes back in, so that it has a gradient.
		c, err := f(Must(Floor(x[0])), Must(Floor(x[1])), true)
		if err != nil {
			return nil, err
		}
		return Add(Must(HadamardProd(x[0], c)), x[1])
	}
}
func half(x Nodes) *Node { return NewConstant(0.5) }

const notDifferentiable = "not differentiable"

var stockCases = []stockCase{
	{"abs", one(3, 4), first(Abs), false, ""},
	{"sign", one(3, 4), first(Sign), false, notDifferentiable},
	{"ceil", one(3, 4), first(Ceil), false, notDifferentiable},
	{"floor", one(3, 4), first(Floor), false, notDifferentiable},
	{"sin", one(3, 4), first(Sin), false, ""},
	{"cos", one(3, 4), first(Cos), false, ""},
	{"exp", one(3, 4), first(Exp), false, ""},
	{"log", one(3, 4), first(Log), true, ""},
	{"log2", one(3, 4), first(Log2), true, "Gorgonia's is wrong"},
	{"neg", one(3, 4), first(Neg), false, ""},
	{"square", one(3, 4), first(Square), false, ""},
	{"sqrt", one(3, 4), first(Sqrt), true, ""},
	{"inverse", one(3, 4), first(Inverse), true, ""},
	{"inverse sqrt", one(3, 4), first(InverseSqrt), true, "Gorgonia's is wrong"},
	{"cube", one(3, 4), first(Cube), false, ""},
	{"tanh", one(3, 4), first(Tanh), false, ""},
	{"sigmoid", one(3, 4), first(Sigmoid), false, ""},
	{"log1p", one(3, 4), first(Log1p), true, ""},
	{"expm1", one(3, 4), first(Expm1), false, ""},
	{"softplus", one(3, 4), first(Softplus), false, ""},
	{"unary of a scalar", one(), first(Exp), false, ""},
	{"log sigmoid, stabilised", one(3, 4), func(x Nodes) (*Node, error) { return Log(Must(Sigmoid(x[0]))) }, false, ""},
	{"log of one plus, stabilised", one(3, 4), func(x Nodes) (*Node, error) { return Log(Must(Add(x[0], NewConstant(1.0)))) }, true, ""},

	{"after a removed node", one(3, 4), func(x Nodes) (*Node, error) {
		l := Must(Log(Must(Add(x[0], NewConstant(1.0))))) // Gorgonia removes the sum, and its index goes stale
		return Sub(Must(Exp(l)), Must(Square(Must(Sub(l, x[0])))))
	}, true, ""},

	{"add", two(sh(3, 4), sh(3, 4)), both(Add), false, ""},
	{"sub", two(sh(3, 4), sh(3, 4)), both(Sub), false, ""},
	{"product", two(sh(3, 4), sh(3, 4)), both(HadamardProd), false, ""},
	{"division", two(sh(3, 4), sh(3, 4)), both(HadamardDiv), true, ""},
	{"power", two(sh(3, 4), sh(3, 4)), both(Pow), true, "Gorgonia's is wrong"},
	{"power of a constant", one(3, 4), func(x Nodes) (*Node, error) { return Pow(x[0], NewConstant(3.0)) }, true, ""},
	{"tensor minus scalar", two(sh(3, 4), sh()), both(Sub), false, ""},
	{"scalar minus tensor", two(sh(), sh(3, 4)), both(Sub), false, ""},
	{"scalar over tensor", two(sh(), sh(3, 4)), both(HadamardDiv), true, ""},
	{"scalar and scalar", two(sh(), sh()), both(HadamardProd), false, ""},
	{"constant minus tensor", one(3, 4), func(x Nodes) (*Node, error) { return Sub(half(x), x[0]) }, false, ""},
	{"less", two(sh(3, 4), sh(3, 4)), compare(Lt), false, ""},
	{"less or equal", two(sh(3, 4), sh(3, 4)), compare(Lte), false, ""},
	{"greater", two(sh(3, 4), sh()), compare(Gt), false, ""},
	{"greater or equal", two(sh(3, 4), sh(3, 4)), compare(Gte), false, ""},
	{"equal", two(sh(3, 4), sh(3, 4)), compare(Eq), false, ""},
	{"not equal", two(sh(3, 4), sh(3, 4)), compare(Ne), false, ""},
	{"rectify", one(3, 4), first(Rectify), false, ""},
	{"leaky relu", one(3, 4), func(x Nodes) (*Node, error) { return LeakyRelu(x[0], 0.1) }, false, ""},
	{"mish", one(3, 4), first(Mish), false, ""},
	{"smaller of two", two(sh(3, 4), sh(3, 4)), both(MinBetween), false, ""},
	{"larger of two", two(sh(3, 4), sh(3, 4)), both(MaxBetween), false, ""},

	{"matrix product", two(sh(3, 4), sh(4, 5)), both(Mul), false, ""},
	{"matrix vector", two(sh(3, 4), sh(4)), both(Mul), false, ""},
	{"vector matrix", two(sh(3), sh(3, 4)), both(Mul), false, ""},
	{"dot", two(sh(4), sh(4)), both(Mul), false, ""},
	{"outer", two(sh(3), sh(4)), both(OuterProd), false, "Gorgonia's is wrong"},
	{"batched", two(sh(2, 3, 4), sh(2, 4, 5)), both(func(x, y *Node) (*Node, error) { return BatchedMatMul(x, y) }), false, ""},
	{"batched, left transposed", two(sh(2, 4, 3), sh(2, 4, 5)), both(func(x, y *Node) (*Node, error) { return BatchedMatMul(x, y, true) }), false, ""},
	{"batched, right transposed", two(sh(2, 3, 4), sh(2, 5, 4)), both(func(x, y *Node) (*Node, error) { return BatchedMatMul(x, y, false, true) }), false, ""},

	{"sum", one(3, 4), first(func(x *Node) (*Node, error) { return Sum(x) }), false, ""},
	{"sum of rows", one(3, 4), first(func(x *Node) (*Node, error) { return Sum(x, 1) }), false, ""},
	{"sum of columns", one(3, 4), first(func(x *Node) (*Node, error) { return Sum(x, 0) }), false, ""},
	{"sum of two axes", one(2, 3, 4), first(func(x *Node) (*Node, error) { return Sum(x, 0, 1) }), false, "Gorgonia's fails"},
	{"mean", one(3, 4), first(func(x *Node) (*Node, error) { return Mean(x) }), false, ""},
	{"mean of rows", one(3, 4), first(func(x *Node) (*Node, error) { return Mean(x, 1) }), false, ""},
	{"max", one(3, 4), first(func(x *Node) (*Node, error) { return Max(x) }), false, "Gorgonia's fails"},
	{"max of rows", one(3, 4), first(func(x *Node) (*Node, error) { return Max(x, 1) }), false, "Gorgonia's fails"},
	{"norm", one(3, 4), first(func(x *Node) (*Node, error) { return Norm(x, 1, 2) }), false, ""},
	{"softmax", one(3, 4), first(func(x *Node) (*Node, error) { return SoftMax(x) }), false, ""},
	{"softmax of columns", one(3, 4), first(func(x *Node) (*Node, error) { return SoftMax(x, 0) }), false, ""},
	{"log softmax", one(3, 4), first(func(x *Node) (*Node, error) { return LogSoftMax(x, 1) }), false, ""},

	{"broadcast rows", two(sh(3, 4), sh(1, 4)), both(func(x, y *Node) (*Node, error) { return BroadcastAdd(x, y, nil, []byte{0}) }), false, ""},
	{"broadcast a vector", two(sh(3, 4), sh(3)), both(func(x, y *Node) (*Node, error) { return BroadcastHadamardProd(x, y, nil, []byte{1}) }), false, ""},
	{"reshape", one(3, 4), first(func(x *Node) (*Node, error) { return Reshape(Must(Exp(x)), tensor.Shape{2, 6}) }), false, ""},
	{"transpose", one(3, 4), first(func(x *Node) (*Node, error) { return Transpose(x) }), false, ""},
	{"transpose of three", one(2, 3, 4), first(func(x *Node) (*Node, error) { return Transpose(x, 2, 0, 1) }), false, ""},
	{"slice", one(5, 4), first(func(x *Node) (*Node, error) { return Slice(x, S(1, 4)) }), false, ""},
	{"slice of columns", one(5, 4), first(func(x *Node) (*Node, error) { return Slice(x, nil, S(1, 3)) }), false, ""},
	{"slice of one row", one(5, 4), first(func(x *Node) (*Node, error) { return Slice(x, S(2)) }), false, ""},
	{"slice of one element", one(5, 4), first(func(x *Node) (*Node, error) { return Slice(x, S(2), S(1)) }), false, ""},
	{"slice by steps", one(6, 4), first(func(x *Node) (*Node, error) { return Slice(x, S(0, 6, 2)) }), false, ""},
	{"concat", two(sh(2, 4), sh(3, 4)), both(func(x, y *Node) (*Node, error) { return Concat(0, x, y) }), false, ""},
	{"concat of columns", two(sh(3, 2), sh(3, 4)), both(func(x, y *Node) (*Node, error) { return Concat(1, x, y) }), false, ""},
	{"constant tensor", one(2, 2), first(func(x *Node) (*Node, error) {
		c := NewConstant(tensor.New(tensor.WithShape(2, 2), tensor.WithBacking([]float64{1, 2, 3, 4})))
		return Mul(x, c)
	}), false, ""},
}

// data draws the inputs of a case, and the weights that make a scalar of its result.
func (c stockCase) data() map[string][]float64 {
	r := rand.New(rand.NewPCG(uint64(len(c.name)), 5))
	in := map[string][]float64{}
	for i, s := range c.shapes {
		data := make([]float64, ir.Shape(s).Size())
		for j := range data {
			data[j] = r.NormFloat64()
			if c.positive {
				data[j] = 0.5 + r.Float64()
			}
		}
		in[names[i]] = data
	}
	weights := make([]float64, 64)
	for j := range weights {
		weights[j] = r.NormFloat64()
	}
	in["weights"] = weights
	return in
}

var names = []string{"x0", "x1"}

// graph builds a case anew.
func (c stockCase) graph(t *testing.T) (x Nodes, out *Node) {
	t.Helper()
	g := NewGraph()
	for i, s := range c.shapes {
		x = append(x, NewTensor(g, Float64, len(s), WithShape(s...), WithName(names[i])))
	}
	out, err := c.build(x)
	if err != nil {
		t.Fatal(err)
	}
	return x, out
}

func let(t *testing.T, n *Node, data []float64) {
	t.Helper()
	v, err := op.NewValue(n.Dtype(), n.Shape(), data)
	if err != nil {
		t.Fatal(err)
	}
	if err := Let(n, v); err != nil {
		t.Fatal(err)
	}
}

// tape runs a graph on Gorgonia's machine and reads nodes.
func tape(t *testing.T, in map[string][]float64, leaves Nodes, read ...*Node) [][]float64 {
	t.Helper()
	values := make([]Value, len(read))
	for i, n := range read {
		Read(n, &values[i])
	}
	for _, n := range leaves {
		let(t, n, in[n.Name()])
	}
	vm := NewTapeMachine(leaves[0].Graph())
	defer vm.Close()
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
	out := make([][]float64, len(read))
	for i, v := range values {
		var err error
		if out[i], err = op.Floats(v); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestStockOperations(t *testing.T) {
	for _, c := range stockCases {
		t.Run(c.name, func(t *testing.T) {
			in := c.data()
			x, out := c.graph(t)
			f, err := Lower(c.name, x, nil, []Output{{"out", out}})
			if err != nil {
				t.Fatal(err)
			}
			got, err := exec.Reference(f, in)
			if err != nil {
				t.Fatal(err)
			}
			if want := tape(t, in, x, out)[0]; !(far(got["out"], want) < 1e-9) {
				t.Errorf("got %v\nGorgonia %v\n%s", got["out"], want, f)
			}
			if c.wrongGrad == "" {
				c.checkGradients(t, in)
			}
		})
	}
}

// checkGradients compares our gradients with Gorgonia's, of the result's product with random weights.
func (c stockCase) checkGradients(t *testing.T, in map[string][]float64) {
	t.Helper()
	weighted := func() (Nodes, *Node, Nodes) {
		x, out := c.graph(t)
		w := NewTensor(out.Graph(), Float64, out.Dims(), WithShape(out.Shape()...), WithName("weights"))
		in["weights"] = in["weights"][:out.Shape().TotalSize()]
		loss := Must(Sum(Must(HadamardProd(out, w))))
		return x, loss, append(append(Nodes{}, x...), w)
	}
	x, loss, leaves := weighted()
	f, err := Lower(c.name, leaves, nil, []Output{{"loss", loss}})
	if err != nil {
		t.Fatal(err)
	}
	var wrt []ir.ID
	for _, n := range x {
		id, _ := f.Find(ir.Input, n.Name())
		wrt = append(wrt, id)
	}
	id, _ := f.Output("loss")
	got, err := exec.Reference(grad.Reverse(f, id, wrt), in)
	if err != nil {
		t.Fatal(err)
	}
	x, loss, leaves = weighted()
	grads, err := Grad(loss, x...)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range tape(t, in, leaves, grads...) {
		if !(far(got["grad."+names[i]], want) < 1e-9) {
			t.Errorf("gradient of %s: got %v\nGorgonia %v", names[i], got["grad."+names[i]], want)
		}
	}
}

// far is max|a-b| / max|b|, or the absolute error where b is all zero.
func far(a, b []float64) float64 {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	diff, size := 0.0, 0.0
	for i := range a {
		diff, size = max(diff, math.Abs(a[i]-b[i])), max(size, math.Abs(b[i]))
	}
	if math.IsNaN(diff) || size == 0 {
		return diff
	}
	return diff / size
}
