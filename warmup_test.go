package vae

import (
	"math"
	"testing"

	"vae/autodiff"
	"vae/loss"
)

// TestWarmupGradients: while beta is warming up, every objective's values and gradients are those of Gorgonia.
func TestWarmupGradients(t *testing.T) {
	m := tiny(t, 11, []int{9, 7}, func(a *Architecture) { a.Activation = "tanh" })
	for _, name := range loss.Objectives() {
		o := loss.DefaultConfig()
		o.Objective, o.Samples, o.Groups = name, 4, 2
		in := made(m, o, 3, 1)
		in["beta"] = []float64{0.3}
		t.Run(name, func(t *testing.T) {
			agree(t, "reference against gorgonia", evaluated(t, m, o, 3, autodiff.Reference, in), evaluated(t, m, o, 3, autodiff.Gorgonia, in), 1e-9)
		})
	}
}

// TestWarmupOfWeights: with one sample the importance-weighted bounds are the sampled ELBO at every beta; with several and beta 0 they are those of p(x|z) alone,
// which the decoder's noise-free copies make its mean.
func TestWarmupOfWeights(t *testing.T) {
	m := tiny(t, 11, []int{9, 7}, func(a *Architecture) { a.Activation = "tanh" })
	one := loss.DefaultConfig()
	one.Objective = "elbo_sampled"
	for _, beta := range []float64{0, 0.3, 1} {
		in := made(m, one, 3, 1)
		in["beta"] = []float64{beta}
		want := evaluated(t, m, one, 3, autodiff.Reference, in)["loss"][0]
		for _, name := range []string{"iwae", "dreg", "miwae", "piwae", "ciwae"} {
			o := one
			o.Objective = name
			if got := evaluated(t, m, o, 3, autodiff.Reference, in)["loss"][0]; math.Abs(got-want) > 1e-10*math.Abs(want) {
				t.Errorf("%s at beta %v: %v, the sampled ELBO is %v", name, beta, got, want)
			}
		}
	}
	o := one
	o.Objective, o.Samples = "iwae", 4
	in := made(m, o, 3, 1)
	in["beta"] = []float64{0}
	for i := range in["eps"] { // the samples of an example are one
		in["eps"][i] = in["eps"][i/(4*m.Latent())*4*m.Latent()+i%m.Latent()]
	}
	out := evaluated(t, m, o, 3, autodiff.Reference, in)
	if d := math.Abs(out["loss"][0] - out["reconstruction"][0]); d > 1e-10*out["loss"][0] {
		t.Errorf("without the ratio the bound is %v, the reconstruction %v", out["loss"][0], out["reconstruction"][0])
	}
}
