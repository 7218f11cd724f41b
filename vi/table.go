package vi

// Unnormalised distributions of a few discrete variables, as tables.

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Table is an unnormalised distribution f of discrete variables: a log weight for each joint state. With an observed x and f(z) = p(x, z),
// log Z is log p(x) and f / Z the posterior.
type Table struct {
	sizes []int
	logs  []float64
}

// maxStates bounds what is enumerated.
const maxStates = 1 << 24

// NewTable makes a table of variables with sizes[i] values each, and the log weights of all joint states, the last variable fastest. A log weight
// may be -Inf, an impossible state, but not all of them.
func NewTable(sizes []int, logWeights []float64) (Table, error) {
	total := 1
	for i, n := range sizes {
		if n < 1 || n > maxStates/total {
			return Table{}, fmt.Errorf("vi: variable %d has %d values: give at least 1 and no more than %d joint states", i, n, maxStates)
		}
		total *= n
	}
	if len(sizes) == 0 || total != len(logWeights) {
		return Table{}, fmt.Errorf("vi: %d log weights for variables of %v values, which have %d joint states", len(logWeights), sizes, total)
	}
	for i, l := range logWeights {
		if math.IsNaN(l) || math.IsInf(l, 1) {
			return Table{}, fmt.Errorf("vi: log weight %d is %g", i, l)
		}
	}
	if math.IsInf(slices.Max(logWeights), -1) {
		return Table{}, errors.New("vi: every state is impossible")
	}
	return Table{slices.Clone(sizes), slices.Clone(logWeights)}, nil
}

// Sizes is the number of values of each variable.
func (t Table) Sizes() []int { return slices.Clone(t.sizes) }

// LogZ is the log of the sum of all weights.
func (t Table) LogZ() float64 { return logSumExp(t.logs) }

// Posterior is the normalised distribution, a probability for each joint state.
func (t Table) Posterior() []float64 {
	p := slices.Clone(t.logs)
	softmax(p)
	return p
}

// Marginals are the probabilities of each variable's values under the normalised distribution.
func (t Table) Marginals() [][]float64 {
	out := t.uniform()
	for i := range out {
		clear(out[i])
	}
	p := t.Posterior()
	t.each(func(state int, at []int) {
		for i, v := range at {
			out[i][v] += p[state]
		}
	})
	return out
}

// ELBO is E_q[log f(z) - log q(z)] for a probability q of each joint state; -Inf where q has mass on an impossible one.
func (t Table) ELBO(q []float64) (float64, error) {
	if err := t.check(q); err != nil {
		return 0, err
	}
	sum := 0.0
	for i, p := range q {
		if p > 0 {
			sum += p * (t.logs[i] - math.Log(p))
		}
	}
	return sum, nil
}

// Decompose computes the three terms of the identity log Z = ELBO + KL(q || f/Z).
func (t Table) Decompose(q []float64) (Decomposition, error) {
	elbo, err := t.ELBO(q)
	if err != nil {
		return Decomposition{}, err
	}
	posterior, kl := t.Posterior(), 0.0
	for i, p := range q {
		if p > 0 {
			kl += p * math.Log(p/posterior[i])
		}
	}
	return Decomposition{Evidence: t.LogZ(), ELBO: elbo, KL: kl}, nil
}

// Product is the joint probabilities of independent variables, given each one's.
func (t Table) Product(q [][]float64) ([]float64, error) {
	if err := checkMarginals(q, t.sizes); err != nil {
		return nil, err
	}
	out := make([]float64, len(t.logs))
	t.each(func(state int, at []int) {
		out[state] = 1
		for i, v := range at {
			out[state] *= q[i][v]
		}
	})
	return out, nil
}

// each calls f with every joint state in order: its number, and the values of the variables.
func (t Table) each(f func(state int, at []int)) {
	at := make([]int, len(t.sizes))
	for state := range t.logs {
		f(state, at)
		for i := len(at) - 1; i >= 0; i-- {
			if at[i]++; at[i] < t.sizes[i] {
				break
			}
			at[i] = 0
		}
	}
}

// uniform is the same probability for every value of each variable.
func (t Table) uniform() [][]float64 {
	q := make([][]float64, len(t.sizes))
	for i, n := range t.sizes {
		q[i] = slices.Repeat([]float64{1 / float64(n)}, n)
	}
	return q
}

func (t Table) check(q []float64) error {
	if len(q) != len(t.logs) {
		return fmt.Errorf("vi: %d probabilities for %d joint states", len(q), len(t.logs))
	}
	return checkProbabilities(q)
}

// checkProbabilities holds that q is a distribution, to 1e-9.
func checkProbabilities(q []float64) error {
	sum := 0.0
	for i, p := range q {
		if !(p >= 0) {
			return fmt.Errorf("vi: probability %d is %g", i, p)
		}
		sum += p
	}
	if !(math.Abs(sum-1) <= 1e-9) {
		return fmt.Errorf("vi: the probabilities sum to %g", sum)
	}
	return nil
}

// checkMarginals holds that there is a distribution for each variable.
func checkMarginals(q [][]float64, sizes []int) error {
	if len(q) != len(sizes) {
		return fmt.Errorf("vi: distributions of %d variables, there are %d", len(q), len(sizes))
	}
	for i, qi := range q {
		if len(qi) != sizes[i] {
			return fmt.Errorf("vi: variable %d has %d values, not %d", i, sizes[i], len(qi))
		}
		if err := checkProbabilities(qi); err != nil {
			return fmt.Errorf("variable %d: %w", i, err)
		}
	}
	return nil
}
