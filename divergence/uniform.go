package divergence

// The uniform distribution.

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// Uniform is the distribution of constant density on [low, high].
type Uniform struct{ low, high float64 }

// NewUniform returns the uniform distribution between two finite numbers, low below high and high - low finite.
func NewUniform(low, high float64) (Uniform, error) {
	if err := finite("low", low); err != nil {
		return Uniform{}, err
	}
	if err := finite("high", high); err != nil {
		return Uniform{}, err
	}
	if !(high-low >= leastPositive) || math.IsInf(high-low, 1) {
		return Uniform{}, badParameter("high", high, fmt.Sprintf("a number above low = %v, between 2.2e-308 and 1.79e308 from it", low))
	}
	return Uniform{low, high}, nil
}

// Low is the lower end.
func (u Uniform) Low() float64 { return u.low }

// High is the upper end.
func (u Uniform) High() float64 { return u.high }

// Family is UniformFamily.
func (u Uniform) Family() Family { return UniformFamily }

// Dim is 1.
func (u Uniform) Dim() int { return 1 }

// Support is [low, high].
func (u Uniform) Support() Support { return interval(u.low, u.high) }

// LogProb is -log(high - low), both ends included.
func (u Uniform) LogProb(x ...float64) float64 {
	if v := one(x); v >= u.low && v <= u.high {
		return -math.Log(u.width())
	}
	return math.Inf(-1)
}

// Sample draws low + (high - low) u.
func (u Uniform) Sample(src rand.Source, x []float64) {
	checkPoint(x, 1)
	x[0] = distuv.Uniform{Min: u.low, Max: u.high, Src: src}.Rand()
}

// Entropy is log(high - low).
func (u Uniform) Entropy() float64 { return math.Log(u.width()) }

// width is the length of the support.
func (u Uniform) width() float64 { return u.high - u.low }

// landmarks are the ends.
func (u Uniform) landmarks() []float64 { return []float64{u.low, u.high} }
