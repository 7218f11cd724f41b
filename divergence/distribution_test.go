package divergence

// Densities and samplers against independent implementations, and what constructors refuse.

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/distuv"
)

// logProber is gonum's one-dimensional density.
type logProber interface{ LogProb(x float64) float64 }

func TestDensitiesAgainstGonum(t *testing.T) {
	for _, c := range []struct {
		ours   Distribution
		theirs logProber
	}{
		{normal(0.3, 0.7), distuv.Normal{Mu: 0.3, Sigma: 0.7}},
		{gamma(0.6, 1.5), distuv.Gamma{Alpha: 0.6, Beta: 1.5}},
		{gamma(40, 13), distuv.Gamma{Alpha: 40, Beta: 13}},
		{Must(NewExponential(0.4)), distuv.Exponential{Rate: 0.4}},
		{beta(0.7, 2), distuv.Beta{Alpha: 0.7, Beta: 2}},
		{beta(20, 31), distuv.Beta{Alpha: 20, Beta: 31}},
		{Must(NewUniform(0.2, 0.9)), distuv.Uniform{Min: 0.2, Max: 0.9}},
		{laplace(-1, 1.4), distuv.Laplace{Mu: -1, Scale: 1.4}},
		{poisson(3.7), distuv.Poisson{Lambda: 3.7}},
		{bernoulli(0.3), distuv.Bernoulli{P: 0.3}},
	} {
		outside := false
		for _, row := range append(Draw(c.ours, 30, Source(1)), []float64{-7}, []float64{0.51}, []float64{9}) {
			got, want := c.ours.LogProb(row...), c.theirs.LogProb(row[0])
			outside = outside || math.IsInf(want, -1)
			if got != want && !closeTo(got, want, 1e-12) {
				t.Errorf("log density of %s at %v is %g, gonum's %g", label(c.ours), row, got, want)
			}
		}
		if low := c.ours.Support().Axes[0].Low; outside != (low > math.Inf(-1)) {
			t.Errorf("%s: density outside its support %v", label(c.ours), c.ours.Support())
		}
	}
	ours := dirichlet(2, 3, 1.5)
	theirs := distmv.NewDirichlet([]float64{2, 3, 1.5}, rand.NewPCG(1, 2))
	x := []float64{0.2, 0.5, 0.3}
	near(t, "Dirichlet density", ours.LogProb(x...), theirs.LogProb(x), 1e-13)
	if l := ours.LogProb(0.2, 0.5, 0.31); !math.IsInf(l, -1) {
		t.Errorf("off the simplex: %g", l)
	}
}

// The mean of -log p over draws of p is the entropy, and the mean of x its expectation: the sampler, the density and the entropy agree.
func TestSamplers(t *testing.T) {
	const n = 4000
	for _, p := range everything() {
		var surprise average
		x := make([]float64, p.Dim())
		src := Stream(11, 3)
		for range n {
			p.Sample(src, x)
			l := p.LogProb(x...)
			if math.IsInf(l, 0) || math.IsNaN(l) {
				t.Fatalf("%s drew %v of log density %g", label(p), x, l)
			}
			surprise.add(-l)
		}
		want, err := Entropy(p)
		if err != nil {
			if !errors.Is(err, ErrNoEntropy) {
				t.Fatal(err)
			}
			if want, err = EntropyQuadrature(p); err != nil {
				t.Fatal(err)
			}
		} else if p.Dim() == 1 {
			if numeric, err := EntropyQuadrature(p); err != nil || !closeTo(want, numeric, 1e-10) {
				t.Errorf("entropy of %s %g, by quadrature %g, %v", label(p), want, numeric, err)
			}
		}
		if math.Abs(surprise.mean-want) > 4.5*surprise.stdErr()+1e-12 {
			t.Errorf("%s: mean of -log p %g +- %g, entropy %g", label(p), surprise.mean, surprise.stdErr(), want)
		}
	}
}

// Draws of one variable have the distribution function that integrating the density gives (Kolmogorov and Smirnov; 1.95 once in a thousand).
func TestSamplersByDistributionFunction(t *testing.T) {
	const n = 2000
	for _, p := range everything() {
		if p.Dim() > 1 || p.Support().Axes[0].Discrete {
			continue
		}
		var xs []float64
		for _, row := range Draw(p, n, Stream(2, 7)) {
			xs = append(xs, row[0])
		}
		slices.Sort(xs)
		density := func(x float64) float64 { return math.Exp(p.LogProb(x)) }
		for _, i := range []int{n / 10, n / 3, n / 2, 2 * n / 3, 9 * n / 10} {
			below := 0.0
			marks := []float64{p.Support().Axes[0].Low}
			for _, m := range cuts(p, p) {
				if m > marks[0] && m < xs[i] {
					marks = append(marks, m)
				}
			}
			below, err := integratePieces(append(marks, xs[i]), density)
			if err != nil {
				t.Fatal(err)
			}
			if d := math.Sqrt(n) * math.Abs(below-float64(i)/n); d > 1.95 {
				t.Errorf("%s: %g of the mass below the draw of rank %g", label(p), below, float64(i)/n)
			}
		}
	}
}

// Equal sources give equal draws, other streams other draws, and shapes far below 1 no NaN.
func TestSource(t *testing.T) {
	for _, p := range everything() {
		a, b, c := Draw(p, 20, Source(9)), Draw(p, 20, Source(9)), Draw(p, 20, Stream(9, 1))
		same := true
		for i := range a {
			if !slices.Equal(a[i], b[i]) {
				t.Errorf("%s: two draws of one seed differ", p.Family())
			}
			same = same && slices.Equal(a[i], c[i])
		}
		if same {
			t.Errorf("%s: two streams agree", p.Family())
		}
	}
	for _, p := range []Distribution{beta(1e-200, 1e-200), dirichlet(1e-307, 1e-307, 1e-307)} {
		for _, x := range Draw(p, 50, Source(1)) {
			for _, v := range x {
				if !(v >= 0 && v <= 1) {
					t.Fatalf("%s drew %v", label(p), x)
				}
			}
		}
	}
}

// Each refusal names the entry and what is expected.
func TestConstructorsRefuse(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		make func() error
		says []string
	}{
		{func() error { _, err := NewNormal(0, 0); return err }, []string{"std = 0", "above 0"}},
		{func() error { _, err := NewNormal(nan, 1); return err }, []string{"mean = NaN", "finite"}},
		{func() error { _, err := NewDiagonalNormal([]float64{0, 1}, []float64{1}); return err }, []string{"mean has 2", "std has 1"}},
		{func() error { _, err := NewDiagonalNormal([]float64{0, 1}, []float64{1, -2}); return err }, []string{"std[1] = -2"}},
		{func() error { _, err := NewDiagonalNormal(nil, nil); return err }, []string{"mean is empty"}},
		{func() error { _, err := NewDiagonalNormalLogVar([]float64{0}, []float64{-2000}); return err }, []string{"logVar[0] = -2000"}},
		{func() error {
			_, err := NewMultivariateNormal([]float64{0, 0}, [][]float64{{1, 2}, {2, 1}})
			return err
		}, []string{"positive definite", "2 by 2"}},
		{func() error {
			_, err := NewMultivariateNormal([]float64{0, 0}, [][]float64{{1, 0.5}, {0.4, 1}})
			return err
		}, []string{"covariance[1][0] = 0.4", "symmetry"}},
		{func() error { _, err := NewMultivariateNormal([]float64{0, 0}, [][]float64{{1, 0}}); return err }, []string{"mean has 2", "covariance has 1"}},
		{func() error { _, err := NewMultivariateNormal([]float64{0, 0}, [][]float64{{1, 0}, {0}}); return err }, []string{"covariance[1] has 1"}},
		{func() error { _, err := NewMultivariateNormal([]float64{0}, [][]float64{{nan}}); return err }, []string{"covariance[0][0] = NaN"}},
		{func() error { _, err := NewBernoulli(1.5); return err }, []string{"p = 1.5", "[0, 1]"}},
		{func() error { _, err := NewBernoulliLogit(math.Inf(1)); return err }, []string{"logit = +Inf"}},
		{func() error { _, err := NewContinuousBernoulli(1); return err }, []string{"lambda = 1", "strictly"}},
		{func() error { _, err := NewCategorical([]float64{0.5, 0.4}); return err }, []string{"sum of probs = 0.9", "expected 1"}},
		{func() error { _, err := NewCategorical([]float64{0.5, nan}); return err }, []string{"probs[1] = NaN"}},
		{func() error { _, err := NewCategorical([]float64{1.5, -0.5}); return err }, []string{"probs[0] = 1.5"}},
		{func() error { _, err := NewCategorical(nil); return err }, []string{"probs is empty"}},
		{func() error { _, err := NewCategoricalLogits([]float64{math.Inf(-1)}); return err }, []string{"every logit is -Inf"}},
		{func() error { _, err := NewCategoricalLogits([]float64{0, nan}); return err }, []string{"logits[1] = NaN"}},
		{func() error { _, err := NewDirichlet([]float64{1, 0}); return err }, []string{"concentration[1] = 0"}},
		{func() error { _, err := NewDirichlet([]float64{1}); return err }, []string{"length of concentration", "2 or more"}},
		{func() error { _, err := NewGamma(-1, 1); return err }, []string{"shape = -1"}},
		{func() error { _, err := NewGamma(1, math.Inf(1)); return err }, []string{"rate = +Inf"}},
		{func() error { _, err := NewBeta(1, nan); return err }, []string{"beta = NaN"}},
		{func() error { _, err := NewUniform(2, 1); return err }, []string{"high = 1", "above low = 2"}},
		{func() error { _, err := NewExponential(0); return err }, []string{"rate = 0"}},
		{func() error { _, err := NewLaplace(0, nan); return err }, []string{"scale = NaN"}},
		{func() error { _, err := NewPoisson(-3); return err }, []string{"rate = -3"}},
		{func() error { _, err := NewMixture([]float64{1}, normal(0, 1), normal(1, 1)); return err }, []string{"weights has 1", "components has 2"}},
		{func() error { _, err := NewMixture([]float64{0.5, 0.5}, normal(0, 1), poisson(1)); return err }, []string{"components[1]"}},
		{func() error { _, err := NewMixture([]float64{0.5, 0.6}, normal(0, 1), normal(1, 1)); return err }, []string{"sum of weights = 1.1"}},
		{func() error { _, err := NewProduct(); return err }, []string{"no components"}},
		{func() error { _, err := NewProduct(normal(0, 1), nil); return err }, []string{"components[1] is nil"}},
		{func() error { _, err := NewJoint([][]float64{{0.5, 0.5}, {0}}); return err }, []string{"joint[1] has 1"}},
		{func() error { _, err := NewJoint([][]float64{{0.5, -0.5}}); return err }, []string{"joint[0][1] = -0.5"}},
		{func() error { _, err := GeneralizedKL([]float64{1, -1}, []float64{1, 1}); return err }, []string{"a[1] = -1"}},
		{func() error { _, err := ItakuraSaito([]float64{1}, []float64{0}); return err }, []string{"b[0] = 0"}},
		{func() error { _, err := Renyi(-1).Closed(normal(0, 1), normal(0, 1)); return err }, []string{"order = -1"}},
		{func() error { _, err := JensenShannon(2).Quadrature(normal(0, 1), normal(0, 1)); return err }, []string{"w = 2"}},
		{func() error { _, err := GeometricJensenShannon(normal(0, 1), normal(0, 1), nan); return err }, []string{"alpha = NaN"}},
	} {
		err := c.make()
		if !errors.Is(err, ErrParameter) {
			t.Errorf("wanted a refusal that says %q, not %v", c.says, err)
			continue
		}
		for _, s := range c.says {
			if !strings.Contains(err.Error(), s) {
				t.Errorf("%q does not say %q", err, s)
			}
		}
	}
}
