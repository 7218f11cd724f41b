package divergence

// The multivariate normal distribution with a full covariance.

import (
	"math"
	"math/rand/v2"
	"slices"
)

// MultivariateNormal is N(mean, L L^T), kept by the Cholesky factor L of its covariance.
type MultivariateNormal struct {
	mean   []float64
	factor lower
}

// NewMultivariateNormal returns the normal distribution of a mean of length d and a covariance of d rows of d numbers: symmetric (to 1e-9 of
// the standard deviations) and positive definite.
func NewMultivariateNormal(mean []float64, covariance [][]float64) (MultivariateNormal, error) {
	if err := each("mean", mean, finite); err != nil {
		return MultivariateNormal{}, err
	}
	if err := sameLength("mean", len(mean), "covariance", len(covariance)); err != nil {
		return MultivariateNormal{}, err
	}
	l, err := cholesky(covariance)
	return MultivariateNormal{slices.Clone(mean), l}, err
}

// Mean is a copy of the expectations.
func (n MultivariateNormal) Mean() []float64 { return slices.Clone(n.mean) }

// Covariance is L L^T, a row each coordinate.
func (n MultivariateNormal) Covariance() [][]float64 {
	cov := make([][]float64, len(n.mean))
	for i := range cov {
		cov[i] = make([]float64, len(n.mean))
		for j := range cov[i] {
			for k := 0; k <= min(i, j); k++ {
				cov[i][j] += n.factor.at(i, k) * n.factor.at(j, k)
			}
		}
	}
	return cov
}

// Family is MultivariateNormalFamily.
func (n MultivariateNormal) Family() Family { return MultivariateNormalFamily }

// Dim is the number of coordinates.
func (n MultivariateNormal) Dim() int { return len(n.mean) }

// Support is R^Dim.
func (n MultivariateNormal) Support() Support { return space(len(n.mean)) }

// LogProb is -|L^-1 (x - mean)|^2/2 - log det L - Dim log(2 pi)/2.
func (n MultivariateNormal) LogProb(x ...float64) float64 {
	checkPoint(x, len(n.mean))
	diff := make([]float64, len(x))
	for i, xi := range x {
		diff[i] = xi - n.mean[i]
	}
	sum := 0.0
	for i, z := range n.factor.solve(diff) {
		sum += -z*z/2 - math.Log(n.factor.at(i, i)) - halfLog2Pi
	}
	return sum
}

// Sample draws mean + L eps.
func (n MultivariateNormal) Sample(src rand.Source, x []float64) {
	checkPoint(x, len(n.mean))
	r, eps := rand.New(src), make([]float64, len(x))
	for i := range eps {
		eps[i] = r.NormFloat64()
	}
	for i := range x {
		x[i] = n.mean[i]
		for k := 0; k <= i; k++ {
			x[i] += n.factor.at(i, k) * eps[k]
		}
	}
}

// Entropy is log det L + Dim log(2 pi e)/2.
func (n MultivariateNormal) Entropy() float64 {
	sum := 0.0
	for i := range n.mean {
		sum += Normal{std: n.factor.at(i, i)}.Entropy()
	}
	return sum
}

// landmarks are those of the first coordinate; quadrature has only one.
func (n MultivariateNormal) landmarks() []float64 { return around(n.mean[0], n.factor.at(0, 0)) }
