package vae

// Judging a model: everything that is estimated for each example.

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
)

// EvaluateOptions says what Evaluate estimates.
type EvaluateOptions struct {
	Samples int        // draws of z for the evidence lower bound, at least 1
	NLL     int        // K of the importance-weighted estimate; 0: none
	AIS     AISOptions // annealed importance sampling, of which Steps 0 is none; Seed, First and Threads are taken from here
	Seed    uint64     // decides the draws
	First   int        // the index of the first example in its data set
	Threads int        // 0: one for each processor
}

// Evaluation is what is known of some examples, one value for each.
type Evaluation struct {
	Bound
	NLL *NLL // nil where it was not asked for
	AIS *AIS // nil where it was not asked for
}

// Evaluate estimates the bound, and what else is asked for, of n examples x [n, D]. An example's values depend on the seed, its index and the numbers of samples alone: not on
// the other examples of the call, nor on the number of threads. When ctx ends, its error is returned.
func (m *Model) Evaluate(ctx context.Context, x []float32, o EvaluateOptions) (*Evaluation, error) {
	bound, err := m.Bound(ctx, x, BoundOptions{Samples: o.Samples, Seed: o.Seed, First: o.First, Threads: o.Threads})
	if err != nil {
		return nil, err
	}
	e := &Evaluation{Bound: *bound}
	if o.NLL > 0 {
		nll, err := m.NLL(ctx, x, NLLOptions{Samples: o.NLL, Seed: o.Seed, First: o.First, Threads: o.Threads})
		if err != nil {
			return nil, err
		}
		e.NLL = &nll
	}
	if o.AIS.Steps > 0 {
		a := o.AIS
		a.Seed, a.First, a.Threads = o.Seed, o.First, o.Threads
		if e.AIS, err = m.AIS(ctx, x, a); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Append adds the values of further examples, which were evaluated with the same options.
func (e *Evaluation) Append(more *Evaluation) {
	e.Bound.append(&more.Bound)
	if more.NLL != nil {
		if e.NLL == nil {
			e.NLL = &NLL{}
		}
		e.NLL.append(*more.NLL)
	}
	if more.AIS != nil {
		if e.AIS == nil {
			e.AIS = &AIS{}
		}
		e.AIS.NLL.append(more.AIS.NLL)
		e.AIS.Acceptance = append(e.AIS.Acceptance, more.AIS.Acceptance...)
	}
}

func (n *NLL) append(more NLL) {
	n.Values = append(n.Values, more.Values...)
	n.StandardErrors = append(n.StandardErrors, more.StandardErrors...)
	n.Effective = append(n.Effective, more.Effective...)
}

// worker computes examples lo to hi of a call.
type worker func(lo, hi int) error

// inGroups gives all of n examples, size at a time, to workers on a number of goroutines, 0 for one a processor. Each makes its own worker.
func inGroups(ctx context.Context, n, size, threads int, newWorker func() (worker, error)) error {
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	threads = min(threads, (n+size-1)/size)
	errs := make([]error, threads)
	var next atomic.Int64
	var wg sync.WaitGroup
	for t := range threads {
		wg.Go(func() {
			work, err := newWorker()
			for err == nil {
				lo := int(next.Add(int64(size))) - size
				if lo >= n {
					return
				}
				if err = ctx.Err(); err == nil {
					err = work(lo, min(lo+size, n))
				}
			}
			errs[t] = err
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
