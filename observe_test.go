package vae_test

import (
	"bytes"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/internal/safetensors"
)

// TestObserve: the draws of many rows average to what Decode gives, and a row's draw depends on its number alone.
func TestObserve(t *testing.T) {
	for _, likelihood := range []string{"bernoulli", "gaussian_shared", "negative_binomial"} {
		m := small(t, likelihood)
		const n = 3000
		point := m.Prior(1, 2)
		z := slices.Repeat(point, n)
		x, err := m.Observe(z, 6, 10)
		if err != nil {
			t.Fatal(err)
		}
		mean, err := m.Decode(point)
		if err != nil {
			t.Fatal(err)
		}
		d := m.Features()
		for i, want := range mean {
			e := vae.EstimateOf(n, func(r int) float64 { return float64(x[r*d+i]) })
			if z := (e.Mean - float64(want)) / e.StandardError; !(math.Abs(z) < 4.5) {
				t.Errorf("%s: feature %d averages to %v, its mean is %v, %.1f standard errors away", likelihood, i, e.Mean, want, z)
			}
		}
		alone, err := m.Observe(point, 6, 10+777)
		if err != nil || !slices.Equal(alone, x[777*d:778*d]) {
			t.Errorf("%s: row 777 alone differs: %v", likelihood, err)
		}
	}
}

// TestSharedParameter: a likelihood's own scalar is trained, and is a tensor without dimensions in the file.
func TestSharedParameter(t *testing.T) {
	m := small(t, "gaussian_shared")
	assign(m, "decoder.log_variance", func(int) float64 { return 0.7 })
	gradients := make([]float32, len(m.Block()))
	s, err := m.Compile(vae.Objective{Objective: "elbo", Beta: 1, Samples: 2}, vae.CompileOptions{Batch: 3, Gradients: gradients})
	if err != nil {
		t.Fatal(err)
	}
	s.X.CopyFrom(grey(3 * m.Features()))
	terms, err := s.Run(vae.Weights{Beta: 1})
	if err != nil {
		t.Fatal(err)
	}
	// d/ds 1/2 (D (ln 2 pi + s) + S e^-s) = 1/2 (D - S e^-s), S e^-s being 2 reconstruction - D (ln 2 pi + s).
	e, _ := m.Layout().Lookup("decoder.log_variance")
	d := float64(m.Features())
	want := (d - (2*terms.Reconstruction - d*(math.Log(2*math.Pi)+0.7))) / 2
	if got := float64(gradients[e.Offset]); math.Abs(got-want) > 1e-4*math.Abs(want) {
		t.Errorf("the gradient is %v, not %v", got, want)
	}
	dir := t.TempDir()
	first, second := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	if err := (&vae.Checkpoint{Model: m}).Write(first); err != nil {
		t.Fatal(err)
	}
	f, err := safetensors.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := f.Tensor("decoder.log_variance"); !ok || len(v.Shape) != 0 || v.Data[0] != 0.7 {
		t.Errorf("the file has %+v, %v", v, ok)
	}
	back, err := vae.ReadCheckpoint(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := back.Write(second); err != nil || !bytes.Equal(read(t, first), read(t, second)) {
		t.Errorf("writing what was read gives other bytes (%v)", err)
	}
}

// TestCheckValues names the model's likelihood.
func TestCheckValues(t *testing.T) {
	m := small(t, "bernoulli")
	if err := m.CheckValues(slices.Repeat([]vae.Values{{Max: 255}}, m.Features()), nil); err == nil || !strings.Contains(err.Error(), "bernoulli") || !strings.Contains(err.Error(), "255") {
		t.Errorf("bytes under a Bernoulli: %v", err)
	}
	if err := m.CheckValues(slices.Repeat([]vae.Values{{Max: 1}}, m.Features()), nil); err != nil {
		t.Errorf("grey pixels under a Bernoulli: %v", err)
	}
}
