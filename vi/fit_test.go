package vi

// The two directions of KL, and the gradients they need.

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"vae/divergence"
)

// Quadrature's gradient is the derivative of quadrature's KL: the score identity.
func TestExactGradient(t *testing.T) {
	for name, c := range map[string]struct {
		f     Family
		theta []float64
		q     Target
	}{
		"one dimension":  {NewGaussianFamily(1), []float64{0.4, 0.3}, bimodal(t)},
		"two dimensions": {NewGaussianFamily(2), []float64{0.4, 0.3, -0.2, 0.1, 0.5}, Banana{1, 0.5}},
		"a mixture":      {NewMixtureFamily(1, 2), []float64{0.2, -0.1, -1, 0.1, 1.5, -0.2}, bimodal(t)},
	} {
		got, err := Gradient(c.f, c.theta, c.q)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			want := difference(func(v []float64) float64 {
				kl, err := KL(c.f.At(v), c.q)
				if err != nil {
					t.Fatal(err)
				}
				return kl
			}, c.theta, i)
			if math.Abs(got[i]-want) > 1e-7 {
				t.Errorf("%s: gradient %d is %g, by differences %g", name, i, got[i], want)
			}
		}
	}
}

// All estimators are unbiased, within 4.5 standard errors of every parameter.
func TestEstimatorsAreUnbiased(t *testing.T) {
	for name, c := range map[string]struct {
		f     Family
		theta []float64
		q     Target
		by    []Estimator
	}{
		"one dimension":  {NewGaussianFamily(1), []float64{0.4, 0.3}, bimodal(t), Estimators()},
		"two dimensions": {NewGaussianFamily(2), []float64{0.4, 0.3, -0.2, 0.1, 0.5}, Banana{1, 0.5}, Estimators()},
		"a mixture":      {NewMixtureFamily(1, 2), []float64{0.2, -0.1, -1, 0.1, 1.5, -0.2}, bimodal(t), []Estimator{Score, ScoreBaseline, ScoreControl}},
	} {
		for _, samples := range []int{2, 16} {
			s, err := GradientStudy(c.f, c.theta, c.q, c.by, samples, 2000, 11)
			if err != nil {
				t.Fatal(name, err)
			}
			for _, r := range s.Rows {
				if bias := s.Bias(r); !(bias < 4.5) {
					t.Errorf("%s: %s of %d is %.1f standard errors off: %v, exact %v", name, r.Estimator, samples, bias, r.Mean, s.Exact)
				}
			}
		}
	}
}

// shifted is a target that is not normalised: its log density is off by a constant.
type shifted struct {
	Target
	by float64
}

func (s shifted) LogProb(x ...float64) float64 { return s.Target.LogProb(x...) + s.by }

// A target known up to a factor only is where baselines matter: they take the factor out, while the plain estimator's noise grows with its log.
func TestBaselinesRemoveTheConstant(t *testing.T) {
	f, theta, by := NewGaussianFamily(1), []float64{0.4, 0.3}, []Estimator{Score, ScoreBaseline, ScoreControl}
	plain, err := GradientStudy(f, theta, bimodal(t), by, 16, 1000, 5)
	if err != nil {
		t.Fatal(err)
	}
	off, err := GradientStudy(f, theta, shifted{bimodal(t), 30}, by, 16, 1000, 5)
	if err != nil {
		t.Fatal(err)
	}
	if off.Rows[0].Total() < 10*plain.Rows[0].Total() {
		t.Errorf("score alone: variance %g, shifted %g", plain.Rows[0].Total(), off.Rows[0].Total())
	}
	for i := 1; i < 3; i++ {
		if a, b := plain.Rows[i].Total(), off.Rows[i].Total(); math.Abs(a-b) > 1e-9*a || b > off.Rows[0].Total()/10 {
			t.Errorf("%s: variance %g, shifted %g", by[i], a, b)
		}
	}
}

// Where p is q, the path derivative is 0 at every draw, while the score alone is only 0 in the mean.
func TestPathVanishesAtTheTarget(t *testing.T) {
	q, err := NewGaussian([]float64{1, -2}, [][]float64{{2, 0.5}, {0.5, 1}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := GradientStudy(NewGaussianFamily(2), q.Theta(), q, []Estimator{Path, Score, Reparameterised}, 4, 50, 3)
	if err != nil {
		t.Fatal(err)
	}
	if s.Rows[0].Total() > 1e-25 || s.Rows[1].Total() < 0.1 || s.Rows[2].Total() < 0.1 {
		t.Errorf("variances %g, %g, %g", s.Rows[0].Total(), s.Rows[1].Total(), s.Rows[2].Total())
	}
}

// One target, two answers: KL(p || q) finds a mode, KL(q || p) the moments of the whole.
func TestModeSeekingAndCovering(t *testing.T) {
	q, f := bimodal(t), NewGaussianFamily(1)
	for _, by := range Estimators() {
		fit, err := FitReverse(f, q, FitConfig{Start: f.Start([]float64{1}, 1), Steps: 300, Samples: 16, Optimizer: Adam(0.05), Estimator: by, Seed: 2, Record: 100})
		if err != nil {
			t.Fatal(by, err)
		}
		p := fit.P.(*Gaussian)
		if math.Abs(p.mean[0]-3) > 0.15 || math.Abs(p.Covariance()[0][0]-0.8) > 0.2 {
			t.Errorf("%s: N(%g, %g) is not the mode N(3, 0.8)", by, p.mean[0], p.Covariance()[0][0])
		}
		// In a mode of weight w that is well apart, KL(p || q) is -log w.
		last := fit.Trace[len(fit.Trace)-1]
		if len(fit.Trace) != 4 || math.Abs(last.Objective+math.Log(0.4)) > 0.05 || last.Objective > fit.Trace[0].Objective {
			t.Errorf("%s: trace %+v", by, fit.Trace)
		}
	}
	samples := Samples(q, 4000, 7)
	fit, err := FitForward(f, samples, FitConfig{Start: f.Start([]float64{1}, 1), Steps: 600, Samples: 64, Optimizer: Adam(0.05), Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	all := allOf(samples)
	p := fit.P.(*Gaussian)
	if math.Abs(p.mean[0]-all.mean[0]) > 0.1 || math.Abs(math.Sqrt(p.Covariance()[0][0]/all.cov[0][0])-1) > 0.05 {
		t.Errorf("N(%g, %g), the samples have mean %g and variance %g", p.mean[0], p.Covariance()[0][0], all.mean[0], all.cov[0][0])
	}
}

// A mixture of two components can be the target, so both directions of KL find it.
func TestMixtureFits(t *testing.T) {
	q, f := bimodal(t), NewMixtureFamily(1, 2)
	start := f.Start([][]float64{{-1}, {1}}, 1)
	reverse, err := FitReverse(f, q, FitConfig{Start: start, Steps: 600, Samples: 32, Optimizer: Adam(0.05), Estimator: ScoreBaseline, Seed: 4})
	if err != nil {
		t.Fatal(err)
	}
	forward, err := FitForward(f, Samples(q, 4000, 1), FitConfig{Start: start, Steps: 600, Samples: 64, Optimizer: Adam(0.05), Seed: 4})
	if err != nil {
		t.Fatal(err)
	}
	for name, fit := range map[string]Fit{"reverse": reverse, "forward": forward} {
		if kl, err := KL(q, fit.P); err != nil || kl > 0.01 {
			t.Errorf("%s: KL from the target is %g, %v", name, kl, err)
		}
	}
}

// Distributions of package divergence are targets; with equal seeds fits are equal.
func TestFitTargets(t *testing.T) {
	q := divergence.Must(divergence.NewNormal(3, 0.5))
	f := NewGaussianFamily(1)
	c := FitConfig{Start: f.Start([]float64{0}, 1), Steps: 400, Samples: 8, Optimizer: Adam(0.05), Estimator: ScoreBaseline, Seed: 1}
	a, err := FitReverse(f, q, c)
	if err != nil || math.Abs(a.Theta[0]-3) > 0.05 || math.Abs(a.Theta[1]-math.Log(0.5)) > 0.1 {
		t.Fatal(a.Theta, err)
	}
	if b, _ := FitReverse(f, q, c); !slices.Equal(a.Theta, b.Theta) {
		t.Error("equal seeds gave different fits")
	}
	c.Seed = 2
	if b, _ := FitReverse(f, q, c); slices.Equal(a.Theta, b.Theta) {
		t.Error("different seeds gave equal fits")
	}
}

func TestFitRefuses(t *testing.T) {
	q := divergence.Must(divergence.NewNormal(3, 0.5))
	f, mix := NewGaussianFamily(1), NewMixtureFamily(1, 2)
	good := FitConfig{Start: make([]float64, 2), Steps: 1, Samples: 2, Optimizer: Adam(0.05), Estimator: Score}
	for want, run := range map[string]func(c FitConfig) error{
		"3 numbers for 2 parameters": func(c FitConfig) error { c.Start = make([]float64, 3); return second(FitReverse(f, q, c)) },
		"0 steps":                    func(c FitConfig) error { c.Steps = 0; return second(FitReverse(f, q, c)) },
		"estimator":                  func(c FitConfig) error { c.Estimator = "scoer"; return second(FitReverse(f, q, c)) },
		"give at least 2": func(c FitConfig) error {
			c.Estimator, c.Samples = ScoreBaseline, 1
			return second(FitReverse(f, q, c))
		},
		"needs the gradient": func(c FitConfig) error { c.Estimator = Path; return second(FitReverse(f, q, c)) },
		"whose draws are differentiable": func(c FitConfig) error {
			c.Estimator, c.Start = Path, make([]float64, mix.Parameters())
			return second(FitReverse(mix, q, c))
		},
		"a target of 2": func(c FitConfig) error { return second(FitReverse(f, Banana{1, 1}, c)) },
		"optimizer":     func(c FitConfig) error { c.Optimizer.Name = "adma"; return second(FitReverse(f, q, c)) },
		"sample 1":      func(c FitConfig) error { return second(FitForward(f, [][]float64{{1}, {1, 2}}, c)) },
		"no samples":    func(c FitConfig) error { return second(FitForward(f, nil, c)) },
	} {
		if err := run(good); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
	far := divergence.Must(divergence.NewUniform(0, 1)) // log q is -Inf at most draws
	if _, err := FitReverse(f, far, good); !errors.Is(err, errDiverged) {
		t.Errorf("a gradient that is not finite: %v", err)
	}
}
