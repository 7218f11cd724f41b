package op

import (
	"math"
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// leaf is an input or parameter of a test graph.
type leaf struct {
	name  string
	shape []int
	data  []float64
	param bool
}

func random(seed uint64, name string, shape ...int) leaf {
	r := rand.New(rand.NewPCG(seed, 17))
	data := make([]float64, tensor.Shape(shape).TotalSize())
	for i := range data {
		data[i] = r.NormFloat64()
	}
	return leaf{name: name, shape: shape, data: data}
}

func (l leaf) times(c float64) leaf {
	for i := range l.data {
		l.data[i] *= c
	}
	return l
}

func (l leaf) asParam() leaf { l.param = true; return l }

// runGraph builds a graph of the leaves, and runs it and Gorgonia's gradients of the weighted sum of its result on a TapeMachine.
func runGraph(t *testing.T, s Spelling, build func(b *Builder, in gorgonia.Nodes) *gorgonia.Node, leaves []leaf) (value []float64, grads [][]float64) {
	t.Helper()
	b := &Builder{G: gorgonia.NewGraph(), Spelling: s, Dtype: tensor.Float64}
	var in gorgonia.Nodes
	for _, l := range leaves {
		declare := b.Input
		if l.param {
			declare = b.Param
		}
		in = append(in, declare(l.name, l.shape...))
	}
	out := build(b, in)
	if b.Err() != nil {
		t.Fatal(b.Err())
	}
	weights := random(99, "weights", out.Shape()...)
	loss := b.SumAll(b.Mul(out, b.Input("weights", out.Shape()...)))
	if b.Err() != nil {
		t.Fatal(b.Err())
	}
	gs, err := gorgonia.Grad(loss, in...)
	if err != nil {
		t.Fatal(err)
	}
	values := make([]gorgonia.Value, len(gs)+1)
	gorgonia.Read(out, &values[0])
	for i, g := range gs {
		gorgonia.Read(g, &values[i+1])
	}
	for _, l := range append(leaves, weights) {
		n := b.G.ByName(l.name)[0]
		var v any
		if len(l.shape) == 0 {
			v = l.data[0]
		} else {
			v = tensor.New(tensor.WithShape(n.Shape()...), tensor.WithBacking(append([]float64(nil), l.data...)))
		}
		if err := gorgonia.Let(n, v); err != nil {
			t.Fatal(err)
		}
	}
	vm := gorgonia.NewTapeMachine(b.G)
	defer vm.Close()
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
	for i, v := range values {
		a, err := unwrap[float64](v)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			value = a.data
		} else {
			grads = append(grads, a.data)
		}
	}
	return value, grads
}

// far is max|a-b| / max|b|, or the absolute error where b is all zero.
func far(a, b []float64) float64 {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	diff, size := 0.0, 0.0
	for i := range a {
		if math.IsNaN(a[i]) != math.IsNaN(b[i]) {
			return math.Inf(1)
		}
		diff, size = max(diff, math.Abs(a[i]-b[i])), max(size, math.Abs(b[i]))
	}
	if size == 0 {
		return diff
	}
	return diff / size
}
