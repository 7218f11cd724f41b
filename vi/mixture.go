package vi

// Mixtures of normal densities: targets of fits, a family of their own, and what EM finds.

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"vae/divergence"
)

// MixtureFamily is all mixtures of some number of normal densities. theta is the logits of the weights, then each component's parameters.
type MixtureFamily struct {
	component GaussianFamily
	k         int
}

// NewMixtureFamily is the family of mixtures of k >= 1 normal densities of points of dim >= 1 numbers.
func NewMixtureFamily(dim, k int) MixtureFamily {
	if k < 1 {
		panic("vi: a mixture of no components")
	}
	return MixtureFamily{NewGaussianFamily(dim), k}
}

// Dim is the length of a point.
func (f MixtureFamily) Dim() int { return f.component.dim }

// Parameters is k (1 + those of a component).
func (f MixtureFamily) Parameters() int { return f.k * (1 + f.component.Parameters()) }

// Start is the theta of equal weights, components at the k means, and standard deviations std.
func (f MixtureFamily) Start(means [][]float64, std float64) []float64 {
	theta := make([]float64, f.k, f.Parameters())
	for _, m := range means {
		theta = append(theta, f.component.Start(m, std)...)
	}
	return theta
}

// At is the density of a theta, a *GaussianMixture.
func (f MixtureFamily) At(theta []float64) Density {
	if len(theta) != f.Parameters() {
		panic("vi: a theta of another length than the family has parameters")
	}
	m := &GaussianMixture{logWeights: slices.Clone(theta[:f.k])}
	l := logSumExp(m.logWeights)
	for i := range m.logWeights {
		m.logWeights[i] -= l
	}
	each := f.component.Parameters()
	for i := range f.k {
		m.components = append(m.components, f.component.at(theta[f.k+i*each:][:each]))
	}
	return m.ready()
}

// GaussianMixture is the density sum over k of w_k N(m_k, S_k). It serves one goroutine at a time.
type GaussianMixture struct {
	logWeights []float64
	components []*Gaussian
	r, g       []float64 // responsibilities; a component's gradient
}

// NewGaussianMixture makes a mixture of k weights that sum to one, means and covariances.
func NewGaussianMixture(weights []float64, means [][]float64, covariances [][][]float64) (*GaussianMixture, error) {
	if err := checkProbabilities(weights); err != nil {
		return nil, err
	}
	if len(means) != len(weights) || len(covariances) != len(weights) {
		return nil, fmt.Errorf("vi: %d weights, %d means and %d covariances", len(weights), len(means), len(covariances))
	}
	m := &GaussianMixture{}
	for i, w := range weights {
		g, err := NewGaussian(means[i], covariances[i])
		if err != nil {
			return nil, fmt.Errorf("component %d: %w", i, err)
		}
		if len(means[i]) != len(means[0]) {
			return nil, errors.New("vi: components of different dimensions")
		}
		m.logWeights, m.components = append(m.logWeights, math.Log(w)), append(m.components, g)
	}
	return m.ready(), nil
}

func (m *GaussianMixture) ready() *GaussianMixture {
	m.r, m.g = make([]float64, len(m.components)), make([]float64, m.Dim())
	return m
}

// Dim is the length of a point.
func (m *GaussianMixture) Dim() int { return m.components[0].Dim() }

// Components are the normal densities.
func (m *GaussianMixture) Components() []*Gaussian { return slices.Clone(m.components) }

// Weights are the components' probabilities.
func (m *GaussianMixture) Weights() []float64 {
	w := make([]float64, len(m.logWeights))
	for i, l := range m.logWeights {
		w[i] = math.Exp(l)
	}
	return w
}

// Distribution is the divergence.Mixture.
func (m *GaussianMixture) Distribution() (divergence.Distribution, error) {
	parts := make([]divergence.Distribution, len(m.components))
	for i, g := range m.components {
		var err error
		if parts[i], err = g.Distribution(); err != nil {
			return nil, err
		}
	}
	return divergence.NewMixture(m.Weights(), parts...)
}

// Responsibilities sets r_k = p(k | x) and returns log p(x).
func (m *GaussianMixture) Responsibilities(r, x []float64) float64 {
	for k, g := range m.components {
		r[k] = m.logWeights[k] + g.whiten(x)
	}
	return softmax(r)
}

// LogProb is the log density.
func (m *GaussianMixture) LogProb(x ...float64) float64 { return m.Responsibilities(m.r, x) }

// Gradient is the sum over components of r_k times theirs.
func (m *GaussianMixture) Gradient(dst, x []float64) {
	m.Responsibilities(m.r, x)
	clear(dst)
	for k, g := range m.components {
		g.Gradient(m.g, x)
		for i, v := range m.g {
			dst[i] += m.r[k] * v
		}
	}
}

// Score is r_k - w_k for the logits, and r_k times the component's score for its parameters.
func (m *GaussianMixture) Score(dst, x []float64) float64 {
	logp := m.Responsibilities(m.r, x)
	n := len(m.components)
	each := (len(dst) - n) / n
	for k, g := range m.components {
		dst[k] = m.r[k] - math.Exp(m.logWeights[k])
		part := dst[n+k*each:][:each]
		g.Score(part, x)
		for i := range part {
			part[i] *= m.r[k]
		}
	}
	return logp
}

// Draw chooses the component by u.
func (m *GaussianMixture) Draw(x []float64, u float64, eps []float64) {
	last := len(m.components) - 1
	for k, g := range m.components {
		w := math.Exp(m.logWeights[k])
		if u < w || k == last {
			g.Draw(x, 0, eps)
			return
		}
		u -= w
	}
}
