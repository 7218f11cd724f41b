package loss

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff"
	"vae/autodiff/op"
	"vae/internal/gradcheck"
	"vae/internal/rng"
)

// bench evaluates likelihoods at values of the heads that a test chooses.
type bench struct {
	t       *testing.T
	l       *Likelihood
	program *autodiff.Program
}

// newBench makes a likelihood's density and mean of n rows of d features, in float64 for the reference engine or as compiled; its heads are inputs.
func newBench(t *testing.T, c LikelihoodConfig, n, d int, engine autodiff.Engine) *bench {
	t.Helper()
	l := made(t, c, d)
	dtype := tensor.Float64
	if engine == autodiff.Compiled {
		dtype = tensor.Float32
	}
	b := &op.Builder{G: gorgonia.NewGraph(), Dtype: dtype}
	nodes := &Nodes{B: b, X: b.Input("x", n, d), Samples: 1}
	spec := autodiff.Spec{Name: l.Name, Inputs: gorgonia.Nodes{nodes.X}}
	for _, h := range l.Heads() {
		in := b.Input(h.Name, n, h.Width)
		spec.Inputs, spec.WRT = append(spec.Inputs, in), append(spec.WRT, in)
		nodes.Heads = append(nodes.Heads, bounded(b, h.Name, in))
	}
	for _, s := range l.Shared() {
		in := b.Input(s)
		spec.Inputs, spec.WRT = append(spec.Inputs, in), append(spec.WRT, in)
		nodes.Shared = append(nodes.Shared, bounded(b, s, in))
	}
	nll := l.nll(nodes)
	spec.Loss = b.SumAll(nll)
	spec.Outputs = []autodiff.Output{{Name: "nll", Node: nll}}
	for i, mean := range l.Means(b, nodes.Heads) {
		spec.Outputs = append(spec.Outputs, autodiff.Output{Name: meanName(i), Node: mean})
	}
	if err := b.Err(); err != nil {
		t.Fatal(err)
	}
	p, err := autodiff.Compile(spec, engine)
	if err != nil {
		t.Fatal(err)
	}
	return &bench{t, l, p}
}

// made is a likelihood that fits.
func made(t *testing.T, c LikelihoodConfig, features int) *Likelihood {
	t.Helper()
	if err := c.Validate().Err(); err != nil {
		t.Fatal(err)
	}
	l, err := c.Likelihood(features)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// meanName names the mean of a part: that of the first, or only, one is mean.
func meanName(part int) string {
	if part == 0 {
		return "mean"
	}
	return fmt.Sprint("mean", part)
}

// names lists the heads, and then the shared parameters.
func (b *bench) names() []string {
	var names []string
	for _, h := range b.l.Heads() {
		names = append(names, h.Name)
	}
	return append(names, b.l.Shared()...)
}

// bounded does what a model does to a head.
func bounded(b *op.Builder, name string, v *gorgonia.Node) *gorgonia.Node {
	if words := strings.Split(name, "."); strings.HasPrefix(words[len(words)-1], "log_") {
		return b.BoundLogVariance(v, 20)
	}
	return v
}

// at evaluates with x and the heads, each as many as fill the inputs or one for all; heads follow the order of Heads and Shared.
func (b *bench) at(x []float64, heads ...[]float64) map[string][]float64 {
	b.t.Helper()
	in := map[string][]float64{"x": x}
	rows, widths := len(x)/b.l.features, b.l.Heads()
	for i, name := range b.names() {
		v := heads[i]
		for i < len(widths) && len(v) < rows*widths[i].Width {
			v = append(v, v[0])
		}
		in[name] = v
	}
	out, err := b.program.Evaluate(in)
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// checkGradients compares the gradients of every head and shared parameter with finite differences, at normal outputs of a size.
func (b *bench) checkGradients(r *rand.Rand, x []float64, scale float64) error {
	b.t.Helper()
	var at, grads [][]float64
	for _, h := range b.l.Heads() {
		v := make([]float64, len(x)/b.l.features*h.Width)
		for i := range v {
			v[i] = scale * r.NormFloat64()
		}
		at = append(at, v)
	}
	for range b.l.Shared() {
		at = append(at, []float64{-scale})
	}
	out := b.at(x, at...)
	for _, name := range b.names() {
		grads = append(grads, out["grad."+name])
	}
	f := func(at [][]float64) float64 {
		sum := 0.0
		for _, v := range b.at(x, at...)["nll"] {
			sum += v
		}
		return sum
	}
	return gradcheck.Check(f, at, grads, gradcheck.Options{Step: 1e-3 * math.Sqrt(scale), Tolerance: 1e-6})
}

// drawn is n draws of features that all have the same outputs.
func drawn(l *Likelihood, n int, heads []float64) []float64 {
	noise, d := rng.New(31), l.features
	rows, shared := make([][]float32, len(l.Heads())), make([]float32, len(l.Shared()))
	for i := range rows {
		for range d {
			rows[i] = append(rows[i], float32(heads[i]))
		}
	}
	for i := range shared {
		shared[i] = float32(heads[len(rows)+i])
	}
	var out []float64
	x := make([]float32, d)
	for example := 0; len(out) < n; example++ {
		l.Draw(x, rows, shared, noise, example)
		for _, v := range x {
			out = append(out, float64(v))
		}
	}
	return out[:n]
}

// describe names a case in messages.
func describe(name string, heads []float64) string { return fmt.Sprint(name, " at ", heads) }

// run evaluates the compiled program, in float32, with x and each head the same everywhere.
func (b *bench) run(x float64, heads [][]float64) (map[string][]float32, error) {
	params, grads := b.program.NewBlocks()
	m, err := b.program.NewMachine(params, grads, nil)
	if err != nil {
		return nil, err
	}
	fill := func(name string, v float64) {
		data := m.Input(name)
		for r := range data.Data {
			data.Data[r] = float32(v)
		}
	}
	fill("x", x)
	for i, name := range b.names() {
		fill(name, heads[i][0])
	}
	if err := m.Run(); err != nil {
		return nil, err
	}
	out := map[string][]float32{"nll": m.Output("nll").Data, "mean": m.Output("mean").Row(0)}
	for _, name := range b.names() {
		g := m.Output("grad." + name)
		out["grad."+name] = g.Data[:min(len(g.Data), b.l.features)]
	}
	return out, nil
}
