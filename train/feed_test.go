package train

import (
	"slices"
	"testing"

	"vae"
	"vae/data"
	"vae/internal/rng"
)

// seen is what a feeder gives an example at a step, at a place of the batch: its features and its noise.
func seen(t *testing.T, f *feeder, indices []int, place, step int) (x, eps []float32) {
	t.Helper()
	if _, err := f.run(indices, step, vae.Weights{Beta: 1}, nil); err != nil {
		t.Fatal(err)
	}
	s := f.compiled[len(indices)]
	for k := range f.samples {
		eps = append(eps, s.Eps.Row(place*f.samples+k)...)
	}
	return slices.Clone(s.X.Row(place)), eps
}

func madeFeeder(t *testing.T, b data.Binarization, purpose rng.Purpose) *feeder {
	m := madeModel(t, vae.DefaultArchitecture())
	objective := vae.Objective{Objective: "elbo", Beta: 1, Samples: 2}
	return &feeder{
		set: madeSet(t, 53), binarization: b, noise: rng.New(madeSeed), purpose: purpose, samples: 2,
		compile: func(batch int) (*vae.Step, error) { return m.Compile(objective, vae.CompileOptions{Batch: batch}) },
	}
}

// Dynamic binarization draws anew at every training step and never while evaluating; fixed never does. Noise is new at every training step. None of it
// depends on the batch that an example is in.
func TestDraws(t *testing.T) {
	for _, c := range []struct {
		binarization data.Binarization
		purpose      rng.Purpose
		step         int
		newX, newEps bool
	}{
		{data.Dynamic, rng.Noise, 6, true, true},
		{data.Fixed, rng.Noise, 6, false, true},
		{data.Threshold, rng.Noise, 6, false, true},
		{data.None, rng.Noise, 6, false, true},
		{data.Dynamic, rng.EvalNoise, 0, false, false},
	} {
		f := madeFeeder(t, c.binarization, c.purpose)
		x0, eps0 := seen(t, f, []int{4, 9, 1}, 1, 0)
		x1, eps1 := seen(t, f, []int{9, 2}, 0, c.step)
		if slices.Equal(x0, x1) == c.newX || slices.Equal(eps0, eps1) == c.newEps {
			t.Errorf("%s, %s, step %d: new x %v, new noise %v", c.binarization, c.purpose, c.step, !slices.Equal(x0, x1), !slices.Equal(eps0, eps1))
		}
		x2, eps2 := seen(t, f, []int{30, 9, 5}, 1, 0)
		if !slices.Equal(x0, x2) || !slices.Equal(eps0, eps2) {
			t.Errorf("%s, %s: an example's draws depend on the batch", c.binarization, c.purpose)
		}
		if slices.Equal(eps0[:3], eps0[3:]) {
			t.Errorf("%s: two samples of z share their noise", c.purpose)
		}
	}
}
