package divergence

// The gamma and exponential distributions.

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// Gamma is the distribution of density rate^shape x^(shape-1) e^(-rate x) / Gamma(shape) on x >= 0.
type Gamma struct{ shape, rate float64 }

// NewGamma returns the gamma distribution of a shape and a rate (one over the scale), both finite and above 0.
func NewGamma(shape, rate float64) (Gamma, error) {
	if err := positive("shape", shape); err != nil {
		return Gamma{}, err
	}
	return Gamma{shape, rate}, positive("rate", rate)
}

// Shape is the exponent of x plus one.
func (g Gamma) Shape() float64 { return g.shape }

// Rate is the decay of the density.
func (g Gamma) Rate() float64 { return g.rate }

// Family is GammaFamily.
func (g Gamma) Family() Family { return GammaFamily }

// Dim is 1.
func (g Gamma) Dim() int { return 1 }

// Support is [0, +Inf].
func (g Gamma) Support() Support { return interval(0, math.Inf(1)) }

// LogProb is the log density; at 0 its limit, +Inf for shapes below 1.
func (g Gamma) LogProb(x ...float64) float64 {
	if v := one(x); v >= 0 {
		return shapeDensity(g.shape, g.rate, v)
	}
	return math.Inf(-1)
}

// Sample draws by gonum's method (Marsaglia and Tsang; Liu, Martin and Syring for shapes below 0.2).
func (g Gamma) Sample(src rand.Source, x []float64) {
	checkPoint(x, 1)
	x[0] = distuv.Gamma{Alpha: g.shape, Beta: g.rate, Src: src}.Rand()
}

// Entropy is log Gamma(shape) + shape + (1 - shape) psi(shape) - log rate.
func (g Gamma) Entropy() float64 { return shapeEntropy(g.shape) - math.Log(g.rate) }

// landmarks are where quadrature cuts the half line.
func (g Gamma) landmarks() []float64 {
	return around(g.shape/g.rate, math.Sqrt(g.shape)/g.rate)
}

// Exponential is the distribution of density rate e^(-rate x) on x >= 0: gamma of shape 1.
type Exponential struct{ rate float64 }

// NewExponential returns the exponential distribution of a rate, finite and above 0.
func NewExponential(rate float64) (Exponential, error) {
	return Exponential{rate}, positive("rate", rate)
}

// Rate is one over the expectation.
func (e Exponential) Rate() float64 { return e.rate }

// Family is ExponentialFamily.
func (e Exponential) Family() Family { return ExponentialFamily }

// Dim is 1.
func (e Exponential) Dim() int { return 1 }

// Support is [0, +Inf].
func (e Exponential) Support() Support { return interval(0, math.Inf(1)) }

// LogProb is log rate - rate x.
func (e Exponential) LogProb(x ...float64) float64 {
	if v := one(x); v >= 0 {
		return math.Log(e.rate) - e.rate*v
	}
	return math.Inf(-1)
}

// Sample draws a standard exponential number over the rate.
func (e Exponential) Sample(src rand.Source, x []float64) {
	checkPoint(x, 1)
	x[0] = distuv.Exponential{Rate: e.rate, Src: src}.Rand()
}

// Entropy is 1 - log rate.
func (e Exponential) Entropy() float64 { return 1 - math.Log(e.rate) }

// landmarks are where quadrature cuts the half line.
func (e Exponential) landmarks() []float64 { return e.gamma().landmarks() }

// gamma is the same distribution as one of shape 1.
func (e Exponential) gamma() Gamma { return Gamma{1, e.rate} }
