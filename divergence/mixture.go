package divergence

// Finite mixtures.

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Mixture is the distribution of density sum of weights[i] times that of components[i]. Its divergences have no closed form.
type Mixture struct {
	weights    masses
	components []Distribution
	support    Support
}

// NewMixture returns the mixture of components of one dimension and one kind (all discrete or all continuous) with as many weights, in
// [0, 1] with sum one to 1e-9.
func NewMixture(weights []float64, components ...Distribution) (Mixture, error) {
	if err := sameLength("weights", len(weights), "components", len(components)); err != nil {
		return Mixture{}, err
	}
	w, err := probabilities("weights", weights)
	if err != nil {
		return Mixture{}, err
	}
	m := Mixture{weights: massesFrom(w), components: slices.Clone(components)}
	first := true
	for i, c := range components {
		if c == nil {
			return Mixture{}, fmt.Errorf("divergence: %w: components[%d] is nil", ErrParameter, i)
		}
		if i > 0 && !components[0].Support().sameMeasure(c.Support()) {
			return Mixture{}, fmt.Errorf("divergence: %w: components[%d] lives on %v, expected the dimension and kind of components[0] on %v",
				ErrParameter, i, c.Support(), components[0].Support())
		}
		switch {
		case weights[i] == 0:
		case first:
			m.support, first = c.Support(), false
		default:
			m.support = m.support.hull(c.Support())
		}
	}
	return m, nil
}

// Weights is a copy of the components' probabilities.
func (m Mixture) Weights() []float64 { return slices.Clone(m.weights.p) }

// Components is a copy of the list of components.
func (m Mixture) Components() []Distribution { return slices.Clone(m.components) }

// Family is MixtureFamily.
func (m Mixture) Family() Family { return MixtureFamily }

// Dim is that of the components.
func (m Mixture) Dim() int { return m.components[0].Dim() }

// Support is the smallest box around the components of positive weight.
func (m Mixture) Support() Support { return m.support }

// LogProb is the log of the weighted sum of densities.
func (m Mixture) LogProb(x ...float64) float64 {
	terms := make([]float64, 0, len(m.components))
	for i, c := range m.components {
		if l := m.weights.log[i]; !math.IsInf(l, -1) {
			terms = append(terms, l+c.LogProb(x...))
		}
	}
	return logSumExp(terms)
}

// Sample draws a component, then from it.
func (m Mixture) Sample(src rand.Source, x []float64) {
	m.components[int(m.weights.draw(src))].Sample(src, x)
}

// landmarks are all the components'.
func (m Mixture) landmarks() []float64 {
	var all []float64
	for i, c := range m.components {
		if m.weights.p[i] > 0 {
			all = append(all, landmarksOf(c)...)
		}
	}
	return all
}
