package divergence

// The multivariate normal distribution of independent variables.

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// DiagonalNormal is N(mean, diag(std^2)), such as a variational autoencoder's posterior.
type DiagonalNormal struct{ mean, std []float64 }

// NewDiagonalNormal returns the normal distribution of independent coordinates with the given means and standard deviations, as many of
// each, all finite, std above 0.
func NewDiagonalNormal(mean, std []float64) (DiagonalNormal, error) {
	err := sameLength("mean", len(mean), "std", len(std))
	if err == nil {
		err = each("mean", mean, finite)
	}
	if err == nil {
		err = each("std", std, positive)
	}
	return DiagonalNormal{slices.Clone(mean), slices.Clone(std)}, err
}

// NewDiagonalNormalLogVar is NewDiagonalNormal from log variances, as encoders give them: std = exp(logVar/2), which must be neither zero
// nor infinite in float64.
func NewDiagonalNormalLogVar(mean, logVar []float64) (DiagonalNormal, error) {
	std := make([]float64, len(logVar))
	for i, l := range logVar {
		std[i] = math.Exp(l / 2)
		if !(std[i] > 0) || math.IsInf(std[i], 0) {
			return DiagonalNormal{}, badParameter(fmt.Sprintf("logVar[%d]", i), l, "a number between -1488 and 1418, so that exp(logVar/2) is finite and above 0")
		}
	}
	return NewDiagonalNormal(mean, std)
}

// Mean is a copy of the expectations.
func (n DiagonalNormal) Mean() []float64 { return slices.Clone(n.mean) }

// Std is a copy of the standard deviations.
func (n DiagonalNormal) Std() []float64 { return slices.Clone(n.std) }

// Family is DiagonalNormalFamily.
func (n DiagonalNormal) Family() Family { return DiagonalNormalFamily }

// Dim is the number of coordinates.
func (n DiagonalNormal) Dim() int { return len(n.mean) }

// Support is R^Dim.
func (n DiagonalNormal) Support() Support { return space(len(n.mean)) }

// LogProb is the sum of the coordinates' log densities.
func (n DiagonalNormal) LogProb(x ...float64) float64 {
	checkPoint(x, len(n.mean))
	sum := 0.0
	for i, xi := range x {
		sum += logNormal(xi, n.mean[i], n.std[i])
	}
	return sum
}

// Sample draws mean + std eps.
func (n DiagonalNormal) Sample(src rand.Source, x []float64) {
	checkPoint(x, len(n.mean))
	r := rand.New(src)
	for i := range x {
		x[i] = n.mean[i] + n.std[i]*r.NormFloat64()
	}
}

// Entropy is the sum of the coordinates' entropies.
func (n DiagonalNormal) Entropy() float64 {
	sum := 0.0
	for _, s := range n.std {
		sum += Normal{std: s}.Entropy()
	}
	return sum
}

// landmarks are those of the first coordinate; quadrature has only one.
func (n DiagonalNormal) landmarks() []float64 { return around(n.mean[0], n.std[0]) }
