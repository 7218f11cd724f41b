package lower

import (
	"fmt"
	"strings"
	"testing"

	. "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff/exec"
)

// TestSpellings holds what the rules rely on: the type's name and String of Gorgonia's operations.
func TestSpellings(t *testing.T) {
	g := NewGraph()
	m := NewMatrix(g, Float32, WithShape(4, 4), WithName("m"))
	v := NewVector(g, Float32, WithShape(4), WithName("v"))
	b := NewTensor(g, Float32, 3, WithShape(2, 4, 4), WithName("b"))
	for _, c := range []struct {
		node *Node
		want string
	}{
		{Must(Log(m)), "gorgonia.elemUnaryOp ln"},
		{Must(Inverse(m)), "gorgonia.elemUnaryOp inv"},
		{Must(InverseSqrt(v)), "gorgonia.elemUnaryOp invSqrt"},
		{Must(HadamardProd(m, m)), "gorgonia.elemBinOp ⊙ false"},
		{Must(HadamardDiv(m, m)), "gorgonia.elemBinOp ÷ false"},
		{Must(Pow(m, m)), "gorgonia.elemBinOp ^ false"},
		{Must(Gte(m, m, true)), "gorgonia.elemBinOp >= true"},
		{Must(Ne(m, m, false)), "gorgonia.elemBinOp != false"},
		{Must(Mul(m, m)), "gorgonia.linAlgBinOp A × B"},
		{Must(Mul(m, v)), "gorgonia.linAlgBinOp A × b"},
		{Must(Mul(v, m)), "gorgonia.linAlgBinOp Aᵀ × b"},
		{Must(Mul(v, v)), "gorgonia.linAlgBinOp a ⋅ b"},
		{Must(OuterProd(v, v)), "gorgonia.linAlgBinOp a ⊗ b"},
		{Must(BatchedMatMul(b, b, true, true)), "gorgonia.linAlgBinOp Aᵀ ××× Bᵀ"},
		{Must(Sum(b, 0, 2)), "gorgonia.sumOp Σ[0 2]"},
		{Must(Max(m, 1)), "*gorgonia.maxOp MaxAlong[1]"},
		{Must(SizeOf(1, m)), "gorgonia.sizeOp SizeOf=4"},
		{Must(Reshape(m, tensor.Shape{2, 8})), "gorgonia.reshapeOp Reshape(2, 8)"},
		{Must(Slice(m, nil, S(1, 3))), "*gorgonia.sliceOp T[:, 1:3:1...]"},
		{Must(Transpose(m)), "gorgonia.transposeOp Aᵀ{1, 0}"},
		{Must(Concat(1, m, m)), "gorgonia.concatOp Concat(axis=1)"},
		{Must(SoftMax(m, 1)), "*gorgonia.softmaxOp Softmax{1, false}()"},
		{Must(MaxBetween(m, m)), "gorgonia.maxBetween MaxBetween"},
		{NewConstant(float32(2)), "gorgonia.constantScalar const 2"},
	} {
		if got := fmt.Sprintf("%T %s", c.node.Op(), c.node.Op()); got != c.want {
			t.Errorf("%s is spelled %q, not %q", c.node, got, c.want)
		}
		if _, ok := rules[fmt.Sprintf("%T", c.node.Op())]; !ok {
			t.Errorf("no rule for %T", c.node.Op())
		}
	}
}

// TestGorgoniasOwnGradients lowers what Grad adds to a graph: the transposed products occur nowhere else.
func TestGorgoniasOwnGradients(t *testing.T) {
	build := func() (Nodes, Nodes) {
		g := NewGraph()
		x := NewMatrix(g, Float64, WithShape(3, 4), WithName("x0"))
		y := NewMatrix(g, Float64, WithShape(4, 5), WithName("x1"))
		loss := Must(Sum(Must(Square(Must(Mul(x, y))))))
		grads, err := Grad(loss, x, y)
		if err != nil {
			t.Fatal(err)
		}
		return Nodes{x, y}, grads
	}
	leaves, grads := build()
	f, err := Lower("gradients", leaves, nil, []Output{{"dx", grads[0]}, {"dy", grads[1]}})
	if err != nil {
		t.Fatal(err)
	}
	in := stockCase{shapes: two(sh(3, 4), sh(4, 5))}.data()
	got, err := exec.Reference(f, in)
	if err != nil {
		t.Fatal(err)
	}
	leaves, grads = build()
	want := tape(t, in, leaves, grads...)
	if !(far(got["dx"], want[0]) < 1e-12) || !(far(got["dy"], want[1]) < 1e-12) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	transposed := 0
	for _, v := range f.Values {
		if v.Attr.TransA || v.Attr.TransB {
			transposed++
		}
	}
	if transposed != 2 {
		t.Errorf("%d transposed products, not 2, in\n%s", transposed, f)
	}
}

// TestRefusals: what cannot be compiled is named, with the way out.
func TestRefusals(t *testing.T) {
	g := NewGraph()
	x := NewMatrix(g, Float32, WithShape(4, 4), WithName("x"))
	w := NewMatrix(g, Float32, WithShape(4, 4), WithName("w"))
	tall := NewMatrix(g, Float32, WithShape(6, 4), WithName("tall"))
	other := NewMatrix(NewGraph(), Float32, WithShape(4, 4), WithName("other"))
	sum := Must(Add(x, w))
	for _, c := range []struct {
		name           string
		inputs, params Nodes
		outputs        []Output
		want           []string
	}{
		{"a leaf left out", Nodes{x}, nil, []Output{{"y", sum}}, []string{`"w"`, "neither an input nor a parameter"}},
		{"a computed input", Nodes{x, w, sum}, nil, []Output{{"y", sum}}, []string{"leaves"}},
		{"one leaf twice", Nodes{x}, Nodes{x, w}, []Output{{"y", sum}}, []string{`two inputs or parameters are named "x"`}},
		{"no output", Nodes{x}, nil, nil, []string{"no output"}},
		{"a nil output", Nodes{x}, nil, []Output{{"y", nil}}, []string{`"y"`}},
		{"two graphs", Nodes{x, w}, nil, []Output{{"y", sum}, {"z", other}}, []string{"different graphs"}},
		{"random nodes", Nodes{x}, nil, []Output{{"y", Must(Add(x, GaussianRandomNode(g, Float32, 0, 1, 4, 4)))}}, []string{"randomOp", "input node for the noise"}},
		{"dropout", Nodes{x}, nil, []Output{{"y", Must(Dropout(x, 0.5))}}, []string{"mask"}},
		{"a single element", Nodes{x}, nil, []Output{{"y", Must(At(x, 1, 1))}}, []string{"At([1 1])", "Slice"}},
		{"tensordot", Nodes{x}, nil, []Output{{"y", Must(Tensordot([]int{0}, []int{0}, x, x))}}, []string{"(4, 4)", "BatchedMatMul"}},
		{"steps that overrun", Nodes{tall}, nil, []Output{{"y", Must(Slice(tall, S(0, 5, 2)))}}, []string{"end it at 4"}},
	} {
		_, err := Lower("test", c.inputs, c.params, c.outputs)
		if err == nil {
			t.Errorf("%s: no error", c.name)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error %q lacks %q", c.name, err, want)
			}
		}
	}
}

// TestUnusedLeavesAreDeclared: a program's signature does not depend on what the outputs happen to use.
func TestUnusedLeavesAreDeclared(t *testing.T) {
	g := NewGraph()
	x := NewMatrix(g, Float32, WithShape(2, 2), WithName("x"))
	beta := NewScalar(g, Float32, WithName("beta"))
	w := NewMatrix(g, Float32, WithShape(2, 2), WithName("w"))
	f, err := Lower("test", Nodes{x, beta}, Nodes{w}, []Output{{"y", Must(Exp(x))}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(fmt.Sprint(f.Values[0].Attr.Name, f.Values[1].Attr.Name, f.Values[2].Attr.Name), "xbetaw") {
		t.Errorf("declared:\n%s", f)
	}
}
