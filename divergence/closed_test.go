package divergence

// Every closed form against quadrature or Monte Carlo.

import (
	"errors"
	"math"
	"testing"
)

// Every row of the table of KL against numerical integration, and against draws where there is more than one dimension.
func TestKLTable(t *testing.T) {
	for families := range closedKL {
		finite := 0
		for _, p := range specimens[families.p] {
			for _, q := range specimens[families.q] {
				got := mustKL(t, p, q)
				if p.Dim() > 1 {
					checkMonteCarlo(t, p, q, got)
					finite++
					continue
				}
				want, err := KLQuadrature(p, q)
				if err != nil {
					t.Fatalf("%s, %s: %v", label(p), label(q), err)
				}
				if !closeTo(got, want, 2e-10) {
					t.Errorf("KL(%s, %s) = %.15g, by quadrature %.15g", label(p), label(q), got, want)
				}
				if !math.IsInf(got, 1) {
					finite++
				}
			}
		}
		if finite == 0 {
			t.Errorf("no finite case of %s and %s was tried", families.p, families.q)
		}
	}
}

func checkMonteCarlo(t *testing.T, p, q Distribution, want float64) {
	t.Helper()
	e, err := KLMonteCarloLogRatio(p, q, 20000, Source(3))
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(e.Value-want) > 4.5*e.StdErr+1e-12 {
		t.Errorf("KL(%s, %s) = %g, by draws %v", label(p), label(q), want, e)
	}
}

// Normal distributions of several dimensions, each form against each, both by draws and by the textbook formula's invariance to how they are written.
func TestKLPlanar(t *testing.T) {
	for _, p := range planar {
		for _, q := range planar {
			got := mustKL(t, p, q)
			checkMonteCarlo(t, p, q, got)
			near(t, "KL in full form", mustKL(t, full(p), full(q)), got, 1e-13)
		}
	}
	p, q := specimens[ProductFamily][0], specimens[ProductFamily][1]
	checkMonteCarlo(t, p, q, mustKL(t, p, q))
}

// full writes a normal distribution with its covariance.
func full(p Distribution) Distribution {
	g, _ := asGaussian(p)
	return Must(NewMultivariateNormal(g.mean, MultivariateNormal(g).Covariance()))
}

// Every pair of families without a row is an error that says what to call, or infinite by support; never a silent approximation.
func TestNoClosedForm(t *testing.T) {
	for _, p := range everything() {
		for _, q := range everything() {
			v, err := KL(p, q)
			_, has := closedKL[pair{p.Family(), q.Family()}]
			switch {
			case err == nil && !has && !math.IsInf(v, 1) && p.Family() != ProductFamily:
				t.Errorf("KL(%s, %s) = %g without a row", p.Family(), q.Family(), v)
			case err == nil && !(v >= 0):
				t.Errorf("KL(%s, %s) = %g", label(p), label(q), v)
			case err != nil && !errors.Is(err, ErrNoClosedForm) && !errors.Is(err, ErrIncomparable):
				t.Errorf("KL(%s, %s): %v", p.Family(), q.Family(), err)
			}
		}
	}
	mixture := specimens[MixtureFamily]
	if _, err := KL(mixture[0], mixture[1]); !errors.Is(err, ErrNoClosedForm) {
		t.Errorf("mixtures: %v", err)
	}
	want, err := KLQuadrature(mixture[0], mixture[1])
	if err != nil {
		t.Fatal(err)
	}
	checkMonteCarlo(t, mixture[0], mixture[1], want)
}

// The control variate agrees with the definition and beats it where p and q are alike.
func TestControlVariate(t *testing.T) {
	p, q := normal(0, 1), normal(0.1, 1.05)
	want := mustKL(t, p, q)
	plain := must(KLMonteCarloLogRatio(p, q, 4000, Source(1)))
	varied := must(KLMonteCarlo(p, q, 4000, Source(1)))
	if math.Abs(varied.Value-want) > 4*varied.StdErr || varied.StdErr > plain.StdErr/5 {
		t.Errorf("want %g: %v against %v", want, varied, plain)
	}
	if _, err := KLMonteCarlo(beta(2, 2), Must(NewMixture([]float64{1}, Must(NewUniform(-1, 1)))), 10, Source(1)); !errors.Is(err, ErrIncomparable) {
		t.Errorf("biased use of the control variate: %v", err)
	}
	for _, e := range []Estimate{
		must(KLMonteCarlo(normal(0, 1), Must(NewUniform(0, 1)), 10, Source(1))),
		must(KLMonteCarloLogRatio(normal(0, 1), Must(NewUniform(0, 1)), 10, Source(1))),
	} {
		if !math.IsInf(e.Value, 1) || e.StdErr != 0 {
			t.Errorf("outside the support: %v", e)
		}
	}
}

// The other divergences' closed forms against quadrature, on every pair of a shorter list.
func TestDivergenceClosed(t *testing.T) {
	all := []Divergence{
		Jeffreys(), JensenShannon(0.5), JensenShannon(0.2), SkewKL(0.5), SkewKL(1), Renyi(0), Renyi(0.5), Renyi(1), Renyi(1.3), Renyi(2),
		Amari(0), Amari(-1), Amari(1), Amari(0.4), Amari(1.5), SquaredHellinger(), Bhattacharyya(), ChiSquared(), TotalVariation(),
	}
	for _, d := range all {
		tried := 0
		for _, p := range twoOfEach() {
			for _, q := range twoOfEach() {
				got, err := d.Closed(p, q)
				if err != nil {
					if !errors.Is(err, ErrNoClosedForm) && !errors.Is(err, ErrIncomparable) {
						t.Errorf("%v of %s and %s: %v", d, p.Family(), q.Family(), err)
					}
					continue
				}
				if tried++; p.Dim() > 1 || math.IsInf(got, 1) {
					continue
				}
				want, err := d.Quadrature(p, q)
				if errors.Is(err, ErrNotConverged) && p.Family() == BetaFamily {
					continue // p^2/q is too singular at 1
				}
				if err != nil {
					t.Fatalf("%v of %s and %s: %v", d, label(p), label(q), err)
				}
				if !closeTo(got, want, 1e-9) {
					t.Errorf("%v of %s and %s = %.15g, by quadrature %.15g", d, label(p), label(q), got, want)
				}
			}
		}
		if tried < 8 {
			t.Errorf("%v: only %d closed forms were tried", d, tried)
		}
	}
}

// In several dimensions, and for Monte Carlo itself: within 4.5 standard errors.
func TestDivergenceMonteCarlo(t *testing.T) {
	pairs := [][2]Distribution{{planar[0], planar[1]}, {planar[2], planar[0]}, {planar[2], planar[3]}, {specimens[DirichletFamily][0], specimens[DirichletFamily][1]},
		{normal(0, 1), normal(0.5, 1.2)}, {bernoulli(0.2), bernoulli(0.6)}}
	for _, d := range []Divergence{Jeffreys(), JensenShannon(0.3), SkewKL(0.5), Renyi(0.5), Renyi(1.2), Amari(0.4), SquaredHellinger(), Bhattacharyya(), ChiSquared(), TotalVariation()} {
		for _, c := range pairs {
			want, err := d.Closed(c[0], c[1])
			if errors.Is(err, ErrNoClosedForm) {
				if want, err = d.Quadrature(c[0], c[1]); err != nil {
					continue
				}
			}
			if math.IsInf(want, 1) {
				continue
			}
			e, err := d.MonteCarlo(c[0], c[1], 10000, Source(8))
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(e.Value-want) > 4.5*e.StdErr+1e-12 {
				t.Errorf("%v of %s and %s = %g, by draws %v", d, label(c[0]), label(c[1]), want, e)
			}
		}
	}
}

// A draw that float64 rounds onto a singular point is an error: without it the average would be biased, with it infinite.
func TestSingularDraws(t *testing.T) {
	p, q := beta(1, 0.02), beta(1, 0.03)
	if e, err := KLMonteCarlo(p, q, 1000, Source(1)); !errors.Is(err, ErrOverflow) {
		t.Errorf("KL: %v, %v", e, err)
	}
	if e, err := SquaredHellinger().MonteCarlo(p, q, 1000, Source(1)); !errors.Is(err, ErrOverflow) {
		t.Errorf("squared Hellinger distance: %v, %v", e, err)
	}
}
