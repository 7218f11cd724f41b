package vae_test

import (
	"math"
	"strings"
	"testing"

	"vae"
	"vae/internal/rng"
)

// sampler evaluates the gradients of an objective on a linear model with fresh noise.
type sampler struct {
	l         linear
	o         vae.Objective
	step      *vae.Step
	gradients []float32
}

func newSampler(t *testing.T, l linear, o vae.Objective) *sampler {
	t.Helper()
	s := &sampler{l: l, o: o, gradients: make([]float32, len(l.model.Block()))}
	var err error
	if s.step, err = l.model.Compile(o, vae.CompileOptions{Batch: l.n, Gradients: s.gradients}); err != nil {
		t.Fatal(err)
	}
	s.step.X.CopyFrom(l.x)
	return s
}

// at returns the terms with the noise of a seed, and leaves the gradients.
func (s *sampler) at(t *testing.T, seed uint64) vae.Terms {
	t.Helper()
	fill(s.step, s.l.n, s.o.Samples, rng.New(seed))
	terms, err := s.step.Run(s.o.Final())
	if err != nil {
		t.Fatal(err)
	}
	return terms
}

// part lists the elements of the gradients of the encoder's or the decoder's parameters.
func (s *sampler) part(prefix string) []float64 {
	var out []float64
	for _, e := range s.l.model.Layout().Entries {
		if strings.HasPrefix(e.Name, prefix) {
			dense := make([]float32, e.Shape.Size())
			e.Unpack(dense, s.gradients)
			for _, v := range dense {
				out = append(out, float64(v))
			}
		}
	}
	return out
}

// TestPathGradients: dreg and stl report the value of the standard estimator and give its gradient in expectation, for the decoder exactly, for the encoder with less
// variance.
func TestPathGradients(t *testing.T) {
	l := newLinear(t, 12)
	for _, c := range []struct {
		path, standard string
		samples        int
		beta           float64
	}{{"dreg", "iwae", 8, 1}, {"dreg", "iwae", 1, 1}, {"stl", "elbo_sampled", 3, 1}, {"stl", "elbo_sampled", 1, 2.5}} {
		o := vae.Objective{Objective: c.path, Beta: c.beta, Samples: c.samples}
		path := newSampler(t, l, o)
		o.Objective = c.standard
		standard := newSampler(t, l, o)
		const runs = 1500
		var mean, squares []float64 // of the differences of the encoder's gradients, by parameter
		var moments [2][2][]float64 // first and second, by estimator
		for run := range uint64(runs) {
			a, b := path.at(t, run), standard.at(t, run)
			if a != b {
				t.Fatalf("%s: %+v, %s: %+v", c.path, a, c.standard, b)
			}
			near(t, c.path+" decoder", path.part("decoder"), standard.part("decoder"))
			g := [2][]float64{path.part("encoder"), standard.part("encoder")}
			if mean == nil {
				mean, squares = make([]float64, len(g[0])), make([]float64, len(g[0]))
				for i := range moments {
					moments[i] = [2][]float64{make([]float64, len(g[0])), make([]float64, len(g[0]))}
				}
			}
			for i := range mean {
				d := g[0][i] - g[1][i]
				mean[i] += d / runs
				squares[i] += d * d / runs
				for e := range g {
					moments[e][0][i] += g[e][i] / runs
					moments[e][1][i] += g[e][i] * g[e][i] / runs
				}
			}
		}
		var variance [2]float64
		for i := range mean {
			if z := mean[i] / math.Sqrt((squares[i]-mean[i]*mean[i])/runs); !(math.Abs(z) < 4.5) {
				t.Errorf("%s of %d: element %d of the encoder's gradient is %v off in the mean, %.1f standard errors", c.path, c.samples, i, mean[i], z)
			}
			for e := range variance {
				variance[e] += moments[e][1][i] - moments[e][0][i]*moments[e][0][i]
			}
		}
		if !(variance[0] < 0.8*variance[1]) {
			t.Errorf("%s of %d: variance %v, that of %s %v", c.path, c.samples, variance[0], c.standard, variance[1])
		}
	}
}

// near holds two gradients to float32's rounding.
func near(t *testing.T, what string, a, b []float64) {
	t.Helper()
	worst, scale := 0.0, 0.0
	for i := range b {
		worst, scale = max(worst, math.Abs(a[i]-b[i])), max(scale, math.Abs(b[i]))
	}
	if !(worst <= 2e-4*scale) || scale == 0 {
		t.Fatalf("%s: gradients differ by %v of %v", what, worst, scale)
	}
}

// TestPartlyImportanceWeighted: the gradients of piwae are those of iwae for the decoder and those of miwae for the encoder; its value is iwae's.
func TestPartlyImportanceWeighted(t *testing.T) {
	l := newLinear(t, 7)
	o := vae.Objective{Beta: 1, Samples: 12, Groups: 4}
	with := func(name string) *sampler { o.Objective = name; return newSampler(t, l, o) }
	piwae, iwae, miwae := with("piwae"), with("iwae"), with("miwae")
	joint := iwae.at(t, 5)
	if got := piwae.at(t, 5); got != joint {
		t.Errorf("piwae: %+v, iwae: %+v", got, joint)
	}
	grouped := miwae.at(t, 5)
	near(t, "decoder", piwae.part("decoder"), iwae.part("decoder"))
	near(t, "encoder", piwae.part("encoder"), miwae.part("encoder"))

	// The bounds at the ends: as many groups as samples is the sampled ELBO, and ciwae mixes the two.
	o.Groups = 12
	single := with("miwae").at(t, 5)
	elbo := with("elbo_sampled").at(t, 5)
	o.ELBOWeight = 0.3
	mixed := with("ciwae").at(t, 5)
	if !(joint.Loss < grouped.Loss && grouped.Loss < single.Loss) {
		t.Errorf("losses of 1, 4 and 12 groups: %v, %v, %v", joint.Loss, grouped.Loss, single.Loss)
	}
	for what, pair := range map[string][2]float64{
		"miwae of single samples": {single.Loss, elbo.Loss}, "ciwae": {mixed.Loss, 0.3*elbo.Loss + 0.7*joint.Loss},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-5*math.Abs(pair[1]) {
			t.Errorf("%s is %v, not %v", what, pair[0], pair[1])
		}
	}
}
