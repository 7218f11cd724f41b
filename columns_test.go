package vae_test

import (
	"bytes"
	"context"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/internal/rng"
	"vae/internal/safetensors"
	"vae/loss"
	"vae/model"
)

// byColumn is an untrained model of 8 features of several kinds: real 5, 0; one-hot 1 to 3; binary 7; counts 4, 6.
func byColumn(t *testing.T, change func(*vae.Architecture)) *vae.Model {
	t.Helper()
	a := vae.DefaultArchitecture()
	a.Hidden, a.Latent, a.Activation = []int{11, 9}, 3, "tanh"
	a.Name, a.Parts = loss.ByColumn, []loss.PartConfig{
		{Columns: []string{"5", "0"}, Name: "gaussian_shared"}, {Columns: []string{"1-3"}, Name: "categorical"},
		{Columns: []string{"7"}, Name: "bernoulli"}, {Columns: []string{"4", "6"}, Name: "poisson"},
	}
	if change != nil {
		change(&a)
	}
	mean := []float64{-1.5, 0.2, 0.5, 0.3, 3, 12, 0.4, 0.75}
	m, err := vae.New(a, []int{8}, 5, mean)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// rows are examples in the support of byColumn.
func rows(n int) []float32 {
	u := make([]float32, 8*n)
	rng.New(12).Uniform(u, rng.Observe, 0, 0, 0)
	for i := range n {
		x := u[8*i:][:8]
		chosen := int(3 * x[1])
		for _, c := range []int{1, 2, 3} {
			x[c] = 0
		}
		x[1+chosen] = 1
		for c, scale := range map[int]float32{4: 9, 6: 3, 7: 1.999} {
			x[c] = float32(math.Floor(float64(scale * x[c])))
		}
	}
	return u
}

// A checkpoint alone gives back a likelihood by column, under names that PyTorch's nested modules have too.
func TestCheckpointByColumn(t *testing.T) {
	m, dir := byColumn(t, nil), t.TempDir()
	first, second := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	if err := (&vae.Checkpoint{Model: m}).Write(first); err != nil {
		t.Fatal(err)
	}
	f, err := safetensors.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	for name, shape := range map[string][]int{
		"decoder.part0.output.weight": {2, 11}, "decoder.part1.output.bias": {3}, "decoder.part3.log_rate.weight": {2, 11}, "decoder.part0.log_variance": nil,
	} {
		if v, ok := f.Tensor(name); !ok || !slices.Equal(v.Shape, shape) {
			t.Errorf("%s: %v, %v", name, v.Shape, ok)
		}
	}
	back, err := vae.ReadCheckpoint(first)
	if err != nil {
		t.Fatal(err)
	}
	if got := back.Model.Likelihood(); got != "by_column (gaussian_shared 5 0, categorical 1-3, bernoulli 7, poisson 4 6)" {
		t.Error(got)
	}
	want, _ := m.Decode([]float32{1, -1, 0.5})
	if got, err := back.Model.Decode([]float32{1, -1, 0.5}); err != nil || !slices.Equal(got, want) {
		t.Errorf("decodes to %v, before to %v: %v", got, want, err)
	}
	if err := back.Write(second); err != nil || !bytes.Equal(read(t, first), read(t, second)) {
		t.Errorf("writing what was read gives other bytes (%v)", err)
	}
}

// With output_bias data_mean a decoder whose weights are 0 gives each column its mean.
func TestOutputBiasByColumn(t *testing.T) {
	m := byColumn(t, func(a *vae.Architecture) { a.OutputBias = model.BiasDataMean })
	for _, e := range m.Layout().Entries {
		if strings.HasPrefix(e.Name, "decoder.") && strings.HasSuffix(e.Name, ".weight") {
			set(t, m, e.Name, 0)
		}
	}
	x, err := m.Decode([]float32{3, -4, 0})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{-1.5, 0.2, 0.5, 0.3, 3, 12, 0.4, 0.75} {
		if math.Abs(float64(x[i])-want) > 1e-5 {
			t.Errorf("column %d decodes to %v, the data's mean is %v", i, x[i], want)
		}
	}
}

// Draws average to what Decode gives, column by column, and lie in the columns' supports.
func TestObserveByColumn(t *testing.T) {
	m := byColumn(t, nil)
	const n, d = 3000, 8
	point := m.Prior(1, 2)
	x, err := m.Observe(slices.Repeat(point, n), 6, 0)
	if err != nil {
		t.Fatal(err)
	}
	mean, err := m.Decode(point)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range mean {
		e := vae.EstimateOf(n, func(r int) float64 { return float64(x[r*d+i]) })
		if z := (e.Mean - float64(want)) / e.StandardError; !(math.Abs(z) < 4.5) {
			t.Errorf("column %d averages to %v, its mean is %v, %.1f standard errors away", i, e.Mean, want, z)
		}
	}
	for r := range n {
		row := x[r*d:][:d]
		if row[1]+row[2]+row[3] != 1 || row[7]*(1-row[7]) != 0 || row[4] < 0 || row[4] != float32(math.Trunc(float64(row[4]))) {
			t.Fatalf("row %d is %v", r, row)
		}
	}
}

// The estimates agree with one another: the bound with the scores, importance sampling with the objective iwae, and annealing with importance sampling.
func TestEstimatesByColumn(t *testing.T) {
	m := byColumn(t, nil)
	const n, k = 7, 10000
	x := rows(n)
	e, err := m.Evaluate(context.Background(), x, vae.EvaluateOptions{Samples: 1, Seed: 9, NLL: k, AIS: vae.AISOptions{Steps: 200, Chains: 16}})
	if err != nil {
		t.Fatal(err)
	}
	scorer, err := m.NewScorer(1, 9)
	if err != nil {
		t.Fatal(err)
	}
	var s vae.Scores
	if err := scorer.Score(&s, x, 0); err != nil {
		t.Fatal(err)
	}
	step, err := m.Compile(vae.Objective{Objective: "iwae", Beta: 1, Samples: k}, vae.CompileOptions{Batch: n})
	if err != nil {
		t.Fatal(err)
	}
	step.X.CopyFrom(x)
	fill(step, n, k, rng.New(9))
	terms, err := step.Run(vae.Weights{Beta: 1})
	if err != nil {
		t.Fatal(err)
	}
	if d := e.NLL.Estimate().Mean - terms.Loss; math.Abs(d) > 2e-6*math.Abs(terms.Loss) {
		t.Errorf("%v nats, the objective says %v", e.NLL.Estimate().Mean, terms.Loss)
	}
	for i := range n {
		if math.Abs(s.NegativeELBO(i)-e.NegativeELBO(i)) > 1e-4 {
			t.Errorf("example %d: score %v, bound %v", i, s.NegativeELBO(i), e.NegativeELBO(i))
		}
		if d := e.AIS.Values[i] - e.NLL.Values[i]; math.Abs(d) > 6*math.Hypot(e.AIS.StandardErrors[i], e.NLL.StandardErrors[i])+0.05 {
			t.Errorf("example %d: annealing gives %v, importance sampling %v", i, e.AIS.Values[i], e.NLL.Values[i])
		}
	}
}

// Columns that do not fit the data are refused when the model is made.
func TestNewRefusesColumns(t *testing.T) {
	a := vae.DefaultArchitecture()
	a.Name, a.Parts = loss.ByColumn, []loss.PartConfig{{Columns: []string{"0-6"}, Name: "laplace"}}
	if _, err := vae.New(a, []int{8}, 1, nil); err == nil || !strings.Contains(err.Error(), "model: parts: there is no likelihood for column 7") {
		t.Error(err)
	}
}
