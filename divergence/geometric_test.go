package divergence

// Geometric means, the divergences made of them, and distances of normal distributions.

import (
	"math"
	"testing"
)

// A geometric mean's log density is a log p + (1-a) log q but for a constant.
func TestGeometricMean(t *testing.T) {
	points := map[Family][][]float64{}
	for f, ds := range specimens {
		points[f] = Draw(ds[0], 12, Source(4))
	}
	for f, ds := range specimens {
		g, err := GeometricMean(ds[0], ds[1], 0.3)
		if err != nil {
			if f != LaplaceFamily && f != MixtureFamily && f != ProductFamily {
				t.Errorf("%s: %v", f, err)
			}
			continue
		}
		constant := math.NaN()
		for _, x := range points[f] {
			lg := g.LogProb(x...)
			if math.IsInf(lg, -1) {
				continue
			}
			c := 0.3*ds[0].LogProb(x...) + 0.7*ds[1].LogProb(x...) - lg
			if math.IsNaN(constant) {
				constant = c
			}
			if !closeTo(c, constant, 1e-11) {
				t.Errorf("%s: log p^a q^(1-a)/g = %g at %v and %g elsewhere", f, c, x, constant)
			}
		}
	}
}

// Deasy's convention: the ends are KL forwards and backwards, for the dual the other way round; equal weights of p and q are symmetric.
func TestGeometricJensenShannon(t *testing.T) {
	cases := append([][2]Distribution{}, [2]Distribution{planar[0], planar[1]}, [2]Distribution{planar[2], planar[1]}, [2]Distribution{normal(0, 1), normal(2, 0.3)},
		[2]Distribution{gamma(2, 3), gamma(4, 1)})
	for _, c := range cases {
		p, q := c[0], c[1]
		forward, backward := mustKL(t, p, q), mustKL(t, q, p)
		for alpha, want := range map[float64][2]float64{0: {forward, backward}, 1: {backward, forward}, 1e-9: {forward, backward}, 1 - 1e-9: {backward, forward}} {
			near(t, "geometric Jensen-Shannon near an end", must(GeometricJensenShannon(p, q, alpha)), want[0], 1e-7)
			near(t, "its dual", must(DualGeometricJensenShannon(p, q, alpha)), want[1], 1e-7)
		}
		near(t, "exchanged", must(GeometricJensenShannon(q, p, 0.3)), must(GeometricJensenShannon(p, q, 0.7)), 1e-12)
		if v := must(GeometricJensenShannon(p, p, 0.4)); v > 1e-15 {
			t.Errorf("%g between equals", v)
		}
	}
	// By hand for unit variances: g = N((1-a) d, 1) between N(0, 1) and N(d, 1), so (1-a) ((1-a) d)^2/2 + a (a d)^2/2.
	a, d := 0.3, 2.0
	want := ((1-a)*(1-a)*(1-a) + a*a*a) * d * d / 2
	near(t, "unit variances", must(GeometricJensenShannon(normal(0, 1), normal(d, 1), a)), want, 1e-14)
	// The dual: (1-a) and a change places inside the squares only: (1-a) ((1-a) d)^2/2 + a (a d)^2/2 again, as KL is symmetric here.
	near(t, "unit variances, dual", must(DualGeometricJensenShannon(normal(0, 1), normal(d, 1), a)), want, 1e-14)
}

// Against the textbook: commuting covariances by hand, a rotation of them, and the distance of a distribution to itself.
func TestWasserstein2(t *testing.T) {
	near(t, "one dimension", must(Wasserstein2(normal(1, 2), normal(4, 6))), 5, 1e-15)
	c, s := math.Cos(0.7), math.Sin(0.7)
	rotated := func(mean []float64, v, w float64) Distribution {
		return Must(NewMultivariateNormal([]float64{c*mean[0] - s*mean[1], s*mean[0] + c*mean[1]},
			[][]float64{{c*c*v + s*s*w, c * s * (v - w)}, {c * s * (v - w), s*s*v + c*c*w}}))
	}
	p, q := rotated([]float64{1, 2}, 9, 0.25), rotated([]float64{0, 4}, 1, 16)
	near(t, "rotated", must(Wasserstein2(p, q)), math.Sqrt(1+4+4+12.25), 1e-14)
	if v := must(Wasserstein2(p, p)); v > 1e-14 {
		t.Errorf("distance %g to itself", v)
	}
	near(t, "symmetry", must(Wasserstein2(planar[0], planar[1])), must(Wasserstein2(planar[1], planar[0])), 1e-14)
	// tr P + tr Q - 2 tr (P^1/2 Q P^1/2)^1/2 in two dimensions, where tr M^1/2 = sqrt(tr M + 2 sqrt det M) and tr, det are those of P Q.
	trPQ := 2*1 + 2*0.6*(-0.7) + 0.5*1.4
	detPQ := (2*0.5 - 0.36) * (1.4 - 0.49)
	square := 0.8*0.8 + 0.6*0.6 + 2.5 + 2.4 - 2*math.Sqrt(trPQ+2*math.Sqrt(detPQ))
	near(t, "no common axes", must(Wasserstein2(planar[0], planar[1])), math.Sqrt(square), 1e-14)
	if _, err := Wasserstein2(gamma(1, 2), gamma(2, 1)); err == nil {
		t.Error("gamma distributions have no closed form")
	}
}
