package vae

// Variances in closed form.

import (
	"context"
	"errors"
	"fmt"
	"math"

	"vae/autodiff/plan"
	"vae/internal/rng"
	"vae/loss"
	"vae/model"
)

// ErrNotFinite is returned by FitVariance where reconstructions, or the data, are no finite numbers.
var ErrNotFinite = errors.New("vae: the mean squared error is not finite")

// FitVariance sets the variances that the likelihood has in closed form (gaussian_optimal) to the best for n examples, the mean squared errors of their reconstructions
// from a draw of z each, not below loss.MinVariance. fill writes examples first, first+1, ... to x [k, D], from several goroutines at once. The result depends on the
// seed, the examples and their numbers alone, not on the threads, 0 for one a processor. A model without such variances stays as it is.
func (m *Model) FitVariance(n int, fill func(x []float32, first int), seed uint64, threads int) error {
	fitted := m.likelihood.Fitted()
	if len(fitted) == 0 {
		return nil
	}
	if n < 1 {
		return fmt.Errorf("vae: a variance of %d examples; give at least one", n)
	}
	sums, noise := make([]float64, n*len(fitted)), rng.New(seed) // of the squares of each example
	rows := batchSizes[len(batchSizes)-1]
	err := inGroups(context.Background(), n, rows, threads, func() (worker, error) {
		f := &fitter{
			model: m, fitted: fitted, noise: noise, x: make([]float32, rows*m.width), mean: make([]float32, rows*m.width),
			z: make([]float32, rows*m.Latent()), logVar: make([]float32, rows*m.Latent()), eps: make([]float32, m.Latent()),
		}
		return func(lo, hi int) error { return f.add(sums, fill, lo, hi) }, nil
	})
	if err != nil {
		return err
	}
	values := make([]float32, len(fitted))
	for v, of := range fitted {
		total := 0.0
		for i := range n {
			total += sums[i*len(fitted)+v]
		}
		values[v] = float32(model.Unbounded(loss.OptimalLogVariance(total / float64(n*len(of.Columns)))))
		if x := float64(values[v]); math.IsNaN(x) || math.IsInf(x, 0) {
			return ErrNotFinite
		}
	}
	for v, of := range fitted {
		m.variance(of).Pack(m.block, values[v:v+1])
	}
	return nil
}

// variance is where a variance in closed form lies.
func (m *Model) variance(v loss.Variance) plan.Entry {
	e, ok := m.layout.Lookup("decoder." + v.Name)
	if !ok {
		panic("vae: a variance that is no parameter")
	}
	return e
}

// fitter is the memory of one goroutine of FitVariance.
type fitter struct {
	model                   *Model
	fitted                  []loss.Variance
	noise                   rng.Source
	x, mean, z, logVar, eps []float32
}

// add leaves the sums of squares of examples lo to hi.
func (f *fitter) add(sums []float64, fill func(x []float32, first int), lo, hi int) error {
	m, n := f.model, hi-lo
	d, latent := m.width, m.Latent()
	x, mean, z, logVar := f.x[:n*d], f.mean[:n*d], f.z[:n*latent], f.logVar[:n*latent]
	fill(x, lo)
	if err := m.EncodeTo(z, logVar, x); err != nil {
		return err
	}
	for i := range n {
		f.noise.Normal(f.eps, rng.EvalNoise, 0, lo+i, 0)
		for j, e := range f.eps {
			at := i*latent + j
			z[at] += float32(math.Exp(float64(logVar[at])/2) * float64(e))
		}
	}
	if err := m.DecodeTo(mean, z); err != nil {
		return err
	}
	for i := range n {
		for v, of := range f.fitted {
			sum := 0.0
			for _, c := range of.Columns {
				e := float64(x[i*d+c]) - float64(mean[i*d+c])
				sum += e * e
			}
			sums[(lo+i)*len(f.fitted)+v] = sum
		}
	}
	return nil
}
