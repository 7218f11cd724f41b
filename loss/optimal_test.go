package loss

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff"
	"vae/autodiff/op"
	"vae/internal/gradcheck"
)

// trainingStep compiles the mean of gaussian_optimal's value in a training step, for b examples of d features with k samples; its head is an input.
func trainingStep(t *testing.T, b, k, d int, engine autodiff.Engine) *autodiff.Program {
	t.Helper()
	dtype, spelling := tensor.Float64, op.Fused
	if engine == autodiff.Compiled {
		dtype = tensor.Float32
	}
	if engine == autodiff.Gorgonia {
		spelling = op.Stock
	}
	builder := &op.Builder{G: gorgonia.NewGraph(), Dtype: dtype, Spelling: spelling}
	n := &Nodes{B: builder, X: builder.Input("x", b, d), Samples: k, Training: true}
	head, shared := builder.Input("output", b*k, d), builder.Input("log_variance")
	n.Heads, n.Shared = gorgonia.Nodes{head}, gorgonia.Nodes{builder.BoundLogVariance(shared, 20)}
	value := builder.MeanAll(made(t, config("gaussian_optimal"), d).nll(n))
	if err := builder.Err(); err != nil {
		t.Fatal(err)
	}
	p, err := autodiff.Compile(autodiff.Spec{
		Name: "optimal", Inputs: gorgonia.Nodes{n.X, head, shared}, Loss: value, WRT: gorgonia.Nodes{head}, Outputs: []autodiff.Output{{Name: "value", Node: value}},
	}, engine)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestOptimalIsTheClosedForm: a training step's value is D/2 (ln 2 pi v + 1) with v the mean squared error, its gradient, for which v is held, is that of this form by
// finite differences, and the stored log-variance has no part in either.
func TestOptimalIsTheClosedForm(t *testing.T) {
	for _, size := range [][3]int{{3, 1, 4}, {2, 3, 5}, {1, 1, 6}, {1, 1, 1}} {
		b, k, d := size[0], size[1], size[2]
		r := rand.New(rand.NewPCG(1, uint64(b+10*k+100*d)))
		x, head := make([]float64, b*d), make([]float64, b*k*d)
		for i := range x {
			x[i] = r.NormFloat64()
		}
		for i := range head {
			head[i] = 0.3 * r.NormFloat64()
		}
		closed := func(head []float64) float64 {
			sum := 0.0
			for i, m := range head {
				e := x[i/d/k*d+i%d] - m
				sum += e * e
			}
			return float64(d) / 2 * (math.Log(2*math.Pi*sum/float64(len(head))) + 1)
		}
		for _, engine := range []autodiff.Engine{autodiff.Reference, autodiff.Gorgonia} {
			what := fmt.Sprintf("B=%d, K=%d, D=%d, %v", b, k, d, engine)
			out, err := trainingStep(t, b, k, d, engine).Evaluate(map[string][]float64{"x": x, "output": head, "log_variance": {1.7}})
			if err != nil {
				t.Fatal(err)
			}
			if want := closed(head); math.Abs(out["value"][0]-want) > 1e-12*math.Abs(want) {
				t.Errorf("%s: %v, the closed form gives %v", what, out["value"][0], want)
			}
			f := func(x [][]float64) float64 { return closed(x[0]) }
			if err := gradcheck.Check(f, [][]float64{head}, [][]float64{out["grad.output"]}, gradcheck.Options{Step: 1e-4, Tolerance: 1e-7}); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
}

// TestOptimalAtTheEnds: in float32 value and gradients are finite for reconstructions that are perfect, nearly so, and as wrong as can be; a perfect one has the least variance.
func TestOptimalAtTheEnds(t *testing.T) {
	const b, d = 2, 3
	p := trainingStep(t, b, 1, d, autodiff.Compiled)
	params, grads := p.NewBlocks()
	m, err := p.NewMachine(params, grads, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []float64{0, 1e-20, 1e-6, 30, -1e4, 1e4} {
		for _, tensor := range []string{"x", "output"} {
			in := m.Input(tensor)
			for r := range b {
				for c := range d {
					in.Row(r)[c] = 0.25
					if tensor == "output" {
						in.Row(r)[c] += float32(at * float64(c%2))
					}
				}
			}
		}
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		value := float64(m.Output("value").Data[0])
		if math.IsNaN(value) || math.IsInf(value, 0) {
			t.Errorf("at %v: value %v", at, value)
		}
		for r := range b {
			for _, g := range m.Output("grad.output").Row(r) {
				if f := float64(g); math.IsNaN(f) || math.IsInf(f, 0) || f != 0 && at == 0 {
					t.Errorf("at %v: gradient %v", at, f)
				}
			}
		}
		if want := d / 2. * (math.Log(2*math.Pi) - 20); at == 0 && math.Abs(value-want) > 1e-4 {
			t.Errorf("a perfect reconstruction has %v nats, not %v", value, want)
		}
	}
	if MinVariance != math.Exp(-20) || OptimalLogVariance(0) != -20 || OptimalLogVariance(math.E) != 1 {
		t.Errorf("least variance %v, log-variances %v and %v", MinVariance, OptimalLogVariance(0), OptimalLogVariance(math.E))
	}
}

// TestSuits: a variance in closed form goes with objectives whose samples count alike.
func TestSuits(t *testing.T) {
	weighted := map[string]bool{"iwae": true, "dreg": true, "miwae": true, "piwae": true, "ciwae": true}
	part := LikelihoodConfig{Name: ByColumn, Parts: []PartConfig{{Name: "poisson"}, {Name: "gaussian_optimal"}}}
	for _, name := range Objectives() {
		c := Config{Objective: name}
		for _, l := range []LikelihoodConfig{{Name: "gaussian_optimal"}, part} {
			if err := c.Suits(l); (err != nil) != weighted[name] {
				t.Errorf("%s, %s: %v", name, l.Name, err)
			}
		}
		if err := c.Suits(LikelihoodConfig{Name: "gaussian_shared"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSharedOrder: variances in closed form come after the trained parameters, and each part finds its own.
func TestSharedOrder(t *testing.T) {
	c := LikelihoodConfig{Name: ByColumn, Variance: 1}
	for i, name := range []string{"gaussian_optimal", "gaussian_shared", "laplace", "gaussian_optimal", "gaussian_shared"} {
		c.Parts = append(c.Parts, PartConfig{Columns: []string{fmt.Sprint(4 - i)}, Name: name})
	}
	l := made(t, c, 5)
	if got := fmt.Sprint(l.Shared(), l.Fitted()); got != "[part1.log_variance part4.log_variance part0.log_variance part3.log_variance] [{part0.log_variance [4]} {part3.log_variance [1]}]" {
		t.Error(got)
	}
	b := newBench(t, c, 1, 5, autodiff.Reference)
	x := []float64{1, 2, 3, 4, 5}
	out := b.at(x, []float64{0}, []float64{0}, []float64{0}, []float64{0}, []float64{0}, []float64{0}, []float64{0.1}, []float64{0.2}, []float64{0.3}, []float64{0.4})
	want := 3 + math.Ln2 // of the Laplace
	for column, s := range map[int]float64{3: 0.1, 0: 0.2, 4: 0.3, 1: 0.4} {
		want += (math.Log(2*math.Pi) + s + x[column]*x[column]*math.Exp(-s)) / 2
	}
	if math.Abs(out["nll"][0]-want) > 1e-12 {
		t.Errorf("%v nats, want %v", out["nll"][0], want)
	}
}
