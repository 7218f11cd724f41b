package pass_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"vae/autodiff/exec"
	"vae/autodiff/grad"
	"vae/autodiff/ir"
	"vae/autodiff/ir/irtest"
	"vae/autodiff/pass"
)

// passes are the functions under test, alone and one after the other.
var passes = []struct {
	name string
	run  func(f *ir.Func) *ir.Func
}{
	{"fold", pass.Fold},
	{"stabilize", pass.Stabilize},
	{"cse", pass.CSE},
	{"dce", pass.DCE},
	{"all", func(f *ir.Func) *ir.Func { return pass.DCE(pass.CSE(pass.Fold(pass.Stabilize(pass.Fold(f))))) }},
}

// sameMeaning runs two programs on the same data and compares their outputs: max|a-b| / max(1, max|b|).
func sameMeaning(t *rapid.T, want, got *ir.Func, in map[string][]float64, tolerance float64) {
	t.Helper()
	if err := got.Check(); err != nil {
		t.Fatalf("%v\nfrom\n%s\nto\n%s", err, want, got)
	}
	a, err := exec.Reference(want, in)
	if err != nil {
		t.Fatal(err)
	}
	b, err := exec.Reference(got, in)
	if err != nil {
		t.Fatal(err)
	}
	if len(a) != len(b) || len(want.Outputs) != len(got.Outputs) {
		t.Fatalf("%d outputs became %d", len(a), len(b))
	}
	for i, o := range want.Outputs {
		if got.Outputs[i].Name != o.Name || len(a[o.Name]) != len(b[o.Name]) {
			t.Fatalf("output %d is %q, was %q", i, got.Outputs[i].Name, o.Name)
		}
		scale := 1.0
		for _, x := range a[o.Name] {
			scale = max(scale, math.Abs(x))
		}
		for j, x := range a[o.Name] {
			if !(math.Abs(x-b[o.Name][j]) <= tolerance*scale) {
				t.Fatalf("%s[%d] was %v, is %v\nfrom\n%s\nto\n%s", o.Name, j, x, b[o.Name][j], want, got)
			}
		}
	}
}

// bindings are the leaves that a program's callers rely on, in order.
func bindings(f *ir.Func) (names []string) {
	for _, v := range f.Values {
		if v.Op == ir.Input || v.Op == ir.Param {
			names = append(names, v.Op.String()+v.Attr.Name)
		}
	}
	return names
}

func TestPassesKeepTheMeaning(t *testing.T) {
	for _, p := range passes {
		t.Run(p.name, rapid.MakeCheck(func(t *rapid.T) {
			f := withPatterns(t, irtest.Program(t, irtest.Options{Values: 30, MaxDim: 3}))
			in := irtest.Feed(t, f)
			before := f.String()
			g := p.run(f)
			if f.String() != before {
				t.Fatalf("the argument was changed from\n%s\nto\n%s", before, f)
			}
			sameMeaning(t, f, g, in, 1e-9)
			if a, b := bindings(f), bindings(g); len(a) != len(b) {
				t.Fatalf("inputs %q became %q", a, b)
			}
			if once, twice := p.run(g).String(), p.run(p.run(g)).String(); once != twice && p.name != "stabilize" {
				t.Fatalf("does not settle:\n%s\n%s", once, twice)
			}
		}))
	}
}

// Gradients taken of improved programs, and improved themselves, are those of the program as it was. Only operations without kinks: at ties
// rules may choose another subgradient.
func TestPassesKeepGradients(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := irtest.Program(t, irtest.Options{Smooth: true, Values: 12, MaxDim: 3})
		b := ir.Extend(f)
		b.F.Outputs = nil
		b.Output("loss", b.SumAll(ir.ID(f.Outputs[0].ID)))
		all := passes[len(passes)-1].run
		in := irtest.Feed(t, f)
		sameMeaning(t, reverse(b.F), all(reverse(all(b.F))), in, 1e-7)
	})
}

// reverse differentiates the output "loss" with respect to everything that is fed.
func reverse(f *ir.Func) *ir.Func {
	var wrt []ir.ID
	for id, v := range f.Values {
		if v.Op == ir.Input || v.Op == ir.Param {
			wrt = append(wrt, ir.ID(id))
		}
	}
	loss, _ := f.Output("loss")
	return grad.Reverse(f, loss, wrt)
}

// withPatterns adds formulas that Stabilize knows, on values of the program.
func withPatterns(t *rapid.T, f *ir.Func) *ir.Func {
	b := ir.Extend(f)
	one, zero := b.Scalar(1), b.Scalar(0)
	tame := func(x ir.ID) ir.ID { return b.Scale(x, 0.1) } // within [-5, 5]
	patterns := []func(x ir.ID) ir.ID{
		func(x ir.ID) ir.ID { return b.Unary(ir.Log, b.Unary(ir.Sigmoid, tame(x))) },
		func(x ir.ID) ir.ID { return b.Unary(ir.Log, b.Sub(one, b.Unary(ir.Sigmoid, tame(x)))) },
		func(x ir.ID) ir.ID { return b.Unary(ir.Log, b.Add(b.Unary(ir.Exp, tame(x)), one)) },
		func(x ir.ID) ir.ID { return b.Sub(b.Unary(ir.Exp, tame(x)), one) },
		func(x ir.ID) ir.ID { return b.Unary(ir.Log, b.SumAll(b.Unary(ir.Exp, tame(x)))) },
		func(x ir.ID) ir.ID { return b.Mul(x, b.Binary(ir.Ge, x, zero)) },
		func(x ir.ID) ir.ID { return b.Mul(b.Binary(ir.Lt, zero, x), x) },
		func(x ir.ID) ir.ID { return b.Unary(ir.Sqrt, b.Unary(ir.Square, x)) },
		func(x ir.ID) ir.ID { return b.Div(one, b.Add(one, b.Unary(ir.Exp, b.Unary(ir.Neg, tame(x))))) },
		func(x ir.ID) ir.ID {
			e := b.Unary(ir.Exp, tame(x))
			return b.Unary(ir.Log, b.Div(e, b.SumAll(e)))
		},
	}
	for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(patterns)-1), 0, 4).Draw(t, "patterns") {
		x := rapid.IntRange(0, len(f.Values)-1).Draw(t, "x")
		b.Output("p"+string(rune('a'+len(b.F.Outputs))), patterns[i](ir.ID(x)))
	}
	return b.F
}
