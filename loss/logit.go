package loss

import "math"

// continuousLogit is the logit at which the continuous Bernoulli has a mean in (0, 1): the mean grows with the logit, so halving finds it.
func continuousLogit(mean float64) float64 {
	lo, hi := -1e4, 1e4
	for range 100 {
		if mid := (lo + hi) / 2; continuousMean(mid) < mean {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// continuousMean is E[x] = 1/(1 - e^-l) - 1/l, and near 0 its series 1/2 + l/12 - l^3/720.
func continuousMean(l float64) float64 {
	if math.Abs(l) < 0.01 {
		return 0.5 + l/12 - l*l*l/720
	}
	return -1/math.Expm1(-l) - 1/l
}
