package vi

// Densities written as graphs.

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"

	"vae/autodiff"
)

// A Gaussian target is recovered to the precision of the optimiser's float32, by a gradient whose noise vanishes there.
func TestBlackBoxRecoversAGaussian(t *testing.T) {
	cov := [][]float64{{2, 0.7, -0.3}, {0.7, 1, 0.2}, {-0.3, 0.2, 0.5}}
	mean := []float64{1, -2, 0.5}
	target, err := NewGaussian(mean, cov)
	if err != nil {
		t.Fatal(err)
	}
	f := NewGaussianFamily(3)
	for _, engine := range []autodiff.Engine{autodiff.Compiled, autodiff.Reference} {
		c := BlackBoxConfig{Start: f.Start(nil, 1), Steps: 1200, Samples: 8, Optimizer: Adam(0.05), Engine: engine, Seed: 1, Final: 100, Record: 400}
		r, err := BlackBox(3, target.Graph, c)
		if err != nil {
			t.Fatal(err)
		}
		got := r.Q.Covariance()
		for i := range mean {
			if math.Abs(r.Q.mean[i]-mean[i]) > 1e-3 {
				t.Errorf("%v: mean %v, want %v", engine, r.Q.mean, mean)
			}
			for j := range mean {
				if math.Abs(got[i][j]-cov[i][j]) > 2e-3 {
					t.Errorf("%v: covariance %d, %d is %g, want %g", engine, i, j, got[i][j], cov[i][j])
				}
			}
		}
		if math.Abs(r.ELBO.Value) > 1e-5 || r.ELBO.Samples < 100 || len(r.Trace) != 4 || r.Trace[0].ELBO > -1 {
			t.Errorf("%v: ELBO %v, trace %v", engine, r.ELBO, r.Trace)
		}
	}
}

// The banana's best Gaussian is known.
func TestBlackBoxBanana(t *testing.T) {
	b := Banana{Width: 1.5, Curve: 0.4}
	best, kl := b.BestGaussian()
	f := NewGaussianFamily(2)
	c := BlackBoxConfig{Start: f.Start(nil, 0.5), Steps: 1000, Samples: 32, Optimizer: Adam(0.05), Seed: 3, Final: 20000}
	for _, by := range []Estimator{Path, Reparameterised} {
		c.Estimator = by
		r, err := BlackBox(2, b.Graph, c)
		if err != nil {
			t.Fatal(err)
		}
		// The ELBO is flat at its maximum, so it comes nearer than the parameters.
		if got, err := KL(r.Q, b); err != nil || got < kl-1e-9 || got > kl+0.003 {
			t.Errorf("%s: KL %g, the least is %g, %v", by, got, kl, err)
		}
		if math.Abs(r.ELBO.Value+kl) > 5*r.ELBO.StdErr+0.003 {
			t.Errorf("%s: ELBO %v, want %g", by, r.ELBO, -kl)
		}
		for i, v := range r.Q.mean {
			if math.Abs(v-best.mean[i]) > 0.1 {
				t.Errorf("%s: mean %v, want %v", by, r.Q.mean, best.mean)
			}
		}
	}
}

// The graphs are the densities that their Go spellings are, and the same seed gives the same fit.
func TestBlackBoxGraphs(t *testing.T) {
	f := NewGaussianFamily(2)
	target, err := NewGaussian([]float64{1, 2}, [][]float64{{1, 0.9}, {0.9, 2}})
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]struct {
		graph LogDensity
		plain Differentiable
	}{"banana": {Banana{1.3, 0.6}.Graph, Banana{1.3, 0.6}}, "gaussian": {target.Graph, target}} {
		b, err := newBlackBox(2, d.graph, BlackBoxConfig{Samples: 16, Seed: 9})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.draw(f.at(f.Start([]float64{0.5, -1}, 1.5)), 20, 0); err != nil {
			t.Fatal(err)
		}
		for k := range 16 {
			x, g := []float64{float64(b.z[2*k]), float64(b.z[2*k+1])}, make([]float64, 2)
			want := d.plain.LogProb(x...)
			if math.Abs(float64(b.logp[k])-want) > 1e-5*(1+math.Abs(want)) {
				t.Errorf("%s: log density %g at %v, want %g", name, b.logp[k], x, want)
			}
			d.plain.Gradient(g, x)
			for i, want := range g {
				if math.Abs(float64(b.grad[2*k+i])-want) > 1e-5*(1+math.Abs(want))*10 {
					t.Errorf("%s: gradient %g at %v, want %g", name, b.grad[2*k+i], x, want)
				}
			}
		}
	}
	c := BlackBoxConfig{Start: f.Start(nil, 1), Steps: 5, Samples: 4, Optimizer: Adam(0.05), Seed: 5, Final: 8}
	one, err := BlackBox(2, target.Graph, c)
	if err != nil {
		t.Fatal(err)
	}
	two, err := BlackBox(2, target.Graph, c)
	if err != nil || !slices.Equal(one.Theta, two.Theta) || one.ELBO != two.ELBO {
		t.Error("equal seeds gave different fits", err)
	}
}

func TestBlackBoxRefuses(t *testing.T) {
	good := BlackBoxConfig{Start: make([]float64, 5), Steps: 1, Samples: 4, Optimizer: Adam(0.05)}
	scalar := func(z *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Sum(z) }
	for want, run := range map[string]func(c BlackBoxConfig) error{
		"not a vector of 4":   func(c BlackBoxConfig) error { return second(BlackBox(2, scalar, c)) },
		"start of 3 numbers":  func(c BlackBoxConfig) error { c.Start = make([]float64, 3); return second(BlackBox(2, scalar, c)) },
		"two samples":         func(c BlackBoxConfig) error { c.Samples = 1; return second(BlackBox(2, scalar, c)) },
		"choose path or repa": func(c BlackBoxConfig) error { c.Estimator = Score; return second(BlackBox(2, scalar, c)) },
		"for a density of 2": func(c BlackBoxConfig) error {
			c.Start = make([]float64, 9)
			return second(BlackBox(3, Banana{1, 1}.Graph, c))
		},
		"no good": func(c BlackBoxConfig) error {
			return second(BlackBox(2, func(*gorgonia.Node) (*gorgonia.Node, error) { return nil, errors.New("no good") }, c))
		},
		"support": func(c BlackBoxConfig) error { // log of a negative number
			return second(BlackBox(2, func(z *gorgonia.Node) (*gorgonia.Node, error) {
				l, err := gorgonia.Log(z)
				if err != nil {
					return nil, err
				}
				return gorgonia.Sum(l, 1)
			}, c))
		},
	} {
		if err := run(good); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}
