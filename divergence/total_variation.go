package divergence

// Total variation distance.

import "math"

// TotalVariation is half the integral of |p - q|, the largest difference of the two probabilities of an event: between 0 and 1. Closed for
// Bernoulli, categorical, uniform, exponential and normal distributions, multivariate normals of equal covariance and Laplaces of equal scale.
func TotalVariation() Divergence {
	return Divergence{
		name: "total variation distance",
		closed: func(p, q Distribution) (float64, bool, error) {
			p, q = alike(p, q)
			if f, ok := variations[p.Family()]; ok && p.Family() == q.Family() {
				v, ok := f(p, q)
				return min(max(v, 0), 1), ok, nil
			}
			return 0, false, nil
		},
		term: func(lp, lq float64) float64 { return math.Abs(math.Exp(lp)-math.Exp(lq)) / 2 },
	}
}

// variations are the closed forms, keyed by the family of both.
var variations = map[Family]rule{
	CategoricalFamily:        exact(variationCategorical),
	UniformFamily:            exact(variationUniform),
	ExponentialFamily:        exact(variationExponential),
	NormalFamily:             exact(variationNormal),
	DiagonalNormalFamily:     variationGaussian,
	MultivariateNormalFamily: variationGaussian,
	LaplaceFamily: func(p, q Distribution) (float64, bool) {
		a, okP := p.(Laplace)
		b, okQ := q.(Laplace)
		if !okP || !okQ || a.scale != b.scale {
			return 0, false
		}
		return -math.Expm1(-math.Abs(a.loc-b.loc) / a.scale / 2), true
	},
}

// variationCategorical is half the sum of |p_i - q_i|.
func variationCategorical(p, q Categorical) float64 {
	sum := 0.0
	for i := range p.mass.p {
		sum += math.Abs(p.mass.p[i] - q.mass.p[i])
	}
	return sum / 2
}

// variationUniform is 1 - the integral of min(p, q): the overlap times the lower density.
func variationUniform(p, q Uniform) float64 {
	overlap := max(min(p.high, q.high)-max(p.low, q.low), 0)
	return 1 - overlap/max(p.width(), q.width())
}

// variationExponential: the densities cross once, at x = log(a/b)/(a-b) for rates a > b, so it is e^(-b x) - e^(-a x).
func variationExponential(p, q Exponential) float64 {
	a, b := max(p.rate, q.rate), min(p.rate, q.rate)
	if a == b {
		return 0
	}
	l := logRatio(a, b)
	// b x = l b/(a-b), and the difference is e^(-b x) (1 - e^(-l)).
	return -math.Exp(-l*(b/(a-b))) * math.Expm1(-l)
}

// variationNormal: the wider density exceeds the narrower one outside two points. In units of the narrower's deviation and from its mean, with e < 1
// the ratio of the deviations and f the distance of the means over the wider one, they solve
//
//	(1 - e^2) z^2 + 2 e f z - (f^2 - 2 log e) = 0
func variationNormal(p, q Normal) float64 {
	if p.std < q.std {
		p, q = q, p
	}
	distance := math.Abs(p.mean - q.mean)
	if p.std == q.std {
		return math.Erf(distance / p.std / 2 / math.Sqrt2)
	}
	e, f := q.std/p.std, distance/p.std
	l := logRatio(p.std, q.std)
	spread := (p.std - q.std) / p.std * (1 + e) // 1 - e^2
	if math.IsInf(f*f, 1) {
		return 1
	}
	// The root of the larger size has no cancellation, and the product of both gives the other.
	low := -(e*f + math.Sqrt(f*f+2*spread*l)) / spread
	high := -(f*f + 2*l) / spread / low
	return normalBetween(low, high) - normalBetween(low*e-f, high*e-f)
}

// normalBetween is the standard normal probability of [a, b], by the tail that both lie in.
func normalBetween(a, b float64) float64 {
	switch {
	case a > 0:
		return (math.Erfc(a/math.Sqrt2) - math.Erfc(b/math.Sqrt2)) / 2
	case b < 0:
		return (math.Erfc(-b/math.Sqrt2) - math.Erfc(-a/math.Sqrt2)) / 2
	}
	return (math.Erf(b/math.Sqrt2) - math.Erf(a/math.Sqrt2)) / 2
}

// variationGaussian is erf(|L^-1 (m_p - m_q)| / (2 sqrt 2)) for one covariance.
func variationGaussian(p, q Distribution) (float64, bool) {
	a, okP := asGaussian(p)
	b, okQ := asGaussian(q)
	if !okP || !okQ {
		return 0, false
	}
	for i := range a.factor.a {
		if a.factor.a[i] != b.factor.a[i] {
			return 0, false
		}
	}
	square := 0.0
	for _, z := range b.factor.solve(difference(a.mean, b.mean)) {
		square += z * z
	}
	return math.Erf(math.Sqrt(square) / 2 / math.Sqrt2), true
}
