package vae

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/tensor"

	"vae/autodiff"
	"vae/autodiff/op"
	"vae/internal/gradcheck"
	"vae/loss"
	"vae/model"
)

// tiny is an untrained model with widths that are no multiples of anything.
func tiny(t *testing.T, width int, hidden []int, change func(*Architecture)) *Model {
	t.Helper()
	a := DefaultArchitecture()
	a.Hidden, a.Latent, a.PriorVariance, a.Variance, a.Categories = hidden, 3, 2.5, 0.4, width
	change(&a)
	m, err := New(a, []int{width}, 3, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// made draws an objective's inputs and parameters: data in [0, 1], biases too, and beta 4 where the objective has one.
func made(m *Model, o Objective, batch int, seed uint64) map[string][]float64 {
	r := rand.New(rand.NewPCG(seed, 0))
	in := map[string][]float64{"beta": {o.Beta}}
	if o.HasCapacity() {
		in["capacity"] = []float64{o.Capacity}
	}
	for range batch * m.width {
		in["x"] = append(in["x"], r.Float64())
	}
	for range batch * o.Samples * m.Latent() {
		in["eps"] = append(in["eps"], r.NormFloat64())
	}
	for _, p := range m.parameters {
		for range size(p.Shape) {
			in[p.Name] = append(in[p.Name], 0.4*r.NormFloat64())
		}
	}
	return in
}

// evaluated compiles an objective's float64 graph for an engine and evaluates it with its gradients.
func evaluated(t *testing.T, m *Model, o Objective, batch int, e autodiff.Engine, in map[string][]float64) map[string][]float64 {
	t.Helper()
	spec, err := m.spec(o, CompileOptions{Batch: batch, Engine: e, Gradients: []float32{}}, tensor.Float64)
	if err != nil {
		t.Fatal(err)
	}
	p, err := autodiff.Compile(spec, e)
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// agree holds every output and every gradient to a tolerance of max|a-b| / max|b|; a gradient that is 0 but for rounding is measured against the
// largest.
func agree(t *testing.T, what string, got, want map[string][]float64, tolerance float64) {
	t.Helper()
	largest := 0.0
	for name, w := range want {
		if strings.HasPrefix(name, "grad.") {
			largest = max(largest, highest(w))
		}
	}
	if len(got) != len(want) || largest == 0 {
		t.Errorf("%s: %d outputs, want %d; the largest gradient is %v", what, len(got), len(want), largest)
	}
	for name, w := range want {
		worst := 0.0
		for i := range w {
			worst = max(worst, math.Abs(got[name][i]-w[i]))
		}
		if e := worst / max(highest(w), 1e-6*largest); !(e <= tolerance) {
			t.Errorf("%s: %s is off by %.3g", what, name, e)
		}
	}
}

// highest is max|x|.
func highest(x []float64) float64 {
	h := 0.0
	for _, v := range x {
		h = max(h, math.Abs(v))
	}
	return h
}

// spelledByUs lists the activations whose stock spelling is an operation of ours, which Gorgonia's gradients therefore do not check.
var spelledByUs = []string{op.Gelu.String()}

// TestGorgonia: an objective of our operations with our gradients, against the same mathematics from Gorgonia's operations alone with Gorgonia's
// gradients on Gorgonia's machine, both in float64: every likelihood with every activation, one sample and three, one example and four.
func TestGorgonia(t *testing.T) {
	shapes := []struct{ batch, samples int }{{4, 1}, {1, 3}, {1, 1}, {4, 3}}
	n := 0
	for _, likelihood := range loss.Likelihoods() {
		for _, activation := range model.Activations() {
			if slices.Contains(spelledByUs, activation) {
				continue // held by TestDifferences
			}
			shape := shapes[n%len(shapes)]
			n++
			m := tiny(t, 11, []int{9, 7}, func(a *Architecture) { a.Name, a.Activation = likelihood, activation })
			o := loss.DefaultConfig()
			o.Samples, o.Beta = shape.samples, 4
			t.Run(fmt.Sprintf("%s,%s,B=%d,K=%d", likelihood, activation, shape.batch, shape.samples), func(t *testing.T) {
				againstGorgonia(t, m, o, shape.batch)
			})
		}
	}
}

// mixed describes 11 features by column, out of their order.
func mixed(a *Architecture) {
	a.Name, a.Parts = loss.ByColumn, []loss.PartConfig{
		{Columns: []string{"8", "0-1"}, Name: "gaussian_shared"}, {Columns: []string{"4", "2-3"}, Name: "categorical"}, {Columns: []string{"10"}, Name: "bernoulli"},
		{Columns: []string{"5", "7"}, Name: "negative_binomial"}, {Columns: []string{"6"}, Name: "laplace"}, {Columns: []string{"9"}, Name: "gaussian_fixed", Variance: 0.2},
	}
}

// TestGorgoniaByColumn is the same for a likelihood by column.
func TestGorgoniaByColumn(t *testing.T) {
	m := tiny(t, 11, []int{9, 7}, mixed)
	for _, name := range []string{"elbo", "iwae", "dreg"} {
		o := loss.DefaultConfig()
		o.Objective, o.Samples = name, 3
		t.Run(name, func(t *testing.T) { againstGorgonia(t, m, o, 4) })
	}
}

// TestDifferencesByColumn holds its gradients to finite differences.
func TestDifferencesByColumn(t *testing.T) {
	m := tiny(t, 11, []int{5, 3}, func(a *Architecture) { mixed(a); a.Activation = "tanh" })
	o := loss.DefaultConfig()
	o.Samples = 2
	differences(t, "by column", m, o, 3)
}

// TestGorgoniaObjectives is the same for every objective, and for free bits.
func TestGorgoniaObjectives(t *testing.T) {
	m := tiny(t, 11, []int{9, 7}, func(a *Architecture) { a.Activation = "tanh" })
	for _, name := range loss.Objectives() {
		o := loss.DefaultConfig()
		o.Objective, o.Samples, o.Groups = name, 4, 2
		t.Run(name, func(t *testing.T) { againstGorgonia(t, m, o, 3) })
	}
	o := loss.DefaultConfig()
	o.FreeBits, o.Beta = 0.3, 4
	t.Run("free bits", func(t *testing.T) { againstGorgonia(t, m, o, 3) })
}

func againstGorgonia(t *testing.T, m *Model, o Objective, batch int) {
	t.Helper()
	if err := o.Validate().Err(); err != nil {
		t.Fatal(err)
	}
	onlyStock(t, m, o, batch)
	in := made(m, o, batch, 1)
	agree(t, "reference against gorgonia", evaluated(t, m, o, batch, autodiff.Reference, in), evaluated(t, m, o, batch, autodiff.Gorgonia, in), 1e-9)
}

// onlyStock holds the independence of the check: no operation of ours is in Gorgonia's graph, but for the one that only stops gradients.
func onlyStock(t *testing.T, m *Model, o Objective, batch int) {
	t.Helper()
	spec, err := m.spec(o, CompileOptions{Batch: batch, Engine: autodiff.Gorgonia, Gradients: []float32{}}, tensor.Float64)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range spec.Loss.Graph().AllNodes() {
		if ours, ok := n.Op().(op.Op); ok && fmt.Sprint(ours) != fmt.Sprint(op.StopGradientOp()) {
			t.Errorf("the stock spelling holds %v", ours)
		}
	}
}

// TestDifferences holds the gradients of the whole loss to finite differences in float64, for every likelihood and activation, if not in every pair, with free bits that
// bind in some dimensions and not in others.
func TestDifferences(t *testing.T) {
	shapes := []struct{ batch, samples int }{{1, 1}, {3, 1}, {1, 2}}
	n, mixed := 0, 0
	for i, likelihood := range loss.Likelihoods() {
		for j, activation := range model.Activations() {
			if (i+j)%3 != 0 {
				continue // each has a share of the others
			}
			shape := shapes[n%len(shapes)]
			n++
			m := tiny(t, 7, []int{5, 3}, func(a *Architecture) { a.Name, a.Activation = likelihood, activation })
			o := loss.DefaultConfig()
			o.Samples, o.Beta, o.FreeBits = shape.samples, 4, 0.15*float64(n%2)
			out := differences(t, fmt.Sprintf("%s, %s, B=%d, K=%d, free bits %v", likelihood, activation, shape.batch, shape.samples, o.FreeBits), m, o, shape.batch)
			// The sum of max(lambda, KL_j) is above both sums where lambda is the larger in some dimensions only.
			if penalty := (out["loss"][0] - out["reconstruction"][0]) / o.Beta; penalty > max(out["kl"][0], 3*o.FreeBits)+1e-6 {
				mixed++
			}
		}
	}
	if mixed < n/4 {
		t.Errorf("free bits bind in some dimensions only in %d of %d cases", mixed, n)
	}
}

// TestDifferencesOfObjectives is the same for every objective that differentiates what it reports. The others' gradients are right in expectation only.
func TestDifferencesOfObjectives(t *testing.T) {
	m := tiny(t, 7, []int{5, 3}, func(a *Architecture) { a.Activation = "softplus" })
	checked := 0
	for _, name := range loss.Objectives() {
		o := loss.DefaultConfig()
		o.Objective, o.Samples, o.Groups = name, 4, 2
		spec, err := m.spec(o, CompileOptions{Batch: 2, Engine: autodiff.Reference, Gradients: []float32{}}, tensor.Float64)
		if err != nil {
			t.Fatal(err)
		}
		if spec.Loss == spec.Outputs[0].Node {
			differences(t, name, m, o, 2)
			checked++
		}
	}
	if checked < 1 {
		t.Error("no objective was checked")
	}
}

// TestObjectivesAtExtremes: where means, log-variances and logits are ten thousand, loss and gradients of the compiled program are finite for every objective, and the
// gradients of those that differentiate what they report are held to finite differences.
func TestObjectivesAtExtremes(t *testing.T) {
	m := tiny(t, 4, nil, func(*Architecture) {})
	for _, name := range loss.Objectives() {
		o := loss.DefaultConfig()
		o.Objective, o.Samples, o.Groups = name, 4, 2
		spec, err := m.spec(o, CompileOptions{Batch: 2, Engine: autodiff.Reference, Gradients: []float32{}}, tensor.Float64)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range [][3]float64{{1e4, 0, 0}, {0, 1e4, 0}, {0, -1e4, 0}, {0, 0, -1e4}, {-1e4, 1e4, 1e4}, {1e4, -1e4, -1e4}} {
			in := made(m, o, 2, 2)
			for i, bias := range []string{"encoder.mean.bias", "encoder.log_variance.bias", "decoder.output.bias"} {
				for j := range in[bias] {
					in[bias][j] += at[i] * (1 - 0.1*float64(j))
				}
			}
			what := fmt.Sprintf("%s at %v", name, at)
			finite(t, what, m, o, in)
			if spec.Loss == spec.Outputs[0].Node {
				differ(t, what, m, o, 2, in, 1e-6)
			}
		}
	}
}

// finite compiles an objective for two examples, and holds its loss and gradients to being numbers.
func finite(t *testing.T, what string, m *Model, o Objective, in map[string][]float64) {
	t.Helper()
	singles := func(x []float64) []float32 {
		out := make([]float32, len(x))
		for i, v := range x {
			out[i] = float32(v)
		}
		return out
	}
	gradients := make([]float32, len(m.block))
	s, err := m.Compile(o, CompileOptions{Batch: 2, Gradients: gradients})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range m.layout.Entries {
		e.Pack(m.block, singles(in[e.Name]))
	}
	s.X.CopyFrom(singles(in["x"]))
	s.Eps.CopyFrom(singles(in["eps"]))
	terms, err := s.Run(o.Final())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range append(gradients, float32(terms.Loss)) {
		if v-v != 0 {
			t.Errorf("%s: %+v, or a gradient, is not finite", what, terms)
			return
		}
	}
}

// differences returns the objective's outputs and gradients.
func differences(t *testing.T, what string, m *Model, o Objective, batch int) map[string][]float64 {
	t.Helper()
	return differ(t, what, m, o, batch, made(m, o, batch, 2), 1e-7)
}

// differ is differences at inputs that are given.
func differ(t *testing.T, what string, m *Model, o Objective, batch int, in map[string][]float64, tolerance float64) map[string][]float64 {
	t.Helper()
	p, err := m.CompileProgram(o, CompileOptions{Batch: batch, Engine: autodiff.Reference, Gradients: []float32{}})
	if err != nil {
		t.Fatal(err)
	}
	out := evaluated(t, m, o, batch, autodiff.Reference, in)
	var x, grads [][]float64
	for _, q := range m.parameters {
		x, grads = append(x, in[q.Name]), append(grads, out["grad."+q.Name])
	}
	f := func(x [][]float64) float64 {
		for i, q := range m.parameters {
			in[q.Name] = x[i]
		}
		values, err := p.Evaluate(in)
		if err != nil {
			t.Fatal(err)
		}
		return values["loss"][0]
	}
	// The step is small for the corners of some activations; what rounding does to it is far below the tolerance.
	if err := gradcheck.Check(f, x, grads, gradcheck.Options{Step: 1e-4, Tolerance: tolerance}); err != nil {
		t.Errorf("%s: %v", what, err)
	}
	return out
}

// TestEncoderRunsOnce: what a second sample costs is the decoder and the terms at z alone; what a step costs besides are the encoder's products, forward and backward.
func TestEncoderRunsOnce(t *testing.T) {
	const batch = 4
	m := tiny(t, 300, []int{50}, func(*Architecture) {})
	for _, name := range loss.Objectives() {
		cost := func(samples int) int64 {
			o := loss.DefaultConfig()
			o.Objective, o.Samples = name, samples
			p, err := m.CompileProgram(o, CompileOptions{Batch: batch, Gradients: []float32{}})
			if err != nil {
				t.Fatal(err)
			}
			return p.FLOPs()
		}
		once, products := 2*cost(1)-cost(2), int64(2*2*batch*300*50)
		if once < products {
			t.Errorf("%s: %d operations do not depend on the number of samples, the encoder's products alone take %d", name, once, products)
		}
	}
}
