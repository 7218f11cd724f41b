package op

import (
	"fmt"
	"testing"

	"vae/autodiff/exec"
	"vae/autodiff/ir"
)

// TestEmitMatchesDo runs the IR that each operation writes through the reference interpreter.
func TestEmitMatchesDo(t *testing.T) {
	for _, c := range formulas {
		b := ir.NewBuilder(c.name)
		in := map[string][]float64{}
		var args []ir.ID
		for i, a := range c.args {
			name := fmt.Sprint("arg", i)
			args = append(args, b.Input(name, a.shape...))
			in[name] = a.data
		}
		out := c.op.Emit(b, args)
		b.Output("out", out)
		if err := b.F.Check(); err != nil {
			t.Fatal(err)
		}
		got, err := exec.Reference(b.F, in)
		if err != nil {
			t.Fatal(err)
		}
		want := do(t, c.op, values(c.args)...)
		if !b.Shape(out).Equal(ir.Shape(want.shape)) {
			t.Errorf("%s: shape %v, not %v", c.name, b.Shape(out), want.shape)
		}
		if e := far(got["out"], want.data); !(e < 1e-12) {
			t.Errorf("%s: off by %.3g:\n%v\n%v", c.name, e, got["out"], want.data)
		}
	}
}

// TestOneSampleCopiesNothing: with K = 1 no value exists only to repeat rows.
func TestOneSampleCopiesNothing(t *testing.T) {
	for _, o := range []Op{ReparameterizeOp(), BernoulliNLLOp(), GaussianNLLOp(), GaussianFixedNLLOp(2), TileRowsOp(1)} {
		b := ir.NewBuilder("one sample")
		var args []ir.ID
		for i := range o.Arity() {
			args = append(args, b.Input(fmt.Sprint("arg", i), 3, 4))
		}
		o.Emit(b, args)
		for _, v := range b.F.Values {
			if v.Op == ir.Reshape || v.Op == ir.Broadcast {
				t.Errorf("%s writes a %s of shape %v", o, v.Op, v.Shape)
			}
		}
	}
}
