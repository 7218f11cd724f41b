package divergence

// The small non-negative terms that divergences are sums of, each computed without cancellation: near equality a divergence is of second
// order, and the textbook formula subtracts numbers of order one.

import "math"

// phi is u - log(1 + u) for u >= -1: 0 at 0, convex, +Inf at -1. Near 0, with s = u/(2+u) and log(1+u) = 2 atanh(s),
//
//	phi(u) = s (u - 2 s^2 (1/3 + s^2/5 + s^4/7 + ...))
//
// Near -1 the rounding of u itself is what the logarithm sees: callers who know 1 + u take ratioGap.
func phi(u float64) float64 {
	if math.Abs(u) > 0.5 {
		return u - math.Log1p(u)
	}
	s := u / (2 + u)
	s2, sum := s*s, 0.0
	for k := 37; k >= 3; k -= 2 {
		sum = sum*s2 + 1/float64(k)
	}
	return s * (u - 2*s2*sum)
}

// expGap is e^t - 1 - t: by its series t^2/2 (1 + t/3 (1 + t/4 (...))) for |t| below 1.
func expGap(t float64) float64 {
	if math.Abs(t) >= 1 {
		return math.Expm1(t) - t
	}
	sum := 1.0
	for k := 22; k >= 3; k-- {
		sum = 1 + t/float64(k)*sum
	}
	return t * t / 2 * sum
}

// logRatio is log(a/b) of positive numbers, to the last digits near a = b and wherever a/b overflows.
func logRatio(a, b float64) float64 {
	r := a / b
	switch {
	case r > 0.5 && r < 2:
		return math.Log1p((a - b) / b) // a-b is exact
	case r < 0x1p-1000 || r > 0x1p1000:
		return math.Log(a) - math.Log(b)
	}
	return math.Log(r)
}

// gap is a log(a/b) - a + b of non-negative numbers, the term of the generalised Kullback-Leibler divergence: 0 only at a = b, b at a = 0,
// +Inf at b = 0 < a.
func gap(a, b float64) float64 {
	switch {
	case a == b:
		return 0
	case a == 0:
		return b
	case b == 0:
		return math.Inf(1)
	}
	if r := b / a; r > 0.5 && r < 2 {
		return a * phi((b-a)/a)
	}
	return a*logRatio(a, b) - a + b
}

// ratioGap is r - 1 - log r for r = a/b, the Itakura-Saito term of positive numbers.
func ratioGap(a, b float64) float64 {
	r := a / b
	if r > 0.5 && r < 2 {
		return phi((a - b) / b)
	}
	return r - 1 - logRatio(a, b)
}

// logSumExp is log(sum of e^l), -Inf for no or only -Inf terms, +Inf if one is.
func logSumExp(ls []float64) float64 {
	top := math.Inf(-1)
	for _, l := range ls {
		top = max(top, l)
	}
	if math.IsInf(top, 0) {
		return top
	}
	sum := 0.0
	for _, l := range ls {
		sum += math.Exp(l - top)
	}
	return top + math.Log(sum)
}
