package divergence

// The logarithm of the integral of p^a q^(1-a) in closed form.

import "math"

// logAlphaIntegral is log of the integral of p^a q^(1-a) at any finite a, where both are positive; ok is false without a closed form. +Inf
// where it diverges, -Inf where p and q have nothing in common.
func logAlphaIntegral(p, q Distribution, a float64) (value float64, ok bool, err error) {
	if a < 0 {
		return logAlphaIntegral(q, p, 1-a)
	}
	if x, isProduct := p.(Product); isProduct {
		if y, alsoProduct := q.(Product); alsoProduct {
			return logAlphaProduct(x, y, a)
		}
	}
	p, q = alike(p, q)
	if p.Family() != q.Family() {
		return 0, false, nil
	}
	if x, isLaplace := p.(Laplace); isLaplace {
		if y, alsoLaplace := q.(Laplace); alsoLaplace {
			return logAlphaLaplace(x, y, a), true, nil
		}
	}
	mean, ok := geometricMeans[p.Family()]
	if !ok {
		return 0, false, nil
	}
	g, limit := mean(p, q, a)
	if g == nil {
		return limit, !math.IsNaN(limit), nil
	}
	toP, err := KL(g, p)
	if err != nil {
		return 0, false, err
	}
	toQ, err := KL(g, q)
	return -blend(toP, toQ, a), err == nil, err
}

// logAlphaProduct is the sum over independent components.
func logAlphaProduct(p, q Product, a float64) (sum float64, ok bool, err error) {
	if len(p.components) != len(q.components) {
		return 0, false, nil
	}
	least, most := 0.0, 0.0
	for i := range p.components {
		if err := checkPair(p.components[i], q.components[i]); err != nil {
			return 0, false, err
		}
		v, ok, err := logAlphaIntegral(p.components[i], q.components[i], a)
		if !ok || err != nil {
			return 0, ok, err
		}
		least, most, sum = min(least, v), max(most, v), sum+v
	}
	if math.IsInf(least, -1) && math.IsInf(most, 1) {
		return math.Inf(1), true, nil // some of p's mass lies where q has none, under a negative exponent
	}
	return sum, true, nil
}

// logAlphaLaplace integrates e^(-u|x-m_p| - v|x-m_q|) with u = a/b_p and v = (1-a)/b_q outside both locations and between them: with d their
// distance,
//
//	(e^(-u d) + e^(-v d))/(u+v) + (e^(-u d) - e^(-v d))/(v-u),
//
// divergent unless u + v > 0; the second term is e^(-min(u,v) d) d e^t(|u-v| d) with the log normaliser t of tilt.go.
func logAlphaLaplace(p, q Laplace, a float64) float64 {
	u, v := a/p.scale, (1-a)/q.scale
	if !(u+v > 0) {
		return math.Inf(1)
	}
	d := math.Abs(p.loc - q.loc)
	if math.IsInf(v*d, -1) {
		return math.Inf(1) // e^(-v d) is beyond float64, logarithm and all
	}
	l := logAdd(-u*d, -v*d) - math.Log(u+v)
	if d > 0 {
		l = logAdd(l, -min(u, v)*d+math.Log(d)+tilt(math.Abs(u-v)*d))
	}
	return l - a*math.Log(2*p.scale) - (1-a)*math.Log(2*q.scale)
}
