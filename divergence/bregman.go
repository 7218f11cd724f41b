package divergence

// Bregman divergences of log Gamma: KL in the gamma, beta and Dirichlet families is a sum of them.

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// legendre are the nodes and weights of Gauss and Legendre on [0, 1], 16 of them: exact to the last digit for integrands whose nearest
// singularity is as far from the interval as the interval is long.
var legendre = func() (rule struct{ x, w [16]float64 }) {
	quad.Legendre{}.FixedLocations(rule.x[:], rule.w[:], 0, 1)
	return rule
}()

// bregmanNear is F(y) - F(x) - (y-x) F'(x) from the curvature alone, for y so near x that the differences would cancel:
//
//	integral over u in [0, 1] of (1-u) c(u) du,  c(u) = (y-x)^2 F''(x + u (y-x))
func bregmanNear(curvature func(u float64) float64) float64 {
	sum := 0.0
	for i, u := range legendre.x {
		sum += legendre.w[i] * (1 - u) * curvature(u)
	}
	return sum
}

// smallShapeTerms is what B(y, x) = log Gamma(y) - log Gamma(x) - (y-x) psi(x) has besides gap(y, x), for positive y and x; t is (y-x)/x, which callers
// may know better than its rounded ends. By Stirling it is ratioGap(y, x)/2 + B_R(y, x), both non-negative.
func smallShapeTerms(y, x, t float64) float64 {
	switch {
	case math.Abs(t) < 0.5:
		return phi(t)/2 + t*t*bregmanNear(func(u float64) float64 {
			r := 1 + u*t
			return binetCurvature(x*r) / (r * r)
		})
	case max(x, y) < 0.1:
		// Gamma(x) = Gamma(1+x)/x, and what 1/x gives is another ratioGap.
		above := (y - x) / (1 + x)
		return ratioGap(y, x) + gap(1+y, 1+x) + smallShapeTerms(1+y, 1+x, above) - gap(y, x)
	}
	return ratioGap(y, x)/2 + binet(y) - binet(x) - (y-x)*binetSlope(x)
}

// shapeEntropy is log Gamma(a) + a + (1-a) psi(a), the entropy of a gamma distribution of rate 1, with Stirling's terms cancelled:
//
//	(log a + log(2 pi) + 1 - 1/a)/2 + R(a) + (1-a) R'(a)
func shapeEntropy(a float64) float64 {
	return halfLog2Pi + 0.5 + (math.Log(a)-1/a)/2 + binet(a) + (1-a)*binetSlope(a)
}

// shapeDensity is one shape's factor of a gamma, beta or Dirichlet log density at x: log of unit^a x^(a-1) e^(-t) / Gamma(a) with t = unit x,
//
//	-gap(a, t) - log x + log(a)/2 - log(2 pi)/2 - R(a)
//
// (Loader 2000), and its limits at x = 0.
func shapeDensity(a, unit, x float64) float64 {
	t := unit * x
	switch {
	case math.IsInf(t, 1):
		return math.Inf(-1)
	case x > 0:
		return -gap(a, t) - math.Log(x) + math.Log(a)/2 - halfLog2Pi - binet(a)
	case a < 1:
		return math.Inf(1)
	case a > 1:
		return math.Inf(-1)
	}
	return math.Log(unit)
}
