package divergence

// The Laplace distribution.

import (
	"math"
	"math/rand/v2"
)

// Laplace is the distribution of density e^(-|x - loc|/scale) / (2 scale).
type Laplace struct{ loc, scale float64 }

// NewLaplace returns the Laplace distribution of a location and a scale; both are finite, scale above 0.
func NewLaplace(loc, scale float64) (Laplace, error) {
	if err := finite("loc", loc); err != nil {
		return Laplace{}, err
	}
	return Laplace{loc, scale}, positive("scale", scale)
}

// Loc is the mean and median.
func (l Laplace) Loc() float64 { return l.loc }

// Scale is the mean distance from the location.
func (l Laplace) Scale() float64 { return l.scale }

// Family is LaplaceFamily.
func (l Laplace) Family() Family { return LaplaceFamily }

// Dim is 1.
func (l Laplace) Dim() int { return 1 }

// Support is the real line.
func (l Laplace) Support() Support { return space(1) }

// LogProb is -|x - loc|/scale - log(2 scale).
func (l Laplace) LogProb(x ...float64) float64 {
	return -math.Abs(one(x)-l.loc)/l.scale - math.Ln2 - math.Log(l.scale)
}

// Sample draws an exponential distance and a side.
func (l Laplace) Sample(src rand.Source, x []float64) {
	checkPoint(x, 1)
	r := rand.New(src)
	distance := l.scale * r.ExpFloat64()
	if r.Uint64()&1 == 1 {
		distance = -distance
	}
	x[0] = l.loc + distance
}

// Entropy is 1 + log(2 scale).
func (l Laplace) Entropy() float64 { return 1 + math.Ln2 + math.Log(l.scale) }

// landmarks are where quadrature cuts the line: the kink is one.
func (l Laplace) landmarks() []float64 { return around(l.loc, 2*l.scale) }
