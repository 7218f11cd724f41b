package divergence

// The Poisson distribution.

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// Poisson is the distribution of mass rate^k e^-rate / k! on k = 0, 1, 2, ...
type Poisson struct{ rate float64 }

// NewPoisson returns the Poisson distribution of a rate, finite and above 0.
func NewPoisson(rate float64) (Poisson, error) { return Poisson{rate}, positive("rate", rate) }

// Rate is the expectation.
func (p Poisson) Rate() float64 { return p.rate }

// Family is PoissonFamily.
func (p Poisson) Family() Family { return PoissonFamily }

// Dim is 1.
func (p Poisson) Dim() int { return 1 }

// Support is {0..+Inf}.
func (p Poisson) Support() Support { return integers(0, math.Inf(1)) }

// LogProb is k log rate - rate - log k!, as -gap(k, rate) - log(2 pi k)/2 - R(k) (Loader 2000).
func (p Poisson) LogProb(x ...float64) float64 {
	k := one(x)
	switch {
	case !(k >= 0) || k != math.Trunc(k) || math.IsInf(k, 1):
		return math.Inf(-1)
	case k == 0:
		return -p.rate
	}
	return -gap(k, p.rate) - halfLog2Pi - math.Log(k)/2 - binet(k)
}

// Sample draws by gonum's rejection method.
func (p Poisson) Sample(src rand.Source, x []float64) {
	checkPoint(x, 1)
	x[0] = distuv.Poisson{Lambda: p.rate, Src: src}.Rand()
}

// landmarks are where sums start.
func (p Poisson) landmarks() []float64 { return around(p.rate, math.Sqrt(p.rate)+1) }
