package loss

import (
	"math"

	"gorgonia.org/gorgonia"
)

// LogWeights is log p(x|z) + log p(z) - log q(z|x) of every sample but for PosteriorLevel, [B*K].
func LogWeights(n *Nodes, l *Likelihood) *gorgonia.Node { return n.logWeights(l) }

// PosteriorLevel is what LogWeights leaves out, which is one for all samples of an example: 1/2 sum_j (log_variance_j - ln s2), nats.
func PosteriorLevel(logVar []float32, priorVariance float64) float64 {
	sum := 0.0
	for _, v := range logVar {
		sum += float64(v)
	}
	return (sum - float64(len(logVar))*math.Log(priorVariance)) / 2
}

// LogSum is a running logarithm of a sum of weights, given as logarithms, with what its error needs. The zero value is an empty sum.
//
// Sums are kept relative to the largest weight m so far: S1 = sum e^(v - m), S2 = sum e^(2(v - m)).
type LogSum struct {
	n              int
	largest        float64
	first, squares float64 // S1, S2
}

// Add adds a weight e^v. A v of -Inf is a weight of 0; NaN makes every result NaN.
func (s *LogSum) Add(v float64) {
	s.n++
	if s.n == 1 || v > s.largest {
		shrink := 0.0
		if s.n > 1 && !math.IsInf(s.largest, -1) {
			shrink = math.Exp(s.largest - v)
		}
		s.first, s.squares, s.largest = s.first*shrink, s.squares*shrink*shrink, v
		if math.IsInf(v, -1) {
			return
		}
	}
	if math.IsInf(s.largest, -1) && !math.IsNaN(v) {
		return // every weight so far is 0
	}
	e := math.Exp(v - s.largest)
	s.first += e
	s.squares += e * e
}

// LogMean is log( 1/n sum of the weights ).
func (s *LogSum) LogMean() float64 {
	return s.largest + math.Log(s.first) - math.Log(float64(s.n))
}

// Effective is the effective number of weights, S1^2 / S2 (Kong 1992): n if all are equal, 1 if one has all the weight.
func (s *LogSum) Effective() float64 { return s.first * s.first / s.squares }

// StandardError is the standard error of LogMean by the delta method: the deviation of the weights over their mean, by the root of n.
//
//	(n S2/S1^2 - 1) / (n - 1), under the root; infinite for one weight
func (s *LogSum) StandardError() float64 {
	if s.n < 2 {
		return math.Inf(1)
	}
	n := float64(s.n)
	return math.Sqrt(max(n*s.squares/(s.first*s.first)-1, 0) / (n - 1))
}
