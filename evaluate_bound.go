package vae

// The evidence lower bound of each example, with the error that its draws cause.

import (
	"context"
	"fmt"
	"math"

	"gorgonia.org/gorgonia"

	"vae/internal/rng"
	"vae/loss"
)

// BoundOptions says how the evidence lower bound is estimated.
type BoundOptions struct {
	Samples int    // draws of z for each example
	Seed    uint64 // decides the draws
	First   int    // the index of the first example in its data set
	Threads int    // 0: one for each processor
}

// Bound is the evidence lower bound of n examples by its terms, nats: elbo = -(reconstruction + kl). The KL is integrated, the reconstruction is sampled.
type Bound struct {
	Reconstruction []float64 // minus log p(x|z), averaged over the samples of z
	Errors         []float64 // Monte Carlo standard error of each reconstruction, and so of the bound; infinite for one sample
	KL             []float64 // KL(q(z|x) || p(z))
	Mean, LogVar   []float32 // of q(z|x), [n, Z]
}

// Len is the number of examples.
func (b *Bound) Len() int { return len(b.KL) }

// NegativeELBO is an upper bound on -log p(x) for example i, in expectation over the samples.
func (b *Bound) NegativeELBO(i int) float64 { return b.Reconstruction[i] + b.KL[i] }

// Sampled reports whether there were draws enough for Errors to be finite.
func (b *Bound) Sampled() bool { return len(b.Errors) > 0 && !math.IsInf(b.Errors[0], 1) }

// MonteCarloError is the standard error of the mean bound over these very examples that the draws of z cause.
func (b *Bound) MonteCarloError() float64 { return NLL{StandardErrors: b.Errors}.MonteCarloError() }

func (b *Bound) append(more *Bound) {
	b.Reconstruction = append(b.Reconstruction, more.Reconstruction...)
	b.Errors = append(b.Errors, more.Errors...)
	b.KL = append(b.KL, more.KL...)
	b.Mean, b.LogVar = append(b.Mean, more.Mean...), append(b.LogVar, more.LogVar...)
}

// Bound estimates the terms of the bound of n examples x [n, D], with the draws of z that Scorer takes. When ctx ends, its error is returned.
func (m *Model) Bound(ctx context.Context, x []float32, o BoundOptions) (*Bound, error) {
	n, err := rowsOf(x, m.width, "x")
	if err != nil {
		return nil, err
	}
	if o.Samples < 1 || o.Samples > maxNLLSamples {
		return nil, fmt.Errorf("vae: a bound of %d samples; choose between 1 and %d", o.Samples, maxNLLSamples)
	}
	if o.First < 0 || o.First+n > math.MaxUint32 || o.Threads < 0 {
		return nil, fmt.Errorf("vae: first example %d and %d threads; neither may be negative", o.First, o.Threads)
	}
	b := &Bound{Reconstruction: make([]float64, n), Errors: make([]float64, n), KL: make([]float64, n)}
	if b.Mean, b.LogVar, err = m.Encode(x); err != nil {
		return nil, err
	}
	for i := range n {
		z := m.Latent()
		for j := i * z; j < (i+1)*z; j++ {
			b.KL[i] += gaussianKL(b.Mean[j], b.LogVar[j], m.arch.PriorVariance)
		}
	}
	program, err := m.compileSamples("bound", o.Samples, func(n *loss.Nodes) *gorgonia.Node {
		nll, _ := loss.PerExample(n, m.likelihood)
		return nll
	})
	if err != nil {
		return nil, err
	}
	job := &boundJob{model: m, program: program, noise: rng.New(o.Seed), first: o.First, x: x, out: b}
	return b, inGroups(ctx, n, program.examples, o.Threads, func() (worker, error) {
		w, err := program.machine(m)
		return func(lo, hi int) error { return job.estimate(ctx, w, lo, hi) }, err
	})
}

// gaussianKL is KL(N(m, v) || N(0, s2)) = 1/2 ((v + m^2)/s2 - 1 - ln v + ln s2), nats.
func gaussianKL(mean, logVar float32, s2 float64) float64 {
	m, v := float64(mean), float64(logVar)
	return ((math.Exp(v)+m*m)/s2 - 1 - v + math.Log(s2)) / 2
}

// boundJob is one call of Bound, shared by its workers.
type boundJob struct {
	model   *Model
	program *weightProgram
	noise   rng.Source
	first   int
	x       []float32
	out     *Bound
}

// estimate streams over the samples of examples lo to hi; it keeps each one's mean and sum of squared deviations (Welford 1962).
func (j *boundJob) estimate(ctx context.Context, w *weightMachine, lo, hi int) error {
	d, z, p := j.model.width, j.model.Latent(), j.program
	squares := make([]float64, hi-lo)
	for i := lo; i < hi; i++ {
		w.set(i-lo, j.x[i*d:(i+1)*d], j.out.Mean[i*z:(i+1)*z], j.out.LogVar[i*z:(i+1)*z])
	}
	for done := 0; done < p.total; done += p.samples {
		if err := ctx.Err(); err != nil {
			return err
		}
		k := min(p.samples, p.total-done)
		for i := range squares {
			j.noise.NormalSamples(w.eps.Data[i*p.samples*w.eps.Stride:], w.eps.Stride, z, rng.EvalNoise, 0, j.first+lo+i, done, k)
		}
		if err := w.machine.Run(); err != nil {
			return err
		}
		for i := range squares {
			mean := &j.out.Reconstruction[lo+i]
			for s, v := range w.weights.Data[i*p.samples:][:k] {
				delta := float64(v) - *mean
				*mean += delta / float64(done+s+1)
				squares[i] += delta * (float64(v) - *mean)
			}
		}
	}
	for i, sum := range squares {
		j.out.Errors[lo+i] = math.Inf(1)
		if n := float64(p.total); n > 1 {
			j.out.Errors[lo+i] = math.Sqrt(sum / (n - 1) / n)
		}
	}
	return nil
}
