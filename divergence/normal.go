package divergence

// The normal distribution of one variable.

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// Normal is N(mean, std^2).
type Normal struct{ mean, std float64 }

// NewNormal returns the normal distribution of a mean and a standard deviation; both are finite, std above 0.
func NewNormal(mean, std float64) (Normal, error) {
	if err := finite("mean", mean); err != nil {
		return Normal{}, err
	}
	return Normal{mean, std}, positive("std", std)
}

// Mean is the expectation.
func (n Normal) Mean() float64 { return n.mean }

// Std is the standard deviation.
func (n Normal) Std() float64 { return n.std }

// Family is NormalFamily.
func (n Normal) Family() Family { return NormalFamily }

// Dim is 1.
func (n Normal) Dim() int { return 1 }

// Support is the real line.
func (n Normal) Support() Support { return space(1) }

// LogProb is -z^2/2 - log std - log(2 pi)/2 with z = (x - mean)/std.
func (n Normal) LogProb(x ...float64) float64 { return logNormal(one(x), n.mean, n.std) }

// logNormal is the log density of N(mean, std^2) at x.
func logNormal(x, mean, std float64) float64 {
	z := (x - mean) / std
	return -z*z/2 - math.Log(std) - halfLog2Pi
}

// Sample draws mean + std eps.
func (n Normal) Sample(src rand.Source, x []float64) {
	checkPoint(x, 1)
	x[0] = distuv.Normal{Mu: n.mean, Sigma: n.std, Src: src}.Rand()
}

// Entropy is log std + log(2 pi e)/2.
func (n Normal) Entropy() float64 { return math.Log(n.std) + halfLog2Pi + 0.5 }

// landmarks are where quadrature cuts the line.
func (n Normal) landmarks() []float64 { return around(n.mean, n.std) }
