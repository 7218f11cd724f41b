package divergence

// Finitely many probabilities, with their logarithms: what Bernoulli and categorical distributions have in common.

import (
	"math"
	"math/rand/v2"
)

// masses are the probabilities of 0, 1, ... and their logarithms, kept apart because e^-800 is no float64.
type masses struct{ p, log []float64 }

// enumerable has finitely many values, 0, 1, ...
type enumerable interface {
	Distribution
	finiteMasses() masses
}

// massesOf takes normalised log probabilities.
func massesOf(log []float64) masses {
	m := masses{make([]float64, len(log)), log}
	for i, l := range log {
		m.p[i] = math.Exp(l)
	}
	return m
}

// massesFrom takes normalised probabilities.
func massesFrom(p []float64) masses {
	m := masses{p, make([]float64, len(p))}
	for i, v := range p {
		m.log[i] = math.Log(v)
	}
	return m
}

// support is the range of values of positive probability.
func (m masses) support() Support {
	low, high := math.Inf(1), math.Inf(-1)
	for i, l := range m.log {
		if !math.IsInf(l, -1) {
			low, high = min(low, float64(i)), max(high, float64(i))
		}
	}
	return integers(low, high)
}

// at is the log probability of a value.
func (m masses) at(x float64) float64 {
	if !(x >= 0 && x < float64(len(m.log))) || x != math.Trunc(x) {
		return math.Inf(-1)
	}
	return m.log[int(x)]
}

// draw inverts the distribution function: the first value at which the running sum exceeds a uniform number. Rounding at the end of the
// sum falls to the last value that is possible at all.
func (m masses) draw(src rand.Source) float64 {
	u, sum, last := rand.New(src).Float64(), 0.0, 0
	for i, p := range m.p {
		if p == 0 {
			continue
		}
		last = i
		if sum += p; u < sum {
			break
		}
	}
	return float64(last)
}

// entropy is -sum p log p, with 0 log 0 = 0.
func (m masses) entropy() float64 {
	sum := 0.0
	for i, p := range m.p {
		if p > 0 {
			sum -= p * m.log[i]
		}
	}
	return max(sum, 0)
}

// kl is the sum of gap(p_i, q_i), which differs from sum p log(p/q) by sums of probabilities only, and so not at all. It is never negative,
// zero only at equality, and +Inf where q_i is impossible and p_i is not.
func (m masses) kl(q masses) float64 {
	sum := 0.0
	for i := range m.p {
		sum += m.term(q, i)
	}
	return sum
}

// term is gap(p_i, q_i), with the logarithms where a ratio of the probabilities would not do.
func (m masses) term(q masses, i int) float64 {
	a, b := m.p[i], q.p[i]
	switch {
	case math.IsInf(m.log[i], -1):
		return b
	case math.IsInf(q.log[i], -1):
		return math.Inf(1)
	case a > 0x1p-1000 && b > 0x1p-1000:
		return gap(a, b)
	}
	return a*(m.log[i]-q.log[i]) - a + b
}
