package vi

// Variational Bayes for Gaussian mixtures.

import (
	"fmt"
	"math"
	"slices"

	"vae/divergence"
)

// BayesConfig sets VariationalBayes. The priors are w ~ Dirichlet(Concentration, ...), and for each component a precision matrix from
// Wishart(W, Freedom) with W^-1 = Freedom * Covariance, and a mean from N(Mean, (Pull precision)^-1).
type BayesConfig struct {
	Components    int         // at most
	Concentration float64     // below 1 it favours few components; 0 is 0.01
	Mean          []float64   // nil is that of the points
	Pull          float64     // the prior mean counts as so many points; 0 is 1
	Covariance    [][]float64 // nil is that of the points
	Freedom       float64     // above D - 1; 0 is D
	Iterations    int         // at most; 0 is 500
	Tolerance     float64     // stop when an iteration gains less, in nats; 0 is 1e-8
	Seed          uint64
}

// BayesResult is the posterior q(w) q(mean, precision) of every component, in the letters of Bishop (2006), and the way to it.
type BayesResult struct {
	Concentration    []float64     // alpha_k of the Dirichlet
	Pull             []float64     // beta_k
	Freedom          []float64     // nu_k
	Means            [][]float64   // m_k
	Scatter          [][][]float64 // W_k^-1
	Responsibilities [][]float64   // q_n(k), a row each point
	Steps            []HalfStep
	Converged        bool
}

// VariationalBayes fits the posterior of a mixture's weights, means and covariances to points by coordinate ascent on a lower bound of the log
// evidence log p(X) (Attias 2000; Bishop 2006, section 10.2). Components that the data do not need fall back to the prior with a weight near 0.
func VariationalBayes(points [][]float64, c BayesConfig) (BayesResult, error) {
	if _, err := checkPoints(points); err != nil {
		return BayesResult{}, err
	}
	first, err := firstMixture(points, c.Components, 0, c.Seed)
	if err != nil {
		return BayesResult{}, err
	}
	c = c.withDefaults(points)
	b, err := newBayes(points, c)
	if err != nil {
		return BayesResult{}, err
	}
	for n, x := range points {
		first.Responsibilities(b.Responsibilities[n], x)
	}
	before := math.Inf(-1)
	for i := 1; i <= c.Iterations && !b.Converged; i++ {
		if err := b.maximise(); err != nil {
			return b.BayesResult, err
		}
		if err := b.record(i, "M"); err != nil {
			return b.BayesResult, err
		}
		b.expect()
		if err := b.record(i, "E"); err != nil {
			return b.BayesResult, err
		}
		after := b.Steps[len(b.Steps)-1].Bound
		b.Converged, before = after-before < c.Tolerance, after
	}
	return b.BayesResult, nil
}

func (c BayesConfig) withDefaults(points [][]float64) BayesConfig {
	all := allOf(points)
	for _, d := range []struct {
		field *float64
		value float64
	}{{&c.Concentration, 0.01}, {&c.Pull, 1}, {&c.Freedom, float64(len(points[0]))}, {&c.Tolerance, 1e-8}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	if c.Mean == nil {
		c.Mean = all.mean
	}
	if c.Covariance == nil {
		c.Covariance = all.cov
	}
	if c.Iterations == 0 {
		c.Iterations = 500
	}
	return c
}

// Weights are the expected ones, alpha_k over their sum.
func (r BayesResult) Weights() []float64 {
	w, sum := slices.Clone(r.Concentration), 0.0
	for _, a := range w {
		sum += a
	}
	for k := range w {
		w[k] /= sum
	}
	return w
}

// Kept are the components with at least that expected weight.
func (r BayesResult) Kept(weight float64) []int {
	var kept []int
	for k, w := range r.Weights() {
		if w >= weight {
			kept = append(kept, k)
		}
	}
	return kept
}

// Mixture has the expected weights, the means, and the inverses of the expected precisions, W_k^-1 / nu_k.
func (r BayesResult) Mixture() (*GaussianMixture, error) {
	covs := make([][][]float64, len(r.Scatter))
	for k, t := range r.Scatter {
		covs[k] = square(len(t))
		for i := range t {
			for j := range t {
				covs[k][i][j] = t[i][j] / r.Freedom[k]
			}
		}
	}
	return NewGaussianMixture(r.Weights(), r.Means, covs)
}

// bayes is a fit in progress.
type bayes struct {
	BayesResult
	points [][]float64
	prior  wishart
	c      BayesConfig
	parts  []wishart // of each component
}

// wishart is a Normal-Wishart distribution with what is often asked of it.
type wishart struct {
	mean       []float64
	pull, nu   float64
	scatter    [][]float64 // W^-1
	l          factor      // of W^-1
	meanLogDet float64     // E log |precision|
}

// newWishart computes E log |precision| = sum over i < D of psi((nu-i)/2) + D log 2 + log |W|.
func newWishart(mean []float64, pull, nu float64, scatter [][]float64) (wishart, error) {
	l, err := factorise(scatter)
	if err != nil {
		return wishart{}, err
	}
	w := wishart{mean, pull, nu, scatter, l, float64(len(mean))*math.Ln2 - 2*l.logDet()}
	for i := range mean {
		w.meanLogDet += divergence.Digamma((nu - float64(i)) / 2)
	}
	return w, nil
}

func newBayes(points [][]float64, c BayesConfig) (*bayes, error) {
	d, n, k := len(points[0]), len(points), c.Components
	if !(c.Concentration > 0 && c.Pull > 0 && c.Freedom > float64(d-1)) || len(c.Mean) != d || len(c.Covariance) != d {
		return nil, fmt.Errorf("vi: prior with concentration %g, pull %g, freedom %g and a mean of %d numbers: the first two are above 0, freedom above %d, means of %d",
			c.Concentration, c.Pull, c.Freedom, len(c.Mean), d-1, d)
	}
	scatter := square(d)
	for i := range scatter {
		for j := range scatter {
			scatter[i][j] = c.Freedom * c.Covariance[i][j]
		}
	}
	prior, err := newWishart(c.Mean, c.Pull, c.Freedom, scatter)
	if err != nil {
		return nil, fmt.Errorf("vi: the prior's covariance: %w", err)
	}
	b := &bayes{points: points, prior: prior, c: c, parts: make([]wishart, k)}
	b.BayesResult = BayesResult{
		Concentration: make([]float64, k), Pull: make([]float64, k), Freedom: make([]float64, k),
		Means: make([][]float64, k), Scatter: make([][][]float64, k), Responsibilities: matrix(n, k),
	}
	return b, nil
}
