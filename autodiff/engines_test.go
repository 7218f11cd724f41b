package autodiff_test

import (
	"slices"
	"testing"

	"gorgonia.org/tensor"

	"vae/autodiff"
	"vae/autodiff/exec"
	"vae/autodiff/op"
)

// TestEnginesAgreeInDouble: our gradients of our operations, by the reference interpreter, before and after the passes that make programs fast, against
// Gorgonia's gradients of Gorgonia's operations on Gorgonia's machine.
func TestEnginesAgreeInDouble(t *testing.T) {
	for _, c := range vaeCases() {
		fused, stock := c.spec(t, op.Fused, tensor.Float64), c.spec(t, op.Stock, tensor.Float64)
		in := draw(fused, 1)
		reference, err := compile(t, fused, autodiff.Reference).Evaluate(in)
		if err != nil {
			t.Fatal(err)
		}
		gorgonia, err := compile(t, stock, autodiff.Gorgonia).Evaluate(in)
		if err != nil {
			t.Fatal(err)
		}
		agree(t, c.String()+", reference against gorgonia", reference, gorgonia, 1e-9)
		compiled, err := compile(t, fused, autodiff.Compiled).Evaluate(in)
		if err != nil {
			t.Fatal(err)
		}
		agree(t, c.String()+", passes", compiled, reference, 1e-11)
		respelled, err := compile(t, stock, autodiff.Compiled).Evaluate(in)
		if err != nil {
			t.Fatal(err)
		}
		agree(t, c.String()+", the stock spelling compiled", respelled, reference, 1e-9)
	}
}

// TestMachinesAgree runs the same float32 blocks through the machines of all engines.
func TestMachinesAgree(t *testing.T) {
	for _, c := range vaeCases() {
		var want map[string][]float64
		for _, e := range []autodiff.Engine{autodiff.Reference, autodiff.Gorgonia, autodiff.Compiled} {
			spelling := op.Fused
			if e == autodiff.Gorgonia {
				spelling = op.Stock
			}
			spec := c.spec(t, spelling, tensor.Float32)
			got := runMachine(t, compile(t, spec, e), spec, draw(spec, 2))
			if want == nil {
				want = got
				continue
			}
			agree(t, c.String()+", "+e.String(), got, want, 2e-5)
		}
	}
}

// runMachine binds a program to fresh blocks, and returns outputs and gradients as Evaluate does.
func runMachine(t *testing.T, p *autodiff.Program, s autodiff.Spec, in map[string][]float64) map[string][]float64 {
	t.Helper()
	params, grads := p.NewBlocks()
	for _, e := range p.Layout().Entries {
		e.Pack(params, narrow(in[e.Name]))
	}
	m, err := p.NewMachine(params, grads, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range s.Inputs {
		m.Input(n.Name()).CopyFrom(narrow(in[n.Name()]))
	}
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	out := map[string][]float64{}
	names := []string{}
	for _, o := range s.Outputs {
		names = append(names, o.Name)
	}
	for _, n := range s.WRT {
		names = append(names, "grad."+n.Name())
	}
	for _, name := range names {
		dense := make([]float32, m.Output(name).Shape.Size())
		m.Output(name).CopyTo(dense)
		out[name] = widen(dense)
	}
	for _, e := range p.Layout().Entries {
		dense := make([]float32, e.Shape.Size())
		e.Unpack(dense, grads)
		out["grad."+e.Name] = widen(dense)
	}
	return out
}

func narrow(from []float64) []float32 {
	to := make([]float32, len(from))
	for i, x := range from {
		to[i] = float32(x)
	}
	return to
}

func widen(from []float32) []float64 {
	to := make([]float64, len(from))
	for i, x := range from {
		to[i] = float64(x)
	}
	return to
}

// stepper is plain gradient descent as an Updater.
type stepper struct{ params, grads []float32 }

func (s stepper) Update(lo, hi int, _ bool) {
	for i := lo; i < hi; i++ {
		s.params[i] -= 0.5 * s.grads[i]
	}
}

// TestRunUpdateCoversTheBlock: an update inside the run gives what one after it gives, on every engine, with and without workers.
func TestRunUpdateCoversTheBlock(t *testing.T) {
	pool := exec.NewPool(2)
	defer pool.Close()
	for _, e := range []autodiff.Engine{autodiff.Compiled, autodiff.Reference, autodiff.Gorgonia} {
		spelling := map[autodiff.Engine]op.Spelling{autodiff.Gorgonia: op.Stock}[e]
		p := compile(t, vaeCase{4, 1, op.Tanh, "bernoulli"}.spec(t, spelling, tensor.Float32), e)
		var results [2][]float32
		for i := range results {
			params, grads := p.NewBlocks()
			for j := range params {
				params[j] = 0.01 * float32(j%7)
			}
			m, err := p.NewMachine(params, grads, []*exec.Pool{nil, pool}[i])
			if err != nil {
				t.Fatal(err)
			}
			s := stepper{params, grads}
			if i == 0 {
				err = m.Run()
				s.Update(0, len(params), false)
			} else {
				err = m.RunUpdate(s)
			}
			if err != nil {
				t.Fatal(err)
			}
			results[i] = params
		}
		if !slices.Equal(results[0], results[1]) {
			t.Errorf("%s: the two ways differ", e)
		}
	}
}
