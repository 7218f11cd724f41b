package vi

// What EM and variational Bayes for Gaussian mixtures share: data, where to begin, weighted moments.

import (
	"fmt"
	"math"

	"vae/internal/rng"
)

// HalfStep is the state of EM or VariationalBayes after one of its two steps, in nats.
type HalfStep struct {
	Iteration int
	Step      string // "E": the distribution of the assignments was updated; "M": the parameters were
	// Bound is the lower bound on LogLikelihood (EM) or on the log evidence (VariationalBayes). It never falls.
	Bound float64
	// LogLikelihood is that of the parameters, computed without the assignments; NaN for VariationalBayes, which has no one value of them.
	LogLikelihood float64
}

// checkPoints returns the dimension of n >= 2 finite points.
func checkPoints(points [][]float64) (int, error) {
	if len(points) < 2 || len(points[0]) == 0 {
		return 0, fmt.Errorf("vi: %d points: give at least 2, of at least one number", len(points))
	}
	for i, x := range points {
		if len(x) != len(points[0]) {
			return 0, fmt.Errorf("vi: point %d has %d numbers, the first %d", i, len(x), len(points[0]))
		}
		for j, v := range x {
			if !finite(v) {
				return 0, fmt.Errorf("vi: point %d, number %d is %g", i, j, v)
			}
		}
	}
	return len(points[0]), nil
}

// moments are the weight N, the mean and the covariance S of points with the weights r[n][k] of one component.
type moments struct {
	n    float64
	mean []float64
	cov  [][]float64
}

func momentsOf(points, r [][]float64, k int) moments {
	d := len(points[0])
	m := moments{mean: make([]float64, d), cov: square(d)}
	for i, x := range points {
		m.n += r[i][k]
		for j, v := range x {
			m.mean[j] += r[i][k] * v
		}
	}
	if m.n < 1e-300 { // nothing is assigned: moments of no weight
		clear(m.mean)
		return moments{mean: m.mean, cov: m.cov}
	}
	for j := range m.mean {
		m.mean[j] /= m.n
	}
	for i, x := range points {
		for a := range x {
			for b := range a + 1 {
				m.cov[a][b] += r[i][k] / m.n * (x[a] - m.mean[a]) * (x[b] - m.mean[b])
				m.cov[b][a] = m.cov[a][b]
			}
		}
	}
	return m
}

// allOf are the moments of all points.
func allOf(points [][]float64) moments {
	r := make([][]float64, len(points))
	for i := range r {
		r[i] = []float64{1}
	}
	return momentsOf(points, r, 0)
}

// firstMixture is where both algorithms begin: k centres drawn by k-means++ (Arthur and Vassilvitskii 2007), equal weights, and the data's
// covariance, with variances ridge added, shrunk to a k-th of its volume.
func firstMixture(points [][]float64, k int, ridge float64, seed uint64) (*GaussianMixture, error) {
	if k < 1 || k > len(points) {
		return nil, fmt.Errorf("vi: %d components for %d points", k, len(points))
	}
	d := len(points[0])
	cov := allOf(points).cov
	shrink := math.Pow(float64(k), -2/float64(d))
	for i := range cov {
		for j := range cov[i] {
			cov[i][j] *= shrink
		}
		cov[i][i] += ridge
	}
	weights, covs := make([]float64, k), make([][][]float64, k)
	for i := range weights {
		weights[i], covs[i] = 1/float64(k), cov
	}
	m, err := NewGaussianMixture(weights, seedCentres(points, k, seed), covs)
	if err != nil {
		return nil, fmt.Errorf("vi: the points lie in fewer dimensions than %d: %w", d, err)
	}
	return m, nil
}

// seedCentres draws each centre from the points with probability proportional to the squared distance to the nearest centre so far.
func seedCentres(points [][]float64, k int, seed uint64) [][]float64 {
	u, nearest := make([]float32, 1), make([]float64, len(points))
	for i := range nearest {
		nearest[i] = 1 // the first is any
	}
	var centres [][]float64
	for c := range k {
		rng.New(seed).Uniform(u, rng.MonteCarlo, placeSeed, c, 0)
		total := 0.0
		for _, d := range nearest {
			total += d
		}
		at, left := 0, float64(u[0])*total
		for i, d := range nearest {
			if d > 0 {
				at = i
				if left < d {
					break
				}
				left -= d
			}
		}
		centres = append(centres, points[at])
		for i, x := range points {
			d := 0.0
			for j, v := range x {
				d += (v - points[at][j]) * (v - points[at][j])
			}
			if c == 0 || d < nearest[i] {
				nearest[i] = d
			}
		}
	}
	return centres
}

// matrix is rows by cols zeros.
func matrix(rows, cols int) [][]float64 {
	m := make([][]float64, rows)
	for i := range m {
		m[i] = make([]float64, cols)
	}
	return m
}
