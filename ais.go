package vae

// Annealed importance sampling: an estimate of log p(x) that does not depend on how good the encoder is.

import (
	"context"
	"fmt"
	"math"

	"vae/internal/rng"
	"vae/loss"
)

// AISOptions says how annealed importance sampling runs.
type AISOptions struct {
	Steps         int    // T, the distributions from the start to the posterior; thousands make a good estimate
	Chains        int    // C, independent chains for each example; 0: 16
	Leapfrog      int    // L, leapfrog steps of a Hamiltonian transition; 0: 10
	FromPosterior bool   // start at q(z|x) instead of the prior: shorter, but no longer independent of the encoder
	Seed          uint64 // decides the draws
	First         int    // the index of the first example in its data set
	Threads       int    // 0: one for each processor
}

// The defaults and bounds of AISOptions.
const (
	DefaultAISChains   = 16
	DefaultAISLeapfrog = 10

	maxAISSteps    = 1 << 20
	maxAISChains   = weightRows
	maxAISLeapfrog = 1000
)

// Together is how many examples a thread anneals at the same time: a call of fewer takes as long.
func (o AISOptions) Together() int {
	if o.Chains == 0 {
		o.Chains = DefaultAISChains
	}
	return max(1, weightRows/o.Chains)
}

// AIS is an estimate of -log p(x) for each example, nats, from the weights of the chains.
type AIS struct {
	NLL
	Acceptance []float64 // the part of the transitions that each example's chains accepted, about 0.65 where the step size is right
}

// AIS estimates -log p(x) of n examples x [n, D] by annealed importance sampling (Neal 2001, https://arxiv.org/abs/physics/9803008; for decoders Wu et al. 2017,
// https://arxiv.org/abs/1611.04273). With z = m0 + s0 u the start, the prior or q(z|x), is u ~ N(0, I), and the path is geometric:
//
//	f_t(u) = N(u; 0, I) w(u)^b_t,  w = p(x|z) p(z) / N(z; m0, s0^2),  0 = b_0 < ... < b_T = 1
//	log weight of a chain = sum_t (b_t - b_{t-1}) log w(u_{t-1}),  u_t by a transition that leaves f_t alone
//
// Transitions are Hamiltonian, by gradients through the decoder. Their step sizes come from chains that are run before, with other noise, and are then
// fixed, so that exp(log weight) is an unbiased estimate of p(x); its logarithm is too low on average, as every such bound. The b_t follow the sigmoid of Wu et al. An
// example's result depends on the seed, its index and the options alone. When ctx ends, its error is returned.
func (m *Model) AIS(ctx context.Context, x []float32, o AISOptions) (*AIS, error) {
	n, err := rowsOf(x, m.width, "x")
	if err != nil {
		return nil, err
	}
	if err := o.complete(n); err != nil {
		return nil, err
	}
	program, err := m.compileAnnealing(o.Chains)
	if err != nil {
		return nil, err
	}
	out := &AIS{NLL{make([]float64, n), make([]float64, n), make([]float64, n)}, make([]float64, n)}
	job := &annealing{model: m, options: o, noise: rng.New(o.Seed), x: x, out: out, logVar: make([]float32, n*m.Latent()), mean: make([]float32, n*m.Latent())}
	for i := range job.logVar {
		job.logVar[i] = float32(math.Log(m.arch.PriorVariance))
	}
	if o.FromPosterior {
		if job.mean, job.logVar, err = m.Encode(x); err != nil {
			return nil, err
		}
	}
	return out, inGroups(ctx, n, program.examples, o.Threads, func() (worker, error) {
		c, err := program.chains(m)
		return func(lo, hi int) error { return job.estimate(ctx, c, lo, hi) }, err
	})
}

// complete fills in defaults and refuses what cannot be run.
func (o *AISOptions) complete(n int) error {
	if o.Chains == 0 {
		o.Chains = DefaultAISChains
	}
	if o.Leapfrog == 0 {
		o.Leapfrog = DefaultAISLeapfrog
	}
	for _, s := range []struct {
		what      string
		n, lo, hi int
	}{
		{"steps", o.Steps, 1, maxAISSteps}, {"chains", o.Chains, 2, maxAISChains}, {"leapfrog steps", o.Leapfrog, 1, maxAISLeapfrog},
		{"as the first example", o.First, 0, math.MaxUint32 - n}, {"threads", o.Threads, 0, math.MaxInt32},
	} {
		if s.n < s.lo || s.n > s.hi {
			return fmt.Errorf("vae: annealing with %d %s; choose between %d and %d", s.n, s.what, s.lo, s.hi)
		}
	}
	return nil
}

// annealing is one call of AIS, shared by its workers.
type annealing struct {
	model        *Model
	options      AISOptions
	noise        rng.Source
	x            []float32
	mean, logVar []float32 // of the start, [n, Z]
	out          *AIS
}

// estimate runs the chains of examples lo to hi: first those that find step sizes, a quarter as long, then those that count.
func (a *annealing) estimate(ctx context.Context, c *chains, lo, hi int) error {
	d, z := a.model.width, a.model.Latent()
	for i := lo; i < hi; i++ {
		copy(c.x.Row(i-lo), a.x[i*d:(i+1)*d])
		copy(c.mean.Row(i-lo), a.mean[i*z:(i+1)*z])
		copy(c.logVar.Row(i-lo), a.logVar[i*z:(i+1)*z])
	}
	r := &passage{annealing: a, chains: c, first: a.options.First + lo, examples: hi - lo}
	pilot, err := r.pilot(ctx, (a.options.Steps+3)/4)
	if err != nil {
		return err
	}
	accepted, err := r.measure(ctx, pilot)
	if err != nil {
		return err
	}
	for i := range hi - lo {
		var sum loss.LogSum
		for _, w := range c.logWeight[i*a.options.Chains:][:a.options.Chains] {
			sum.Add(w)
		}
		level := loss.PosteriorLevel(a.logVar[(lo+i)*z:(lo+i+1)*z], a.model.arch.PriorVariance)
		a.out.Values[lo+i] = -(sum.LogMean() + level)
		a.out.StandardErrors[lo+i] = sum.StandardError()
		a.out.Effective[lo+i] = sum.Effective()
		a.out.Acceptance[lo+i] = accepted[i] / float64(max(a.options.Steps-1, 1))
	}
	return nil
}

// temperature is b_t of T: a sigmoid from 0 to 1, dense at both ends (Wu et al. 2017, delta = 4).
func temperature(t, steps int) float64 {
	const delta = 4
	s := func(t int) float64 { return 1 / (1 + math.Exp(-delta*(2*float64(t)/float64(steps)-1))) }
	return (s(t) - s(0)) / (s(steps) - s(0))
}
