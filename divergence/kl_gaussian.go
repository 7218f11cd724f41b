package divergence

// KL between normal distributions, in whichever of three forms they come.

// klNormal is half of phi(s_p^2/s_q^2 - 1) + ((m_p - m_q)/s_q)^2.
func klNormal(p, q Normal) float64 {
	z := (p.mean - q.mean) / q.std
	return (varianceGap(p.std, q.std) + z*z) / 2
}

// varianceGap is r^2 - 1 - log r^2 for r = s/t, where r^2 - 1 = (s-t)(s+t)/t^2 keeps its digits near s = t.
func varianceGap(s, t float64) float64 {
	r := s / t
	if r > 0.75 && r < 1.25 {
		return phi((s - t) / t * (r + 1))
	}
	return r*r - 1 - 2*logRatio(s, t)
}

// klDiagonal is the sum over coordinates.
func klDiagonal(p, q DiagonalNormal) float64 {
	sum := 0.0
	for i := range p.mean {
		sum += klNormal(Normal{p.mean[i], p.std[i]}, Normal{q.mean[i], q.std[i]})
	}
	return sum
}

// gaussian is any of the three normal distributions as a mean and a factor of its covariance.
type gaussian struct {
	mean   []float64
	factor lower
}

// asGaussian gives the common form.
func asGaussian(p Distribution) (gaussian, bool) {
	switch d := p.(type) {
	case Normal:
		return gaussian{[]float64{d.mean}, diagonalLower([]float64{d.std})}, true
	case DiagonalNormal:
		return gaussian{d.mean, diagonalLower(d.std)}, true
	case MultivariateNormal:
		return gaussian(d), true
	}
	return gaussian{}, false
}

// klGaussian is half of tr(Q^-1 P) - d - log det(Q^-1 P) + |L_q^-1 (m_p - m_q)|^2 for covariances P, Q. With A = L_q^-1 L_p, lower triangular,
// this is a sum of terms none of which is negative:
//
//	half of sum over i of (A_ii^2 - 1 - log A_ii^2) + sum over j < i of A_ij^2 + sum over i of z_i^2
func klGaussian(p, q Distribution) (float64, bool) {
	a, okP := asGaussian(p)
	b, okQ := asGaussian(q)
	if !okP || !okQ {
		return 0, false
	}
	ratio, sum := a.factor.over(b.factor), 0.0
	for i, z := range b.factor.solve(difference(a.mean, b.mean)) {
		sum += varianceGap(a.factor.at(i, i), b.factor.at(i, i)) + z*z
		for j := range i {
			sum += ratio.at(i, j) * ratio.at(i, j)
		}
	}
	return sum / 2, true
}

// difference is a - b.
func difference(a, b []float64) []float64 {
	d := make([]float64, len(a))
	for i := range d {
		d[i] = a[i] - b[i]
	}
	return d
}
