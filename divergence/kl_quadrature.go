package divergence

// KL and entropy by quadrature, for one-dimensional pairs without a closed form.

import "math"

// KLQuadrature is KL(p||q) by integrating its definition numerically, or by summing it where p and q are discrete: one dimension only. The
// relative error is about 1e-11 unless a density is singular, by more than x^-0.7 say, at an end other than 0. +Inf where p has mass that q
// has not. The errors wrap ErrIncomparable or ErrNotConverged.
func KLQuadrature(p, q Distribution) (float64, error) {
	if err := checkLine(p, q); err != nil {
		return 0, err
	}
	if !q.Support().Contains(p.Support()) {
		return math.Inf(1), nil
	}
	v, err := integrate(p, q, klDensity)
	if err != nil {
		return 0, err
	}
	return number("KLQuadrature", max(v, 0), p, q)
}

// klDensity is p log(p/q), with 0 log 0 = 0.
func klDensity(lp, lq float64) float64 {
	w := math.Exp(lp)
	if w == 0 {
		return 0
	}
	return w * (lp - lq)
}

// EntropyQuadrature is the entropy of a one-dimensional distribution by integrating -p log p numerically, or by summing it.
func EntropyQuadrature(p Distribution) (float64, error) {
	return integrate(p, p, func(lp, _ float64) float64 { return -klDensity(lp, 0) })
}
