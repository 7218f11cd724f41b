package divergence

// The continuous Bernoulli distribution (Loaiza-Ganem and Cunningham 2019), in its natural parameter.

import (
	"math"
	"math/rand/v2"
)

// ContinuousBernoulli is the distribution of density proportional to lambda^x (1-lambda)^(1-x) on [0, 1]. With eta = log(lambda/(1-lambda))
// that is e^(eta x) eta / (e^eta - 1), which has no singularity at lambda = 1/2 once the series around eta = 0 is used there.
type ContinuousBernoulli struct{ eta float64 }

// NewContinuousBernoulli returns the distribution of a parameter lambda strictly between 0 and 1; 1/2 is the uniform distribution.
func NewContinuousBernoulli(lambda float64) (ContinuousBernoulli, error) {
	if !(lambda > 0 && lambda < 1) {
		return ContinuousBernoulli{}, badParameter("lambda", lambda, "a number strictly between 0 and 1")
	}
	return ContinuousBernoulli{logit(lambda)}, nil
}

// NewContinuousBernoulliLogit returns the distribution of lambda = 1/(1 + e^-logit), the logit finite.
func NewContinuousBernoulliLogit(logit float64) (ContinuousBernoulli, error) {
	return ContinuousBernoulli{logit}, finite("logit", logit)
}

// logit is log(p/(1-p)), exact to the last digits around 1/2 too: 2p - 1 has no rounding error there.
func logit(p float64) float64 {
	if p > 0.25 && p < 0.75 {
		return 2 * math.Atanh(2*p-1)
	}
	return math.Log(p) - math.Log1p(-p)
}

// Logit is log(lambda/(1-lambda)).
func (c ContinuousBernoulli) Logit() float64 { return c.eta }

// Mean is the expectation, 1/(1 - e^-eta) - 1/eta.
func (c ContinuousBernoulli) Mean() float64 {
	if slope := tiltSlope(math.Abs(c.eta)); c.eta < 0 {
		return -slope
	} else {
		return 1 + slope
	}
}

// Family is ContinuousBernoulliFamily.
func (c ContinuousBernoulli) Family() Family { return ContinuousBernoulliFamily }

// Dim is 1.
func (c ContinuousBernoulli) Dim() int { return 1 }

// Support is [0, 1].
func (c ContinuousBernoulli) Support() Support { return interval(0, 1) }

// LogProb is -|eta| times the distance to the likelier end, minus log of (1 - e^-|eta|)/|eta|.
func (c ContinuousBernoulli) LogProb(x ...float64) float64 {
	v := one(x)
	if !(v >= 0 && v <= 1) {
		return math.Inf(-1)
	}
	if c.eta > 0 {
		v = 1 - v
	}
	return -math.Abs(c.eta)*v - tilt(math.Abs(c.eta))
}

// Sample inverts the distribution function: log(1 - u (1 - e^-|eta|)) / -|eta| from the likelier end.
func (c ContinuousBernoulli) Sample(src rand.Source, x []float64) {
	checkPoint(x, 1)
	u, size := rand.New(src).Float64(), math.Abs(c.eta)
	if size < 0x1p-500 {
		x[0] = u
		return
	}
	x[0] = min(-math.Log1p(u*math.Expm1(-size))/size, 1)
	if c.eta > 0 {
		x[0] = 1 - x[0]
	}
}

// Entropy is t(|eta|) - |eta| t'(|eta|), t the log normaliser.
func (c ContinuousBernoulli) Entropy() float64 {
	size := math.Abs(c.eta)
	return tilt(size) - size*tiltSlope(size)
}

// landmarks are the ends of the unit interval and the scale of the density inside.
func (c ContinuousBernoulli) landmarks() []float64 {
	size := 1 / max(math.Abs(c.eta), 1)
	if c.eta > 0 {
		return []float64{1 - 30*size, 1 - 5*size, 1 - size}
	}
	return []float64{size, 5 * size, 30 * size}
}
