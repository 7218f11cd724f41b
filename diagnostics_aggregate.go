package vae

// The aggregate posterior, q(z) = 1/n sum_i q(z|x_i), against the prior.

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"vae/internal/rng"
	"vae/loss"
)

// Aggregate says how far the aggregate posterior of n examples is from the prior, nats. The mean KL of the bound is the sum of MarginalKL and MutualInformation (Hoffman and
// Johnson 2016, ELBO surgery).
type Aggregate struct {
	// GaussianFitKL is KL(g || p) of the Gaussian g with the mean and the whole covariance of q(z), a lower bound on KL(q(z) || p(z)).
	GaussianFitKL float64
	// MarginalKL estimates KL(q(z) || p(z)), as what MutualInformation leaves of the mean KL, with the error of that.
	MarginalKL Estimate
	// MutualInformation estimates that between an example's index and z, the mean of log q(z|x) - log q(z) over Draws draws, of which each is from another q(z|x), and q(z) is summed
	// over all n components. It cannot be above ln n, so that MarginalKL is too high where n is small.
	MutualInformation float64
	Draws             int
}

// aggregateTerms bounds the draws: draws times components times dimensions.
const aggregateTerms = 200_000_000

// Aggregate compares the mixture of the posteriors that Encode has returned, mean and logVar [n, Z], with the prior. Draws are the smaller of n and what takes about a second.
func (m *Model) Aggregate(mean, logVar []float32, seed uint64) Aggregate {
	z := m.Latent()
	n := len(mean) / z
	draws := max(1, min(n, aggregateTerms/(n*z)))
	posteriors := m.Summarize(mean, logVar)
	a := Aggregate{GaussianFitKL: m.fitKL(posteriors, mean), Draws: draws}
	mixture := newMixture(mean, logVar, z)
	noise, point, eps := rng.New(seed), make([]float64, z), make([]float32, z)
	values := make([]float64, draws)
	for k := range values {
		i := k * n / draws // component by component: each in its turn, less noise than drawing it
		noise.Normal(eps, rng.MonteCarlo, 0, i, 0)
		for j := range point {
			point[j] = float64(mean[i*z+j]) + math.Exp(float64(logVar[i*z+j])/2)*float64(eps[j])
		}
		values[k] = mixture.logComponent(i, point) - mixture.logDensity(point) // at most ln n, for q(z) has 1/n of the component
	}
	information := EstimateOf(draws, func(k int) float64 { return values[k] })
	kl := 0.0
	for _, v := range posteriors.KL {
		kl += v
	}
	a.MutualInformation = information.Mean
	a.MarginalKL = Estimate{kl - information.Mean, information.StandardError}
	return a
}

// mixture is 1/n sum_i N(mean_i, variance_i).
type mixture struct {
	latent          int
	mean, precision []float64
	level           []float64 // the logarithm of each component's density at its mean
}

func newMixture(mean, logVar []float32, latent int) mixture {
	m := mixture{latent: latent, mean: make([]float64, len(mean)), precision: make([]float64, len(mean)), level: make([]float64, len(mean)/latent)}
	for i, v := range logVar {
		m.mean[i], m.precision[i] = float64(mean[i]), math.Exp(-float64(v))
		m.level[i/latent] -= (float64(v) + math.Log(2*math.Pi)) / 2
	}
	return m
}

// logComponent is the logarithm of the density of component i.
func (m mixture) logComponent(i int, z []float64) float64 {
	squares := 0.0
	mean, precision := m.mean[i*m.latent:][:len(z)], m.precision[i*m.latent:][:len(z)]
	for j, x := range z {
		d := x - mean[j]
		squares += d * d * precision[j]
	}
	return m.level[i] - squares/2
}

func (m mixture) logDensity(z []float64) float64 {
	var sum loss.LogSum
	for i := range m.level {
		sum.Add(m.logComponent(i, z))
	}
	return sum.LogMean()
}

// fitKL is KL(N(a, S) || N(0, s2 I)) = 1/2 (tr S / s2 + |a|^2 / s2 - Z - ln det S + Z ln s2) with the moments of the aggregate posterior.
func (m *Model) fitKL(p Posteriors, mean []float32) float64 {
	z, s2 := len(p.KL), m.arch.PriorVariance
	s := mat.NewSymDense(z, nil)
	for i := range p.Examples {
		row := mean[i*z : (i+1)*z]
		for j := range z {
			for k := range j {
				s.SetSym(j, k, s.At(j, k)+(float64(row[j])-p.AggregateMean[j])*(float64(row[k])-p.AggregateMean[k])/float64(p.Examples))
			}
		}
	}
	kl := float64(z) * (math.Log(s2) - 1)
	for j := range z {
		s.SetSym(j, j, p.AggregateVariance[j])
		kl += (p.AggregateVariance[j] + p.AggregateMean[j]*p.AggregateMean[j]) / s2
	}
	var factor mat.Cholesky
	if !factor.Factorize(s) {
		return math.Inf(1) // a dimension without any spread
	}
	return (kl - factor.LogDet()) / 2
}
