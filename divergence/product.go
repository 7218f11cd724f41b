package divergence

// Products of independent distributions.

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Product is the joint distribution of independent components, their coordinates one after the other. KL from another product of the same
// partition is the sum over components.
type Product struct {
	components []Distribution
	dim        int
}

// NewProduct returns the joint distribution of one or more independent components.
func NewProduct(components ...Distribution) (Product, error) {
	if len(components) == 0 {
		return Product{}, fmt.Errorf("divergence: %w: no components, expected at least one", ErrParameter)
	}
	p := Product{components: slices.Clone(components)}
	for i, c := range components {
		if c == nil {
			return Product{}, fmt.Errorf("divergence: %w: components[%d] is nil", ErrParameter, i)
		}
		p.dim += c.Dim()
	}
	return p, nil
}

// Components is a copy of the list of components.
func (p Product) Components() []Distribution { return slices.Clone(p.components) }

// Family is ProductFamily.
func (p Product) Family() Family { return ProductFamily }

// Dim is the sum of the components' dimensions.
func (p Product) Dim() int { return p.dim }

// Support is the product of the components' boxes. A simplex among other components is given as its box.
func (p Product) Support() Support {
	s := Support{Axes: make([]Axis, 0, p.dim)}
	for _, c := range p.components {
		s.Axes = append(s.Axes, c.Support().Axes...)
	}
	s.Simplex = len(p.components) == 1 && p.components[0].Support().Simplex
	return s
}

// LogProb is the sum of the components' log densities.
func (p Product) LogProb(x ...float64) float64 {
	checkPoint(x, p.dim)
	sum := 0.0
	for _, c := range p.components {
		sum += c.LogProb(x[:c.Dim()]...)
		x = x[c.Dim():]
	}
	return sum
}

// Sample draws the components in order.
func (p Product) Sample(src rand.Source, x []float64) {
	checkPoint(x, p.dim)
	for _, c := range p.components {
		c.Sample(src, x[:c.Dim()])
		x = x[c.Dim():]
	}
}

// landmarks are those of the first coordinate; quadrature has only one.
func (p Product) landmarks() []float64 { return landmarksOf(p.components[0]) }
