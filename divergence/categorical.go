package divergence

// The categorical distribution.

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Categorical is a distribution of 0, 1, ..., n-1.
type Categorical struct{ mass masses }

// NewCategorical returns the distribution of i with probability probs[i]: in [0, 1], with sum one to 1e-9 (the rest is shared out).
func NewCategorical(probs []float64) (Categorical, error) {
	p, err := probabilities("probs", probs)
	if err != nil {
		return Categorical{}, err
	}
	return Categorical{massesFrom(p)}, nil
}

// NewCategoricalLogits returns the distribution of i with probability proportional to e^logits[i]. A logit may be -Inf, an impossible value,
// but not all of them; none is NaN or +Inf.
func NewCategoricalLogits(logits []float64) (Categorical, error) {
	err := each("logits", logits, func(entry string, l float64) error {
		if math.IsNaN(l) || math.IsInf(l, 1) {
			return badParameter(entry, l, "a finite number or -Inf")
		}
		return nil
	})
	if err != nil {
		return Categorical{}, err
	}
	// The largest is taken off first: the logarithm of the sum is then small and loses nothing to it.
	log, top := slices.Clone(logits), slices.Max(logits)
	if math.IsInf(top, -1) {
		return Categorical{}, fmt.Errorf("divergence: %w: every logit is -Inf, expected at least one finite", ErrParameter)
	}
	for i := range log {
		log[i] -= top
	}
	total := logSumExp(log)
	for i := range log {
		log[i] -= total
	}
	return Categorical{massesOf(log)}, nil
}

// Probs is a copy of the probabilities.
func (c Categorical) Probs() []float64 { return slices.Clone(c.mass.p) }

// Family is CategoricalFamily.
func (c Categorical) Family() Family { return CategoricalFamily }

// Dim is 1: a point is the number of a category.
func (c Categorical) Dim() int { return 1 }

// Support runs from the first possible category to the last.
func (c Categorical) Support() Support { return c.mass.support() }

// LogProb is log probs[x].
func (c Categorical) LogProb(x ...float64) float64 { return c.mass.at(one(x)) }

// Sample draws a category.
func (c Categorical) Sample(src rand.Source, x []float64) {
	checkPoint(x, 1)
	x[0] = c.mass.draw(src)
}

// Entropy is -sum p log p.
func (c Categorical) Entropy() float64 { return c.mass.entropy() }

// finiteMasses are the probabilities of the categories.
func (c Categorical) finiteMasses() masses { return c.mass }
