package divergence

// The Bernoulli distribution.

import (
	"math"
	"math/rand/v2"
)

// Bernoulli is the distribution of 1 with probability p and 0 otherwise. Both logarithms are kept, so that neither probability need be
// representable.
type Bernoulli struct{ mass masses }

// NewBernoulli returns the distribution of 1 with probability p in [0, 1].
func NewBernoulli(p float64) (Bernoulli, error) {
	if !(p >= 0 && p <= 1) {
		return Bernoulli{}, badParameter("p", p, "a probability in [0, 1]")
	}
	return Bernoulli{masses{p: []float64{1 - p, p}, log: []float64{math.Log1p(-p), math.Log(p)}}}, nil
}

// NewBernoulliLogit returns the distribution of 1 with probability 1/(1 + e^-logit); the logit is finite.
func NewBernoulliLogit(logit float64) (Bernoulli, error) {
	if err := finite("logit", logit); err != nil {
		return Bernoulli{}, err
	}
	return Bernoulli{massesOf([]float64{-softplus(logit), -softplus(-logit)})}, nil
}

// softplus is log(1 + e^x), at any x.
func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

// P is the probability of 1.
func (b Bernoulli) P() float64 { return b.mass.p[1] }

// Family is BernoulliFamily.
func (b Bernoulli) Family() Family { return BernoulliFamily }

// Dim is 1.
func (b Bernoulli) Dim() int { return 1 }

// Support is {0, 1}, or the one value that is certain.
func (b Bernoulli) Support() Support { return b.mass.support() }

// LogProb is log p at 1 and log(1-p) at 0.
func (b Bernoulli) LogProb(x ...float64) float64 { return b.mass.at(one(x)) }

// Sample draws 0 or 1.
func (b Bernoulli) Sample(src rand.Source, x []float64) {
	checkPoint(x, 1)
	x[0] = b.mass.draw(src)
}

// Entropy is -p log p - (1-p) log(1-p).
func (b Bernoulli) Entropy() float64 { return b.mass.entropy() }

// finiteMasses are the probabilities of 0 and 1.
func (b Bernoulli) finiteMasses() masses { return b.mass }
