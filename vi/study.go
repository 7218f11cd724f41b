package vi

// How noisy the estimators of a gradient are.

import (
	"fmt"
	"math"
)

// Study compares estimators of the gradient of KL(p_theta || q) at one theta.
type Study struct {
	Exact []float64 // by quadrature
	Rows  []StudyRow
}

// StudyRow is one estimator's gradients over all repetitions.
type StudyRow struct {
	Estimator Estimator
	Mean      []float64 // for each parameter
	StdErr    []float64 // of Mean
	Variance  []float64 // of one estimate
}

// Total is the variance summed over the parameters: the mean square distance of an estimate from the exact gradient.
func (r StudyRow) Total() float64 {
	sum := 0.0
	for _, v := range r.Variance {
		sum += v
	}
	return sum
}

// Bias is the largest distance of a mean from the exact gradient in standard errors, taken as 0 where both are within 1e-9.
func (s Study) Bias(r StudyRow) float64 {
	worst := 0.0
	for j, exact := range s.Exact {
		if d := math.Abs(r.Mean[j] - exact); d > 1e-9 {
			worst = max(worst, d/r.StdErr[j])
		}
	}
	return worst
}

// GradientStudy estimates the gradient at theta many times over with every estimator, each time from the same draws for all.
func GradientStudy(f Family, theta []float64, q Target, by []Estimator, samples, repetitions int, seed uint64) (Study, error) {
	if samples < 1 || repetitions < 2 {
		return Study{}, fmt.Errorf("vi: %d repetitions of %d samples: give at least two of one", repetitions, samples)
	}
	for _, e := range by {
		if err := e.check(f, q, samples); err != nil {
			return Study{}, err
		}
	}
	exact, err := Gradient(f, theta, q)
	if err != nil {
		return Study{}, err
	}
	s := Study{Exact: exact, Rows: make([]StudyRow, len(by))}
	n := f.Parameters()
	for i, e := range by {
		s.Rows[i] = StudyRow{e, make([]float64, n), make([]float64, n), make([]float64, n)}
	}
	p, draws, g := f.At(theta), newEstimate(f, q, samples), make([]float64, n)
	for r := range repetitions {
		draws.draw(p, newNoise(seed, placeStudy, r, f.Dim()))
		for i, e := range by {
			draws.gradient(g, e)
			s.Rows[i].add(g, r+1)
		}
	}
	for i := range s.Rows {
		s.Rows[i].finish(repetitions)
	}
	return s, nil
}

// add updates the mean and the sum of squares about it (Welford 1962).
func (r *StudyRow) add(g []float64, count int) {
	for j, v := range g {
		d := v - r.Mean[j]
		r.Mean[j] += d / float64(count)
		r.Variance[j] += d * (v - r.Mean[j])
	}
}

func (r *StudyRow) finish(count int) {
	for j := range r.Variance {
		r.Variance[j] /= float64(count - 1)
		r.StdErr[j] = math.Sqrt(r.Variance[j] / float64(count))
	}
}
