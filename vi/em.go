package vi

// Expectation maximisation for Gaussian mixtures, as coordinate ascent on a bound.

import (
	"errors"
	"fmt"
	"math"
)

// EMConfig sets EM.
type EMConfig struct {
	Components int
	Iterations int     // at most; 0 is 200
	Tolerance  float64 // stop when an iteration gains less, in nats; 0 is 1e-9
	// Ridge is lambda of the penalty -lambda/2 sum over k of tr S_k^-1, which keeps components from collapsing on a point, where the likelihood has no
	// maximum; it is part of Bound and LogLikelihood. 0 is maximum likelihood.
	Ridge float64
	Seed  uint64
}

// EMResult is a fitted mixture and the way to it.
type EMResult struct {
	Mixture          *GaussianMixture
	Responsibilities [][]float64 // q_n(k), a row each point
	Steps            []HalfStep
	Converged        bool
}

// ErrCollapsed is wrapped where a component has too little data for a covariance.
var ErrCollapsed = errors.New("component collapsed: give fewer components, another seed, or a ridge above 0")

// EM fits a mixture to points. The bound
//
//	F(q, theta) = sum over n of E_q[log p(x_n, k) - log q_n(k)] = log p(X) - sum over n of KL(q_n || p(k | x_n))
//
// is raised in turn over q, the E-step, which makes it tight (the KL are 0), and over theta, the M-step; so the log-likelihood never falls
// (Dempster, Laird and Rubin 1977; Neal and Hinton 1998). The points are rows of equal length.
func EM(points [][]float64, c EMConfig) (EMResult, error) {
	if _, err := checkPoints(points); err != nil {
		return EMResult{}, err
	}
	if c.Iterations == 0 {
		c.Iterations = 200
	}
	if c.Tolerance == 0 {
		c.Tolerance = 1e-9
	}
	m, err := firstMixture(points, c.Components, c.Ridge, c.Seed)
	if err != nil {
		return EMResult{}, err
	}
	out := EMResult{Mixture: m, Responsibilities: matrix(len(points), c.Components)}
	for i := 1; i <= c.Iterations && !out.Converged; i++ {
		for n, x := range points {
			out.Mixture.Responsibilities(out.Responsibilities[n], x)
		}
		out.record(points, c, i, "E")
		before := out.Steps[len(out.Steps)-1].Bound
		if out.Mixture, err = maximise(points, out.Responsibilities, c); err != nil {
			return out, err
		}
		out.record(points, c, i, "M")
		out.Converged = out.Steps[len(out.Steps)-1].Bound-before < c.Tolerance
	}
	return out, nil
}

// maximise is the M-step: w_k = N_k / N, the weighted means, and the weighted covariances with lambda / N_k on the diagonal.
func maximise(points, r [][]float64, c EMConfig) (*GaussianMixture, error) {
	m := &GaussianMixture{}
	for k := range c.Components {
		s := momentsOf(points, r, k)
		for i := range s.cov {
			s.cov[i][i] += c.Ridge / s.n
		}
		l, err := factorise(s.cov)
		if err != nil || s.n == 0 {
			return nil, fmt.Errorf("vi: component %d with the weight of %.3g points: %w", k, s.n, ErrCollapsed)
		}
		m.logWeights = append(m.logWeights, math.Log(s.n/float64(len(points))))
		m.components = append(m.components, newGaussian(s.mean, l))
	}
	return m.ready(), nil
}

// record computes the bound from q and theta, and the log-likelihood from theta.
func (e *EMResult) record(points [][]float64, c EMConfig, iteration int, step string) {
	h := HalfStep{Iteration: iteration, Step: step}
	for n, x := range points {
		for k, g := range e.Mixture.components {
			if r := e.Responsibilities[n][k]; r > 0 {
				h.Bound += r * (e.Mixture.logWeights[k] + g.whiten(x) - math.Log(r))
			}
		}
		h.LogLikelihood += e.Mixture.LogProb(x...)
	}
	if c.Ridge > 0 {
		for _, g := range e.Mixture.components {
			for i, row := range g.l.inverse() {
				h.Bound -= c.Ridge / 2 * row[i]
				h.LogLikelihood -= c.Ridge / 2 * row[i]
			}
		}
	}
	e.Steps = append(e.Steps, h)
}
