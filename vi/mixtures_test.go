package vi

// EM and variational Bayes.

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// clouds are n points of three clusters in two dimensions.
func clouds(t interface{ Fatal(...any) }, n int, seed uint64) [][]float64 {
	m, err := NewGaussianMixture([]float64{0.5, 0.3, 0.2}, [][]float64{{0, 0}, {4, 1}, {-2, 4}},
		[][][]float64{{{1, 0.6}, {0.6, 0.8}}, {{0.4, -0.2}, {-0.2, 0.9}}, {{0.3, 0}, {0, 0.3}}})
	if err != nil {
		t.Fatal(err)
	}
	return Samples(m, n, seed)
}

// The E-step makes the bound tight, neither step lowers it, and it is never above the log-likelihood.
func TestEMBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := clouds(t, 60, rapid.Uint64().Draw(t, "data"))
		c := EMConfig{Components: rapid.IntRange(1, 4).Draw(t, "k"), Iterations: 15, Ridge: rapid.SampledFrom([]float64{0, 0.3}).Draw(t, "ridge"), Seed: rapid.Uint64().Draw(t, "seed")}
		r, err := EM(points, c)
		if errors.Is(err, ErrCollapsed) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range r.Steps {
			if s.Bound > s.LogLikelihood+1e-9 || s.Step == "E" && s.LogLikelihood-s.Bound > 1e-9 {
				t.Fatalf("half-step %d: %+v", i, s)
			}
			if i > 0 && s.Bound < r.Steps[i-1].Bound-1e-9 {
				t.Fatalf("half-step %d: %+v after %+v", i, s, r.Steps[i-1])
			}
		}
	})
}

// At the maximum nothing is gained in any direction: the gradient of the log-likelihood with respect to all parameters is 0.
func TestEMIsStationary(t *testing.T) {
	points := clouds(t, 300, 1)
	r, err := EM(points, EMConfig{Components: 3, Seed: 1, Iterations: 2000, Tolerance: 1e-12})
	if err != nil || !r.Converged {
		t.Fatal(err, len(r.Steps))
	}
	f := NewMixtureFamily(2, 3)
	theta := append([]float64(nil), r.Mixture.logWeights...)
	for _, g := range r.Mixture.components {
		theta = append(theta, g.Theta()...)
	}
	p, score, total := f.At(theta), make([]float64, f.Parameters()), make([]float64, f.Parameters())
	for _, x := range points {
		p.Score(score, x)
		for i, s := range score {
			total[i] += s
		}
	}
	for i, s := range total {
		if math.Abs(s) > 1e-3 {
			t.Errorf("derivative %d is %g", i, s)
		}
	}
	for k, w := range r.Mixture.Weights() {
		if w < 0.15 || w > 0.6 {
			t.Errorf("component %d has weight %g", k, w)
		}
	}
}

// One component is the sample's moments at once.
func TestEMOfOne(t *testing.T) {
	points := clouds(t, 50, 2)
	r, err := EM(points, EMConfig{Components: 1})
	if err != nil || !r.Converged || len(r.Steps) > 4 {
		t.Fatal(err, r.Steps)
	}
	all := allOf(points)
	cov := r.Mixture.components[0].Covariance()
	for i := range 2 {
		if math.Abs(r.Mixture.components[0].mean[i]-all.mean[i]) > 1e-12 || math.Abs(cov[i][0]-all.cov[i][0]) > 1e-12 {
			t.Errorf("mean %v and covariance %v, want %v and %v", r.Mixture.components[0].mean, cov, all.mean, all.cov)
		}
	}
}

func TestEMCollapse(t *testing.T) {
	points := [][]float64{{0, 0}, {0.1, 0}, {0, 0.1}, {0.1, 0.1}, {50, 50}} // an outlier takes a component for itself
	if _, err := EM(points, EMConfig{Components: 2}); !errors.Is(err, ErrCollapsed) {
		t.Errorf("collapse: %v", err)
	}
	if r, err := EM(points, EMConfig{Components: 2, Ridge: 0.1}); err != nil || !r.Converged {
		t.Errorf("with a ridge: %v", err)
	}
	if _, err := EM([][]float64{{1, 1}, {2, 2}, {3, 3}}, EMConfig{Components: 1}); err == nil {
		t.Error("points on a line were accepted")
	}
	if _, err := EM([][]float64{{1, 1}, {2, math.NaN()}}, EMConfig{Components: 1}); err == nil {
		t.Error("NaN was accepted")
	}
	if _, err := EM(points, EMConfig{Components: 6}); err == nil {
		t.Error("more components than points were accepted")
	}
}

// With one component the posterior is exact, so the bound is the log evidence of a normal model with a Normal-Wishart prior (Murphy 2007,
// equation 266):
//
//	-nD/2 log pi + log Gamma_D(nu_n/2) - log Gamma_D(nu_0/2) + nu_0/2 log |T_0| - nu_n/2 log |T_n| + D/2 log(kappa_0/kappa_n)
func TestBayesOfOneIsExact(t *testing.T) {
	points := clouds(t, 40, 3)
	c := BayesConfig{Components: 1, Mean: []float64{0.5, -1}, Pull: 0.7, Freedom: 4, Covariance: [][]float64{{2, 0.3}, {0.3, 1}}}
	r, err := VariationalBayes(points, c)
	if err != nil || !r.Converged {
		t.Fatal(err)
	}
	all, n, d := allOf(points), 40.0, 2
	t0, tn := square(d), square(d)
	for i := range d {
		for j := range d {
			t0[i][j] = c.Freedom * c.Covariance[i][j]
			tn[i][j] = t0[i][j] + n*all.cov[i][j] + c.Pull*n/(c.Pull+n)*(all.mean[i]-c.Mean[i])*(all.mean[j]-c.Mean[j])
		}
	}
	det := func(a [][]float64) float64 { return a[0][0]*a[1][1] - a[0][1]*a[1][0] }
	gamma := func(nu float64) float64 {
		a, _ := math.Lgamma(nu / 2)
		b, _ := math.Lgamma((nu - 1) / 2)
		return a + b
	}
	want := -n*math.Log(math.Pi) + gamma(c.Freedom+n) - gamma(c.Freedom) +
		c.Freedom/2*math.Log(det(t0)) - (c.Freedom+n)/2*math.Log(det(tn)) + math.Log(c.Pull/(c.Pull+n))
	if got := r.Steps[len(r.Steps)-1].Bound; math.Abs(got-want) > 1e-10*math.Abs(want) {
		t.Errorf("bound %.12g, log evidence %.12g", got, want)
	}
}

// Every half-step raises the bound, whatever the prior.
func TestBayesBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, err := VariationalBayes(clouds(t, 60, rapid.Uint64().Draw(t, "data")), BayesConfig{
			Components: rapid.IntRange(1, 5).Draw(t, "k"), Concentration: rapid.Float64Range(0.001, 5).Draw(t, "alpha"),
			Pull: rapid.Float64Range(0.1, 3).Draw(t, "pull"), Freedom: rapid.Float64Range(1.5, 6).Draw(t, "nu"),
			Iterations: 15, Seed: rapid.Uint64().Draw(t, "seed"),
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(r.Steps); i++ {
			if r.Steps[i].Bound < r.Steps[i-1].Bound-1e-9 {
				t.Fatalf("half-step %d: %+v after %+v", i, r.Steps[i], r.Steps[i-1])
			}
		}
	})
}

// The bound is stationary in the parameters' posteriors too: moving any of them lowers it. This would fail for a bound and updates that are
// wrong together in one sweep only by chance.
func TestBayesIsStationary(t *testing.T) {
	points := clouds(t, 80, 5)
	c := BayesConfig{Components: 3, Concentration: 1, Seed: 1}.withDefaults(points)
	b, err := newBayes(points, c)
	if err != nil {
		t.Fatal(err)
	}
	first, err := firstMixture(points, 3, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	for n, x := range points {
		first.Responsibilities(b.Responsibilities[n], x)
	}
	if err := b.maximise(); err != nil {
		t.Fatal(err)
	}
	bound := func() float64 {
		for k := range b.parts {
			w, err := newWishart(b.Means[k], b.Pull[k], b.Freedom[k], b.Scatter[k])
			if err != nil {
				t.Fatal(err)
			}
			b.parts[k] = w
		}
		if err := b.record(0, ""); err != nil {
			t.Fatal(err)
		}
		return b.Steps[len(b.Steps)-1].Bound
	}
	best := bound()
	for name, v := range map[string]*float64{
		"concentration": &b.Concentration[1], "pull": &b.Pull[0], "freedom": &b.Freedom[2], "mean": &b.Means[1][0], "scatter": &b.Scatter[0][1][1],
	} {
		was, h := *v, 1e-3*(1+math.Abs(*v))
		for _, s := range []float64{-h, h} {
			*v = was + s
			if moved := bound(); moved >= best || moved < best-0.1 {
				t.Errorf("%s moved by %g: bound %.12g, at the update %.12g", name, s, moved, best)
			}
		}
		*v = was
	}
}

// Of eight components the data's three are kept, near the truth.
func TestBayesPrunes(t *testing.T) {
	r, err := VariationalBayes(clouds(t, 300, 1), BayesConfig{Components: 8, Concentration: 0.001, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	kept := r.Kept(0.01)
	if len(kept) != 3 {
		t.Fatalf("kept %d components: weights %.3f", len(kept), r.Weights())
	}
	for _, want := range [][]float64{{0, 0}, {4, 1}, {-2, 4}} {
		near := false
		for _, k := range kept {
			near = near || math.Hypot(r.Means[k][0]-want[0], r.Means[k][1]-want[1]) < 0.3
		}
		if !near {
			t.Errorf("no component near %v: means %.2f", want, r.Means)
		}
	}
	if _, err := r.Mixture(); err != nil {
		t.Error(err)
	}
	if _, err := VariationalBayes(clouds(t, 30, 1), BayesConfig{Components: 2, Freedom: 0.5}); err == nil {
		t.Error("too few degrees of freedom were accepted")
	}
}
