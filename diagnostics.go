package vae

// What the approximate posteriors of a data set say about a model: which latent dimensions carry information, and how far their mixture is from the prior.

import "math"

// ActiveThreshold is the variance of the posterior mean over the data above which a latent dimension counts as active (Burda et al. 2016, section 5.2), for a
// prior of variance 1.
const ActiveThreshold = 0.01

// Posteriors summarises q(z|x) over n examples, by latent dimension.
type Posteriors struct {
	Examples int
	// KL is KL(q(z_j|x) || p(z_j)), averaged over the examples, nats.
	KL []float64
	// MeanVariance is the variance over the examples of the posterior mean, divided by the prior's variance.
	MeanVariance []float64
	// AggregateMean and AggregateVariance are the moments of the aggregate posterior, the mixture of all q(z|x); those of the prior are 0 and its variance.
	AggregateMean, AggregateVariance []float64
}

// Summarize describes the posteriors that Encode has returned: mean and logVar are [n, Z].
func (m *Model) Summarize(mean, logVar []float32) Posteriors {
	z := m.Latent()
	n := len(mean) / z
	p := Posteriors{
		Examples: n, KL: make([]float64, z), MeanVariance: make([]float64, z),
		AggregateMean: make([]float64, z), AggregateVariance: make([]float64, z),
	}
	for j := range z {
		center, squares, variance := 0.0, 0.0, 0.0
		for i := range n { // Welford 1962
			x := float64(mean[i*z+j])
			d := x - center
			center += d / float64(i+1)
			squares += d * (x - center)
			variance += math.Exp(float64(logVar[i*z+j]))
			p.KL[j] += gaussianKL(mean[i*z+j], logVar[i*z+j], m.arch.PriorVariance)
		}
		count := float64(max(n, 1))
		p.KL[j] /= count
		p.MeanVariance[j] = squares / count / m.arch.PriorVariance
		p.AggregateMean[j] = center
		p.AggregateVariance[j] = (squares + variance) / count
	}
	return p
}

// Active counts the dimensions whose mean moves with the data.
func (p Posteriors) Active() int {
	n := 0
	for _, v := range p.MeanVariance {
		if v > ActiveThreshold {
			n++
		}
	}
	return n
}
