package divergence

// The beta distribution.

import (
	"math"
	"math/rand/v2"
)

// Beta is the distribution of density x^(alpha-1) (1-x)^(beta-1) / B(alpha, beta) on [0, 1].
type Beta struct{ alpha, beta float64 }

// NewBeta returns the beta distribution of two shapes, both finite and above 0.
func NewBeta(alpha, beta float64) (Beta, error) {
	if err := positive("alpha", alpha); err != nil {
		return Beta{}, err
	}
	return Beta{alpha, beta}, positive("beta", beta)
}

// Alpha is the exponent of x plus one.
func (b Beta) Alpha() float64 { return b.alpha }

// Beta is the exponent of 1-x plus one.
func (b Beta) Beta() float64 { return b.beta }

// Family is BetaFamily.
func (b Beta) Family() Family { return BetaFamily }

// Dim is 1.
func (b Beta) Dim() int { return 1 }

// Support is [0, 1].
func (b Beta) Support() Support { return interval(0, 1) }

// LogProb is the log density; at 0 and 1 its limits.
func (b Beta) LogProb(x ...float64) float64 {
	v := one(x)
	if !(v >= 0 && v <= 1) {
		return math.Inf(-1)
	}
	return logDirichlet(b.shapes(), []float64{v, 1 - v})
}

// Sample draws g/(g+h) of two gamma draws, in logarithms so that small shapes do not give 0/0.
func (b Beta) Sample(src rand.Source, x []float64) {
	checkPoint(x, 1)
	var both [2]float64
	drawDirichlet(b.shapes(), src, both[:])
	x[0] = both[0]
}

// Entropy is log B(alpha, beta) - (alpha-1) psi(alpha) - (beta-1) psi(beta) + (alpha+beta-2) psi(alpha+beta).
func (b Beta) Entropy() float64 { return dirichletEntropy(b.shapes()) }

// landmarks are where quadrature cuts the unit interval.
func (b Beta) landmarks() []float64 {
	n := b.alpha + b.beta
	mean := b.alpha / n
	return around(mean, math.Sqrt(mean*(b.beta/n)/(n+1)))
}

// shapes are the same distribution's as a Dirichlet of (x, 1-x).
func (b Beta) shapes() []float64 { return []float64{b.alpha, b.beta} }
