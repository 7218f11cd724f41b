package divergence

// Extreme parameters: no NaN anywhere, infinity only where it is true.

import (
	"errors"
	"math"
	"testing"
)

// extremes are parameters at both ends of what float64 holds.
var extremes = []float64{0x1p-1022, 1e-300, 1e-150, 1e-16, 0.3, 1, 7, 1e16, 1e150, 1e300}

func TestNeverNaN(t *testing.T) {
	var all []Distribution
	for _, a := range extremes {
		all = append(all, poisson(a), Must(NewExponential(a)), tilted(a), tilted(-a), normal(a, a), normal(0, a))
		if a <= 1 {
			all = append(all, bernoulli(a), bernoulli(1-a), Must(NewUniform(0, a)), Must(NewUniform(-a, a)))
		}
		for _, b := range extremes {
			all = append(all, gamma(a, b), beta(a, b), laplace(a, b), normal(-a, b))
		}
	}
	for _, l := range []float64{-1e300, -800, 800, 1e300} {
		all = append(all, Must(NewBernoulliLogit(l)))
	}
	measures := []Divergence{Renyi(0.5), Renyi(2), ChiSquared(), TotalVariation(), JensenShannon(0.5)}
	for i, p := range all {
		for j, q := range all {
			v, err := KL(p, q)
			if errors.Is(err, ErrOverflow) && p.Family() == BetaFamily && q.Family() == BetaFamily {
				continue // differences of terms beyond 1e308
			}
			if err != nil && !errors.Is(err, ErrNoClosedForm) && !errors.Is(err, ErrIncomparable) || !(v >= 0) {
				t.Errorf("KL(%s, %s) = %g, %v", label(p), label(q), v, err)
			}
			if i == j && v != 0 {
				t.Errorf("KL of %s from itself is %g", label(p), v)
			}
			if (i+7*j)%11 != 0 {
				continue
			}
			for _, d := range measures {
				if v, err := d.Closed(p, q); err != nil && !errors.Is(err, ErrNoClosedForm) && !errors.Is(err, ErrIncomparable) || !(v >= 0) {
					t.Errorf("%v of %s and %s = %g, %v", d, label(p), label(q), v, err)
				}
			}
		}
	}
}

// Log probabilities that no float64 holds as probabilities still count.
func TestLogDomain(t *testing.T) {
	sure, fair := Must(NewBernoulliLogit(800)), bernoulli(0.5)
	near(t, "KL of a fair coin from a sure one", mustKL(t, fair, sure), 400-math.Ln2, 1e-15)
	near(t, "KL of a sure coin from a fair one", mustKL(t, sure, fair), math.Ln2, 1e-15)
	certain := bernoulli(1)
	if v := mustKL(t, sure, certain); !math.IsInf(v, 1) {
		t.Errorf("a possible value that q excludes: %g", v)
	}
	if v := mustKL(t, certain, sure); v != 0 {
		t.Errorf("log of 1 - e^-800 is %g", v)
	}
	p, q := Must(NewCategoricalLogits([]float64{0, -1000, -2000})), Must(NewCategoricalLogits([]float64{0, -2000, -1000}))
	near(t, "Renyi 1/2 of two tails", must(Renyi(0.5).Closed(p, q)), 0, 1e-300)
	r := Must(NewCategoricalLogits([]float64{-1000, 0, 0}))
	near(t, "Bhattacharyya of near disjoint", must(Bhattacharyya().Closed(Must(NewCategoricalLogits([]float64{0, -3000, -3000})), r)), 500+math.Ln2/2, 1e-15)
	near(t, "covariances of 1e-150 and 1e150", mustKL(t,
		Must(NewMultivariateNormal([]float64{0, 0}, [][]float64{{1e-150, 0.5}, {0.5, 1e150}})),
		Must(NewMultivariateNormal([]float64{0, 0}, [][]float64{{1e-150, 0}, {0, 1e150}}))), -math.Log(0.75)/2, 1e-14)
}

// Infinite where the support demands it, whichever family asks, and a length that differs is a mistake.
func TestSupports(t *testing.T) {
	unit, wide := Must(NewUniform(0, 1)), Must(NewUniform(-1, 2))
	half := Must(NewCategorical([]float64{0.5, 0.5, 0}))
	for _, c := range []struct{ p, q Distribution }{
		{normal(0, 1), wide}, {laplace(0, 1), gamma(1, 1)}, {gamma(2, 2), beta(1, 1)}, {wide, unit}, {wide, beta(2, 2)}, {wide, gamma(2, 2)},
		{poisson(1), bernoulli(0.5)}, {bernoulli(0.5), bernoulli(0)}, {Must(NewCategorical([]float64{0.2, 0.2, 0.6})), half},
		{Must(NewMixture([]float64{0.5, 0.5}, unit, wide)), unit}, {Must(NewProduct(unit, wide)), Must(NewProduct(unit, unit))},
	} {
		if v := mustKL(t, c.p, c.q); !math.IsInf(v, 1) {
			t.Errorf("KL(%s, %s) = %g", label(c.p), label(c.q), v)
		}
		if c.p.Dim() > 1 {
			continue
		}
		if v, err := KLQuadrature(c.p, c.q); err != nil || !math.IsInf(v, 1) {
			t.Errorf("by quadrature KL(%s, %s) = %g, %v", label(c.p), label(c.q), v, err)
		}
	}
	near(t, "an impossible category", mustKL(t, half, Must(NewCategorical([]float64{0.25, 0.25, 0.5}))), math.Ln2, 1e-15)
	for _, c := range []struct{ p, q Distribution }{
		{half, bernoulli(0.5)}, {normal(0, 1), poisson(1)}, {planar[0], normal(0, 1)}, {nil, unit}, {unit, nil},
		{dirichlet(1, 1), planar[0]},
	} {
		if v, err := KL(c.p, c.q); !errors.Is(err, ErrIncomparable) {
			t.Errorf("KL of what cannot be compared: %g, %v", v, err)
		}
	}
	if v, err := KL(Normal{}, Normal{}); err == nil && v != 0 {
		t.Errorf("zero values: %g", v)
	}
}

func TestVectors(t *testing.T) {
	near(t, "generalised KL", must(GeneralizedKL([]float64{2, 0, 1}, []float64{1, 3, 1})), 2*math.Ln2-1+3, 1e-15)
	if v := must(GeneralizedKL([]float64{1}, []float64{0})); !math.IsInf(v, 1) {
		t.Errorf("mass where b has none: %g", v)
	}
	near(t, "Itakura-Saito", must(ItakuraSaito([]float64{2, 1e-300}, []float64{1, 1e300})), 1-math.Ln2+600*math.Ln10-1, 1e-15)
	near(t, "cross-entropy", must(CrossEntropy(bernoulli(0.2), bernoulli(0.6))), -0.2*math.Log(0.6)-0.8*math.Log(0.4), 1e-15)
	independent := Must(NewJoint([][]float64{{0.06, 0.14}, {0.24, 0.56}}))
	if v := independent.MutualInformation(); v > 1e-30 {
		t.Errorf("information %g of independent variables", v)
	}
}
