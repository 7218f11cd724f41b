package autodiff_test

import (
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff"
	"vae/autodiff/ir"
	"vae/autodiff/op"
	"vae/autodiff/plan"
)

// TestOneBlockServesSeveralPrograms: a decoder alone, given the whole model's layout, reads its parameters where the model keeps them and leaves the
// others' gradients alone.
func TestOneBlockServesSeveralPrograms(t *testing.T) {
	c := vaeCase{4, 1, op.Tanh, "bernoulli"}
	whole := compile(t, c.spec(t, op.Fused, tensor.Float32), autodiff.Reference)
	layout := whole.Layout()
	decoder := func(spelling op.Spelling) autodiff.Spec {
		b := &op.Builder{G: gorgonia.NewGraph(), Spelling: spelling, Dtype: tensor.Float32}
		z := b.Input("z", 2, latent)
		w, bias := b.Param("decoder.0.weight", latent, hidden), b.Param("decoder.0.bias", hidden)
		loss := b.MeanAll(b.Affine(z, w, bias))
		if b.Err() != nil {
			t.Fatal(b.Err())
		}
		return autodiff.Spec{
			Name: "decoder", Inputs: gorgonia.Nodes{z}, Params: gorgonia.Nodes{w, bias}, Loss: loss,
			Outputs: []autodiff.Output{{Name: "loss", Node: loss}}, Layout: &layout,
		}
	}
	for _, e := range []autodiff.Engine{autodiff.Compiled, autodiff.Reference, autodiff.Gorgonia} {
		p := compile(t, decoder(map[autodiff.Engine]op.Spelling{autodiff.Gorgonia: op.Stock}[e]), e)
		if p.Layout().Len != layout.Len || p.Parameters() != latent*hidden+hidden {
			t.Errorf("%s: layout of %d floats, %d parameters", e, p.Layout().Len, p.Parameters())
		}
		params, grads := p.NewBlocks()
		for i := range grads {
			grads[i] = 9
		}
		bias, _ := layout.Lookup("decoder.0.bias")
		copy(bias.In(params), []float32{6, 0, 0, 0, 0, 0})
		m, err := p.NewMachine(params, grads, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		if got := m.Output("loss").Data[0]; got != 1 {
			t.Errorf("%s: loss %v, not 1", e, got)
		}
		other, _ := layout.Lookup("encoder.0.weight")
		if g := other.In(grads); slices.ContainsFunc(g, func(x float32) bool { return x != 9 }) {
			t.Errorf("%s: another program's gradients were overwritten: %v", e, g)
		}
		if g := bias.In(grads)[:hidden]; slices.ContainsFunc(g, func(x float32) bool { return x < 0.1666 || x > 0.1667 }) {
			t.Errorf("%s: gradient of the bias is %v, not 1/6 each", e, g)
		}
	}
}

// TestInferenceNeedsNoLoss compiles outputs alone.
func TestInferenceNeedsNoLoss(t *testing.T) {
	for _, e := range []autodiff.Engine{autodiff.Compiled, autodiff.Reference, autodiff.Gorgonia} {
		b := &op.Builder{G: gorgonia.NewGraph(), Spelling: op.Stock, Dtype: tensor.Float32}
		x := b.Input("x", 2, 3)
		y := b.Exp(x)
		p := compile(t, autodiff.Spec{Name: "exp", Inputs: gorgonia.Nodes{x}, Outputs: []autodiff.Output{{Name: "y", Node: y}}}, e)
		m, err := p.NewMachine(nil, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Run(); err != nil || m.Output("y").Data[0] != 1 {
			t.Errorf("%s: exp of 0 is %v, error %v", e, m.Output("y").Data[0], err)
		}
	}
}

// TestCompileRefuses names what is wrong with a Spec.
func TestCompileRefuses(t *testing.T) {
	good := func() autodiff.Spec { return vaeCase{2, 1, op.Tanh, "bernoulli"}.spec(t, op.Fused, tensor.Float32) }
	layout, err := plan.NewLayout([]string{"encoder.0.weight"}, []ir.Shape{{3, 3}})
	if err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(s *autodiff.Spec){
		"scalar":                       func(s *autodiff.Spec) { s.Loss = s.Outputs[3].Node },
		`"encoder.0.bias"`:             func(s *autodiff.Spec) { s.Params = append(gorgonia.Nodes{s.Params[0]}, s.Params[2:]...) },
		"is no input":                  func(s *autodiff.Spec) { s.WRT = s.Params[:1] },
		"set Loss":                     func(s *autodiff.Spec) { s.Loss = nil },
		`output "kl" is nil`:           func(s *autodiff.Spec) { s.Outputs[2].Node = nil },
		"[3 3] in the layout":          func(s *autodiff.Spec) { s.Layout = &layout },
		`two outputs are named "z"`:    func(s *autodiff.Spec) { s.Outputs[0].Name = "z" },
		"an input or parameter is nil": func(s *autodiff.Spec) { s.Inputs[1] = nil },
	} {
		s := good()
		spoil(&s)
		for _, e := range []autodiff.Engine{autodiff.Compiled, autodiff.Reference} {
			if _, err := autodiff.Compile(s, e); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error %v lacks %q", e, err, want)
			}
		}
	}
	p := compile(t, good(), autodiff.Reference)
	params, grads := p.NewBlocks()
	for _, blocks := range [][2][]float32{{params[1:], grads}, {params, nil}} {
		if _, err := p.NewMachine(blocks[0], blocks[1], nil); err == nil || !strings.Contains(err.Error(), "block") {
			t.Errorf("blocks of %d and %d floats: error %v", len(blocks[0]), len(blocks[1]), err)
		}
	}
}

// TestStagesTellWhatHappened: every stage prints a program that parses, and the last the memory plan.
func TestStagesTellWhatHappened(t *testing.T) {
	p := compile(t, vaeCase{2, 1, op.Relu, "bernoulli"}.spec(t, op.Fused, tensor.Float32), autodiff.Compiled)
	stages := p.Stages()
	for i, s := range stages[:len(stages)-1] {
		f, err := ir.Parse(s.Text())
		if err != nil {
			t.Errorf("after %s: %v", s.Name, err)
			continue
		}
		if len(f.Values) != s.Values {
			t.Errorf("after %s: %d values listed, %d counted", s.Name, len(f.Values), s.Values)
		}
		if hasGrad := strings.Contains(s.Text(), "grad.x"); hasGrad != (i >= 3) {
			t.Errorf("after %s: gradients present: %v", s.Name, hasGrad)
		}
	}
	if last := stages[len(stages)-1]; last.Name != "plan" || !strings.Contains(last.Text(), "arena") {
		t.Errorf("the last stage is %s:\n%s", last.Name, last.Text())
	}
	if p.FLOPs() < 2*2*data*hidden {
		t.Errorf("%d floating-point operations", p.FLOPs())
	}
}

func TestParseEngine(t *testing.T) {
	for _, name := range autodiff.Engines() {
		if e, err := autodiff.ParseEngine(name); err != nil || e.String() != name {
			t.Errorf("%s parses to %v, error %v", name, e, err)
		}
	}
	if _, err := autodiff.ParseEngine("cuda"); err == nil || !strings.Contains(err.Error(), "reference") {
		t.Errorf("an unknown engine gives %v", err)
	}
}
