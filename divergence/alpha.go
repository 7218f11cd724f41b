package divergence

// The divergences that are functions of the integral of p^a q^(1-a): Renyi's, Amari's, Hellinger's, Bhattacharyya's, chi-squared.

import (
	"fmt"
	"math"
)

// Renyi is log of the integral of p^a q^(1-a), over a - 1 (Renyi 1961), for an order a >= 0, finite: KL at a = 1, -log Q(p > 0) at a = 0.
// Closed forms exist within each family of the table (Gil, Alajaji and Linder 2013). +Inf where the integral diverges.
func Renyi(order float64) Divergence {
	d := Divergence{name: fmt.Sprintf("Renyi divergence of order %g", order)}
	if !(order >= 0) || math.IsInf(order, 0) {
		d.err = badParameter("order", order, "a finite number, 0 or more")
	}
	if order == 1 {
		d.closed, d.term = closedKLOf, klDensity
		return d
	}
	d.closed = func(p, q Distribution) (float64, bool, error) {
		l, ok, err := logAlphaIntegral(p, q, order)
		return max(l/(order-1), 0), ok, err
	}
	d.term = func(lp, lq float64) float64 { return alphaDensity(lp, lq, order) }
	d.finish = func(v float64) float64 { return math.Log(v) / (order - 1) }
	return d
}

// Amari is Amari's alpha divergence (Amari and Nagaoka 2000), 4/(1 - a^2) (1 - the integral of p^((1-a)/2) q^((1+a)/2)): KL(p||q) at a = -1,
// KL(q||p) at a = 1, four times the squared Hellinger distance at a = 0. Any finite a.
func Amari(a float64) Divergence {
	d := Divergence{name: fmt.Sprintf("Amari divergence of alpha %g", a)}
	order := (1 - a) / 2
	switch {
	case math.IsNaN(a) || math.IsInf(a, 0):
		d.err = badParameter("alpha", a, "a finite number")
	case a == -1:
		d.closed, d.term = closedKLOf, klDensity
		return d
	case a == 1:
		d.closed = func(p, q Distribution) (float64, bool, error) { return closedKLOf(q, p) }
		d.term = func(lp, lq float64) float64 { return klDensity(lq, lp) }
		return d
	}
	d.closed = func(p, q Distribution) (float64, bool, error) {
		l, ok, err := logAlphaIntegral(p, q, order)
		return max(-math.Expm1(l)*4/(1-a*a), 0), ok, err
	}
	d.term = func(lp, lq float64) float64 { return alphaDensity(lp, lq, order) }
	d.finish = func(v float64) float64 { return (1 - v) * 4 / (1 - a*a) }
	return d
}

// SquaredHellinger is 1 - the integral of sqrt(p q), half the integral of (sqrt p - sqrt q)^2: between 0 and 1.
func SquaredHellinger() Divergence {
	return Divergence{
		name: "squared Hellinger distance",
		closed: func(p, q Distribution) (float64, bool, error) {
			l, ok, err := logAlphaIntegral(p, q, 0.5)
			return max(-math.Expm1(l), 0), ok, err
		},
		term: func(lp, lq float64) float64 {
			d := math.Exp(lp/2) - math.Exp(lq/2)
			return d * d / 2
		},
	}
}

// Bhattacharyya is -log of the integral of sqrt(p q) (Bhattacharyya 1943): +Inf for disjoint supports.
func Bhattacharyya() Divergence {
	return Divergence{
		name: "Bhattacharyya distance",
		closed: func(p, q Distribution) (float64, bool, error) {
			l, ok, err := logAlphaIntegral(p, q, 0.5)
			return max(-l, 0), ok, err
		},
		term:   func(lp, lq float64) float64 { return alphaDensity(lp, lq, 0.5) },
		finish: func(v float64) float64 { return -math.Log(v) },
	}
}

// ChiSquared is Pearson's, the integral of (p - q)^2/q = the integral of p^2/q, minus 1: +Inf where that diverges.
func ChiSquared() Divergence {
	return Divergence{
		name: "chi-squared divergence",
		closed: func(p, q Distribution) (float64, bool, error) {
			l, ok, err := logAlphaIntegral(p, q, 2)
			return max(math.Expm1(l), 0), ok, err
		},
		term: func(lp, lq float64) float64 {
			if !(math.Abs(lp-lq) < 1) {
				return alphaDensity(lp, lq, 2) - 2*math.Exp(lp) + math.Exp(lq)
			}
			r := math.Expm1(lp - lq)
			return math.Exp(lq) * r * r
		},
	}
}

// alphaDensity is p^a q^(1-a); 0 where either is 0, but +Inf where that one has a negative exponent.
func alphaDensity(lp, lq, a float64) float64 {
	zeroP, zeroQ := math.IsInf(lp, -1), math.IsInf(lq, -1)
	switch {
	case zeroP && zeroQ:
		return 0
	case zeroP && a < 0, zeroQ && a > 1:
		return math.Inf(1)
	case zeroP || zeroQ:
		return 0
	}
	return math.Exp(a*lp + (1-a)*lq)
}

// closedKLOf is KL as a Divergence's closed form.
func closedKLOf(p, q Distribution) (float64, bool, error) {
	v, err := KL(p, q)
	return v, err == nil, err
}
