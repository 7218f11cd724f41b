package vae_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/loss"
	"vae/model"
)

// set makes a parameter one value everywhere.
func set(t *testing.T, m *vae.Model, name string, value float32) {
	t.Helper()
	e, ok := m.Layout().Lookup(name)
	if !ok {
		t.Fatalf("there is no parameter %s", name)
	}
	e.Pack(m.Block(), slices.Repeat([]float32{value}, e.Shape.Size()))
}

// With output_bias data_mean a decoder whose weights are 0 gives the data's mean, under every likelihood; a pixel that never or always is on has nearly
// that mean.
func TestOutputBias(t *testing.T) {
	mean := []float64{0, 0.001, 0.02, 0.25, 0.4999, 0.5, 0.5001, 0.75, 0.999, 1}
	for _, likelihood := range loss.Likelihoods() {
		a := vae.DefaultArchitecture()
		a.Hidden, a.Latent, a.Name, a.OutputBias = []int{5}, 2, likelihood, model.BiasDataMean
		m, err := vae.New(a, []int{2, 5}, 1, mean)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range m.Layout().Entries {
			if strings.HasPrefix(e.Name, "decoder.") && strings.HasSuffix(e.Name, ".weight") {
				set(t, m, e.Name, 0)
			}
		}
		x, err := m.Decode([]float32{3, -4, 0, 1})
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range x {
			want := mean[i%len(mean)]
			switch likelihood {
			case "bernoulli", "continuous_bernoulli", "beta", "discretized_logistic":
				want = min(max(want, 0.001), 0.999)
			case "poisson", "negative_binomial":
				want = max(want, 0.001)
			case "categorical": // its means sum to 1 in each group
				pair := i % len(mean) / 2 * 2
				low, high := max(mean[pair], 0.001), max(mean[pair+1], 0.001)
				want = []float64{low, high}[i%2] / (low + high)
			}
			if math.Abs(float64(got)-want) > 2e-6 {
				t.Errorf("%s: feature %d decodes to %v, the data's mean is %v", likelihood, i%len(mean), got, want)
			}
		}
	}
}

// The log-variance that Encode gives is the layer's within 20, and finite whatever the parameters are.
func TestLogVarianceBound(t *testing.T) {
	a := vae.DefaultArchitecture()
	a.Hidden, a.Latent = nil, 2
	m, err := vae.New(a, []int{6}, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	set(t, m, "encoder.log_variance.weight", 0)
	for v, want := range map[float32]float64{
		0: 0, 19.5: 19.5, -19.5: -19.5, 1. / 3: float64(float32(1. / 3)), 20: 20, -20: -20, 25: 20 + math.Log1p(5), -25: -20 - math.Log1p(5), 3e38: 20 + math.Log1p(3e38), -3e38: -20 - math.Log1p(3e38),
	} {
		set(t, m, "encoder.log_variance.bias", v)
		_, logVar, err := m.Encode(make([]float32, 6))
		if err != nil || !(math.Abs(float64(logVar[0])-want) <= 1e-5*math.Abs(want)) || math.Abs(want) <= 20 && float64(logVar[0]) != want {
			t.Errorf("log-variance %v becomes %v, want %v (%v)", v, logVar[0], want, err)
		}
	}
}

// A batch that no memory holds is refused before any is asked for.
func TestCheckBatch(t *testing.T) {
	m := small(t, "bernoulli")
	o := loss.DefaultConfig()
	for batch, want := range map[int]string{0: "give at least one", -1: "give at least one", 1 << 40: "choose a smaller batch"} {
		if _, err := m.Compile(o, vae.CompileOptions{Batch: batch}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("a batch of %d: %v", batch, err)
		}
	}
	if err := m.CheckBatch(o, 65536); err != nil {
		t.Error(err)
	}
	o.Samples = 10000
	if err := m.CheckBatch(o, 65536); err == nil {
		t.Error("655,360,000 rows in the decoder were accepted")
	}
}
