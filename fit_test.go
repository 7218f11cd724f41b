package vae_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"vae"
	"vae/internal/rng"
	"vae/loss"
)

// optimal is an untrained model of 8 features: those of part 1 have a variance in closed form, as have those of part 2.
func optimal(t *testing.T) *vae.Model {
	return byColumn(t, func(a *vae.Architecture) {
		a.Parts = []loss.PartConfig{
			{Columns: []string{"1-3"}, Name: "gaussian_shared"}, {Columns: []string{"5", "0"}, Name: "gaussian_optimal"}, {Columns: []string{"4", "6-7"}, Name: "gaussian_optimal"},
		}
	})
}

// entry is the value of a scalar parameter.
func entry(t *testing.T, m *vae.Model, name string) float64 {
	t.Helper()
	e, ok := m.Layout().Lookup(name)
	if !ok {
		t.Fatalf("there is no parameter %s", name)
	}
	return float64(m.Block()[e.Offset])
}

// FitVariance sets each variance to the mean squared error of its own columns, on any number of threads, and nothing else.
func TestFitVariance(t *testing.T) {
	const n, d, seed = 300, 8, 21
	m := optimal(t)
	x := rows(n)
	fill := func(to []float32, first int) { copy(to, x[first*d:]) }
	before := slices.Clone(m.Block())
	if err := m.FitVariance(n, fill, seed, 1); err != nil {
		t.Fatal(err)
	}
	// The same from the encoder and the decoder, an example at a time.
	var sums [2]float64
	for i := range n {
		mean, logVar, err := m.Encode(x[i*d : (i+1)*d])
		if err != nil {
			t.Fatal(err)
		}
		eps := make([]float32, len(mean))
		rng.New(seed).Normal(eps, rng.EvalNoise, 0, i, 0)
		for j := range mean {
			mean[j] += float32(math.Exp(float64(logVar[j])/2) * float64(eps[j]))
		}
		y, err := m.Decode(mean)
		if err != nil {
			t.Fatal(err)
		}
		for part, columns := range [][]int{{5, 0}, {4, 6, 7}} {
			for _, c := range columns {
				e := float64(x[i*d+c] - y[c])
				sums[part] += e * e / float64(n*len(columns))
			}
		}
	}
	for part, name := range []string{"decoder.part1.log_variance", "decoder.part2.log_variance"} {
		if got, want := entry(t, m, name), math.Log(sums[part]); math.Abs(got-want) > 1e-5 {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if trained := m.Trained(); trained >= len(before) || !slices.Equal(m.Block()[:trained], before[:trained]) {
		t.Errorf("of %d elements %d are trained, or they have moved", len(before), trained)
	}
	once := slices.Clone(m.Block())
	if err := m.FitVariance(n, fill, seed, 3); err != nil || !slices.Equal(m.Block(), once) {
		t.Errorf("again, on three threads: other values (%v)", err)
	}
}

// The variance is the best there is: with any other the bound of these examples, with this noise, is worse.
func TestFittedVarianceIsOptimal(t *testing.T) {
	const n = 64
	m := small(t, "gaussian_optimal")
	x, d := grey(n*m.Features()), m.Features()
	if err := m.FitVariance(n, func(to []float32, first int) { copy(to, x[first*d:]) }, 4, 0); err != nil {
		t.Fatal(err)
	}
	s, err := m.Compile(vae.Objective{Objective: "elbo", Beta: 1, Samples: 1}, vae.CompileOptions{Batch: n})
	if err != nil {
		t.Fatal(err)
	}
	s.X.CopyFrom(x)
	fill(s, n, 1, rng.New(4))
	at := entry(t, m, "decoder.log_variance")
	loss := func(logVariance float64) float64 {
		set(t, m, "decoder.log_variance", float32(logVariance))
		terms, err := s.Run(vae.Weights{Beta: 1})
		if err != nil {
			t.Fatal(err)
		}
		return terms.Reconstruction
	}
	best := loss(at)
	if want := float64(d) / 2 * (math.Log(2*math.Pi) + at + 1); math.Abs(best-want) > 1e-4*math.Abs(want) {
		t.Errorf("reconstruction %v, the closed form gives %v", best, want)
	}
	for _, step := range []float64{-0.3, -0.05, 0.05, 0.3} {
		if other := loss(at + step); !(other > best) {
			t.Errorf("log-variance %v: %v nats, the optimum %v has %v", at+step, other, at, best)
		}
	}
}

// Data as large as they come have a variance too, one without spread the least; data that are no numbers leave the model as it was.
func TestFitVarianceAtTheEnds(t *testing.T) {
	m := small(t, "gaussian_optimal")
	d := m.Features()
	constant := func(value float32) func([]float32, int) {
		return func(x []float32, _ int) {
			for i := range x {
				x[i] = value
			}
		}
	}
	for _, e := range m.Layout().Entries {
		set(t, m, e.Name, 0)
	}
	for _, c := range []struct{ value, want float64 }{{0, -20}, {1e6, 20 + math.Expm1(math.Log(1e12)-20)}} {
		if err := m.FitVariance(10, constant(float32(c.value)), 1, 1); err != nil {
			t.Fatal(err)
		}
		if got := entry(t, m, "decoder.log_variance"); math.Abs(got-c.want) > 1e-5*math.Abs(c.want) {
			t.Errorf("data of %v: the parameter is %v, want %v", c.value, got, c.want)
		}
		x := make([]float32, d)
		constant(float32(c.value))(x, 0)
		scorer, err := m.NewScorer(1, 1)
		if err != nil {
			t.Fatal(err)
		}
		var s vae.Scores
		logVariance := math.Log(max(c.value*c.value, math.Exp(-20)))
		want := float64(d) / 2 * (math.Log(2*math.Pi) + logVariance + min(c.value, 1))
		if err := scorer.Score(&s, x, 0); err != nil || math.Abs(s.Reconstruction[0]-want) > 1e-4*math.Abs(want) {
			t.Errorf("data of %v: %v nats, want %v (%v)", c.value, s.Reconstruction[0], want, err)
		}
	}
	before := slices.Clone(m.Block())
	if err := m.FitVariance(10, constant(float32(math.Inf(1))), 1, 1); !errors.Is(err, vae.ErrNotFinite) || !slices.Equal(m.Block(), before) {
		t.Errorf("infinite data: %v", err)
	}
	if err := m.FitVariance(0, constant(0), 1, 1); err == nil {
		t.Error("a variance of no examples was fitted")
	}
	plain := small(t, "gaussian_shared")
	if err := plain.FitVariance(0, nil, 1, 1); err != nil || plain.Trained() != len(plain.Block()) {
		t.Errorf("a model without variances in closed form: %v", err)
	}
}

// Any number of goroutines may score and draw while the variance stays; a training step refuses objectives that it does not go with, an evaluation does not.
func TestOptimalInUse(t *testing.T) {
	m := small(t, "gaussian_optimal")
	x := grey(4 * m.Features())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := m.Observe(m.Prior(3, 1), 2, 0); err != nil {
				t.Error(err)
			}
			if _, err := m.Reconstruct(x); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	iwae := vae.Objective{Objective: "iwae", Beta: 1, Samples: 5}
	if _, err := m.Compile(iwae, vae.CompileOptions{Batch: 4}); err != nil {
		t.Error(err)
	}
	_, err := m.Compile(iwae, vae.CompileOptions{Batch: 4, Gradients: make([]float32, len(m.Block()))})
	if err == nil || !strings.Contains(err.Error(), "iwae weighs samples by importance, and the variance of gaussian_optimal is the best for samples that count alike") {
		t.Error(err)
	}
}
