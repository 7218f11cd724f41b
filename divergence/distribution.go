package divergence

// What every distribution offers, and the few things done with any of them.

import (
	"errors"
	"fmt"
	"math/rand/v2"
)

// Family names a kind of distribution; pairs of families are the keys of the tables of closed forms.
type Family string

// The families of this package.
const (
	NormalFamily              Family = "normal"
	DiagonalNormalFamily      Family = "diagonal normal"
	MultivariateNormalFamily  Family = "multivariate normal"
	BernoulliFamily           Family = "Bernoulli"
	ContinuousBernoulliFamily Family = "continuous Bernoulli"
	CategoricalFamily         Family = "categorical"
	DirichletFamily           Family = "Dirichlet"
	GammaFamily               Family = "gamma"
	BetaFamily                Family = "beta"
	UniformFamily             Family = "uniform"
	ExponentialFamily         Family = "exponential"
	LaplaceFamily             Family = "Laplace"
	PoissonFamily             Family = "Poisson"
	MixtureFamily             Family = "mixture"
	ProductFamily             Family = "product"
)

// Distribution is a probability distribution on points of Dim numbers. The package's own are immutable values, safe from any number of
// goroutines; anything else that has these methods can be compared by Monte Carlo and, in one dimension, by quadrature.
type Distribution interface {
	// Family is the key into the tables of closed forms.
	Family() Family
	// Dim is the length of a point.
	Dim() int
	// Support is where the density is positive.
	Support() Support
	// LogProb is the log density in nats (log mass where the support is discrete) at a point of Dim numbers: -Inf outside the support.
	// It panics if there are not Dim numbers.
	LogProb(x ...float64) float64
	// Sample fills x, of length Dim, with a draw; equal sources give equal draws. It panics if x has another length.
	Sample(src rand.Source, x []float64)
}

// entropic has its entropy in closed form.
type entropic interface{ Entropy() float64 }

// ErrNoEntropy is wrapped by errors about a distribution whose entropy has no closed form.
var ErrNoEntropy = errors.New("no closed form for the entropy")

// Entropy is H(p) = -E log p(X) in nats: Shannon's for discrete distributions, differential otherwise. The error wraps ErrNoEntropy
// where there is no closed form (Poisson, mixtures).
func Entropy(p Distribution) (float64, error) {
	switch d := p.(type) {
	case entropic:
		return d.Entropy(), nil
	case Product:
		sum := 0.0
		for i, c := range d.components {
			h, err := Entropy(c)
			if err != nil {
				return 0, fmt.Errorf("component %d: %w", i, err)
			}
			sum += h
		}
		return sum, nil
	case nil:
		return 0, errNil
	}
	return 0, fmt.Errorf("%w of the %s distribution; use EntropyQuadrature (one dimension) or average -LogProb over draws", ErrNoEntropy, p.Family())
}

// CrossEntropy is H(p, q) = -E_p log q(X) = H(p) + KL(p||q) in nats; it needs both in closed form and returns their errors.
func CrossEntropy(p, q Distribution) (float64, error) {
	d, err := KL(p, q)
	if err != nil {
		return 0, err
	}
	h, err := Entropy(p)
	if err != nil {
		return 0, err
	}
	return h + d, nil
}

// Draw returns n draws of p, a row each, in one block of memory.
func Draw(p Distribution, n int, src rand.Source) [][]float64 {
	d := p.Dim()
	block, rows := make([]float64, n*d), make([][]float64, n)
	for i := range rows {
		rows[i] = block[i*d : (i+1)*d : (i+1)*d]
		p.Sample(src, rows[i])
	}
	return rows
}

// Must returns d and panics on an error; it is for parameters written in the source.
func Must[D any](d D, err error) D {
	if err != nil {
		panic(err)
	}
	return d
}

// one is the single coordinate of a point.
func one(x []float64) float64 {
	if len(x) != 1 {
		panic("divergence: a point of a one-dimensional distribution must have one number")
	}
	return x[0]
}

// checkPoint holds a point to its distribution's dimension.
func checkPoint(x []float64, dim int) {
	if len(x) != dim {
		panic("divergence: a point must have as many numbers as its distribution has dimensions")
	}
}
