package vi

// Mean field approximations of tables by coordinate ascent.

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"vae/internal/rng"
)

// MeanField is an approximation of an unnormalised distribution by independent variables, and how it was found.
type MeanField struct {
	// Bounds is J(q) = E_q log f - E_q log q <= log Z at the start and after each sweep over all variables; it never falls.
	Bounds []float64
	// Marginals are the probabilities of each variable's values.
	Marginals [][]float64
	// Converged says that the last sweep gained less than the tolerance.
	Converged bool
}

// Bound is the last one.
func (m MeanField) Bound() float64 { return m.Bounds[len(m.Bounds)-1] }

// MeanFieldConfig sets a coordinate ascent.
type MeanFieldConfig struct {
	Start     [][]float64 // probabilities of each variable's values; nil is uniform, which symmetric models may never leave
	Sweeps    int         // at most; 0 is 1000
	Tolerance float64     // stop when a sweep gains less, in nats; 0 is 1e-12
}

// RandomStart draws probabilities for variables of the given sizes, each variable's uniformly from the simplex, as start number i of a seed.
func RandomStart(sizes []int, seed uint64, i int) [][]float64 {
	q := make([][]float64, len(sizes))
	for v, n := range sizes {
		u := make([]float32, n)
		rng.New(seed).Uniform(u, rng.MonteCarlo, placeStart, i, v)
		q[v] = make([]float64, n)
		sum := 0.0
		for j := range u { // exponential numbers over their sum
			q[v][j] = -math.Log1p(-float64(u[j])) + 1e-9
			sum += q[v][j]
		}
		for j := range q[v] {
			q[v][j] /= sum
		}
	}
	return q
}

// Sites is how large a coordinate ascent's model is, and its two operations.
type sites struct {
	sizes  []int
	update func(q [][]float64, i int) error // makes q_i the best, given the others
	bound  func(q [][]float64) float64
}

// ascend sweeps over the variables until the bound stands still.
func (s sites) ascend(c MeanFieldConfig) (MeanField, error) {
	if c.Sweeps == 0 {
		c.Sweeps = 1000
	}
	if c.Tolerance == 0 {
		c.Tolerance = 1e-12
	}
	if err := checkMarginals(c.Start, s.sizes); err != nil {
		return MeanField{}, err
	}
	q := make([][]float64, len(c.Start))
	for i := range q {
		q[i] = slices.Clone(c.Start[i])
	}
	m := MeanField{Marginals: q, Bounds: []float64{s.bound(q)}}
	for range c.Sweeps {
		for i := range q {
			if err := s.update(q, i); err != nil {
				return m, fmt.Errorf("vi: variable %d: %w", i, err)
			}
		}
		before := m.Bound()
		m.Bounds = append(m.Bounds, s.bound(q))
		if m.Bound()-before < c.Tolerance {
			m.Converged = true
			break
		}
	}
	return m, nil
}

// errStuck is wrapped where an update has nothing to choose from.
var errStuck = errors.New("no value is possible together with what the other variables may be; start elsewhere")

// MeanField maximises J(q) over products q of independent variables by
//
//	q_i(v) proportional to exp E_q[log f(z) | z_i = v]
//
// in turn (Bishop 2006, equation 10.9), each update the best for its variable. It finds a local maximum that depends on the start.
func (t Table) MeanField(c MeanFieldConfig) (MeanField, error) {
	if c.Start == nil {
		c.Start = t.uniform()
	}
	return sites{t.sizes, t.update, t.meanFieldBound}.ascend(c)
}

// update sets q_i, with the convention that impossible states do not matter where q has no mass.
func (t Table) update(q [][]float64, i int) error {
	scores := make([]float64, t.sizes[i])
	t.each(func(state int, at []int) {
		if p := probability(q, at, i); p > 0 {
			scores[at[i]] += p * t.logs[state]
		}
	})
	if math.IsInf(slices.Max(scores), -1) {
		return errStuck
	}
	softmax(scores)
	copy(q[i], scores)
	return nil
}

// probability is the product of the variables' probabilities but one's; none is left out for -1.
func probability(q [][]float64, at []int, but int) float64 {
	p := 1.0
	for i, v := range at {
		if i != but {
			p *= q[i][v]
		}
	}
	return p
}

// meanFieldBound is E_q log f plus the entropies.
func (t Table) meanFieldBound(q [][]float64) float64 {
	sum := 0.0
	t.each(func(state int, at []int) {
		if p := probability(q, at, -1); p > 0 {
			sum += p * t.logs[state]
		}
	})
	return sum + entropies(q)
}

// entropies is the sum of -q log q over all variables.
func entropies(q [][]float64) float64 {
	sum := 0.0
	for _, qi := range q {
		for _, p := range qi {
			if p > 0 {
				sum -= p * math.Log(p)
			}
		}
	}
	return sum
}
