package vae

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"vae/internal/rng"
	"vae/loss"
)

// NLLOptions says how minus log p(x) is estimated.
type NLLOptions struct {
	Samples int    // K, the draws of z for each example; 5000 is customary (Burda et al. 2016)
	Seed    uint64 // decides the draws
	First   int    // the index of the first example in its data set: noise belongs to examples, not to calls
	Threads int    // 0: one for each processor
}

// NLL is an estimate of -log p(x) for each example, nats.
type NLL struct {
	Values         []float64 // -log( 1/K sum_k w_k )
	StandardErrors []float64 // Monte Carlo standard error of each value
	Effective      []float64 // effective number of samples, (sum w)^2 / sum w^2, from 1 to K
}

// Estimate averages the values. Its standard error is that of the mean over examples, for which each value counts as exact.
func (n NLL) Estimate() Estimate {
	return EstimateOf(len(n.Values), func(i int) float64 { return n.Values[i] })
}

// MonteCarloError is the standard error of the mean over these very examples that the draws of z cause.
func (n NLL) MonteCarloError() float64 {
	sum := 0.0
	for _, e := range n.StandardErrors {
		sum += e * e
	}
	return math.Sqrt(sum) / float64(max(len(n.StandardErrors), 1))
}

// maxNLLSamples bounds K, so that a typing error is refused.
const maxNLLSamples = 1 << 24

// NLL estimates -log p(x) of n examples, x [n, D], by importance sampling from q(z|x) (Burda et al. 2016, section 5):
//
//	-log( 1/K sum_k w_k ),  w_k = p(x|z_k) p(z_k) / q(z_k|x),  z_k ~ q(z|x)
//
// In expectation it is an upper bound on -log p(x), which it approaches as K grows. Sums run in float64 over the samples in order, relative to the largest weight so
// far, in memory that does not grow with K. An example's result depends on the seed, its index and K alone: not on the other examples, nor on the number of
// threads. Standard errors are by the delta method and mean little where few samples carry the weight, which Effective shows. When ctx ends, its error is returned.
func (m *Model) NLL(ctx context.Context, x []float32, o NLLOptions) (NLL, error) {
	n, err := rowsOf(x, m.width, "x")
	if err != nil {
		return NLL{}, err
	}
	if o.Samples < 1 || o.Samples > maxNLLSamples {
		return NLL{}, fmt.Errorf("vae: estimating with %d samples; choose between 1 and %d", o.Samples, maxNLLSamples)
	}
	if o.First < 0 || o.First+n > math.MaxUint32 || o.Threads < 0 {
		return NLL{}, fmt.Errorf("vae: first example %d and %d threads; neither may be negative", o.First, o.Threads)
	}
	mean, logVar, err := m.Encode(x)
	if err != nil {
		return NLL{}, err
	}
	program, err := m.compileWeights(o.Samples)
	if err != nil {
		return NLL{}, err
	}
	threads := o.Threads
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	out := NLL{make([]float64, n), make([]float64, n), make([]float64, n)}
	job := &nllJob{model: m, noise: rng.New(o.Seed), first: o.First, x: x, mean: mean, logVar: logVar, program: program, out: out}
	return out, job.run(ctx, min(threads, (n+program.examples-1)/program.examples))
}

// nllJob is one call of NLL, shared by its workers. They take examples, a program's worth at a time.
type nllJob struct {
	model        *Model
	noise        rng.Source
	first        int
	x            []float32
	mean, logVar []float32
	program      *weightProgram
	out          NLL
	next         atomic.Int64
}

// run works with a number of goroutines until all examples are done.
func (j *nllJob) run(ctx context.Context, threads int) error {
	errs := make([]error, threads)
	var wg sync.WaitGroup
	for t := range threads {
		wg.Go(func() { errs[t] = j.work(ctx) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// work takes examples until there are none left.
func (j *nllJob) work(ctx context.Context) error {
	w, err := j.program.machine(j.model)
	if err != nil {
		return err
	}
	e, n := j.program.examples, len(j.out.Values)
	for {
		start := int(j.next.Add(int64(e))) - e
		if start >= n {
			return nil
		}
		if err := j.estimate(ctx, w, start, min(start+e, n)); err != nil {
			return err
		}
	}
}

// estimate streams over the samples of examples lo to hi.
func (j *nllJob) estimate(ctx context.Context, w *weightMachine, lo, hi int) error {
	sums := make([]loss.LogSum, hi-lo)
	for i := lo; i < hi; i++ {
		w.set(i-lo, j.row(j.x, i, j.model.width), j.row(j.mean, i, j.model.Latent()), j.row(j.logVar, i, j.model.Latent()))
	}
	for done := 0; done < j.program.total; done += j.program.samples {
		if err := ctx.Err(); err != nil {
			return err
		}
		k := min(j.program.samples, j.program.total-done)
		for i := range sums {
			eps := w.eps.Data[i*j.program.samples*w.eps.Stride:]
			j.noise.NormalSamples(eps, w.eps.Stride, w.eps.Cols(), rng.EvalNoise, 0, j.first+lo+i, done, k)
		}
		if err := w.machine.Run(); err != nil {
			return err
		}
		for i := range sums {
			for _, v := range w.weights.Data[i*j.program.samples:][:k] {
				sums[i].Add(float64(v))
			}
		}
	}
	for i := range sums {
		level := loss.PosteriorLevel(j.row(j.logVar, lo+i, j.model.Latent()), j.model.arch.PriorVariance)
		j.out.Values[lo+i] = -(sums[i].LogMean() + level)
		j.out.StandardErrors[lo+i] = sums[i].StandardError()
		j.out.Effective[lo+i] = sums[i].Effective()
	}
	return nil
}

func (j *nllJob) row(x []float32, i, width int) []float32 { return x[i*width : (i+1)*width] }
