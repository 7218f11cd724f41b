package vae_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"

	"vae"
	"vae/internal/rng"
	"vae/loss"
)

// linear is a linear Gaussian model, whose log p(x) is known: x = W z + b + noise, z ~ N(0, s2 I), so x ~ N(b, s2 W W' + v I).
type linear struct {
	model *vae.Model
	exact *distmv.Normal
	x     []float32 // n examples of it
	n     int
}

const (
	linearWidth, linearLatent = 5, 2
	linearVariance, linearS2  = 0.5, 1.3
)

// newLinear draws a decoder, and an encoder near the posterior: a little off in its mean and wider, so that importance weights vary but have moments.
func newLinear(t *testing.T, n int) linear {
	t.Helper()
	a := vae.DefaultArchitecture()
	a.Hidden, a.Latent, a.Name, a.Variance, a.PriorVariance = nil, linearLatent, "gaussian_fixed", linearVariance, linearS2
	m, err := vae.New(a, []int{linearWidth}, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	w, bias := mat.NewDense(linearWidth, linearLatent, nil), make([]float64, linearWidth)
	for i := range linearWidth {
		bias[i] = r.NormFloat64()
		for j := range linearLatent {
			w.Set(i, j, r.NormFloat64())
		}
	}
	// The posterior has the precision P = W'W/v + I/s2 and the mean P^-1 W'(x - b)/v.
	var p, inverse, gain mat.Dense
	p.Mul(w.T(), w)
	p.Scale(1/linearVariance, &p)
	for j := range linearLatent {
		p.Set(j, j, p.At(j, j)+1/linearS2)
	}
	if err := inverse.Inverse(&p); err != nil {
		t.Fatal(err)
	}
	gain.Mul(&inverse, w.T())
	gain.Scale(1/linearVariance, &gain)
	assign(m, "decoder.output.weight", func(i int) float64 { return w.At(i%linearWidth, i/linearWidth) })
	assign(m, "decoder.output.bias", func(i int) float64 { return bias[i] })
	assign(m, "encoder.mean.weight", func(i int) float64 { return gain.At(i%linearLatent, i/linearLatent) })
	assign(m, "encoder.mean.bias", func(j int) float64 { return 0.1 - mat.Dot(gain.RowView(j), mat.NewVecDense(linearWidth, bias)) })
	assign(m, "encoder.log_variance.weight", func(int) float64 { return 0 })
	assign(m, "encoder.log_variance.bias", func(int) float64 { return math.Log(1.5 * (inverse.At(0, 0) + inverse.At(1, 1))) })

	var cov mat.Dense
	cov.Mul(w, w.T())
	symmetric := mat.NewSymDense(linearWidth, nil)
	for i := range linearWidth {
		for j := range i + 1 {
			symmetric.SetSym(i, j, linearS2*cov.At(i, j))
		}
		symmetric.SetSym(i, i, symmetric.At(i, i)+linearVariance)
	}
	exact, ok := distmv.NewNormal(bias, symmetric, rand.NewPCG(3, 4))
	if !ok {
		t.Fatal("the covariance is not positive")
	}
	l := linear{m, exact, nil, n}
	for range n {
		for _, x := range exact.Rand(nil) {
			l.x = append(l.x, float32(x))
		}
	}
	return l
}

func assign(m *vae.Model, name string, at func(i int) float64) {
	e, ok := m.Layout().Lookup(name)
	if !ok {
		panic(name)
	}
	dense := make([]float32, e.Shape.Size())
	for i := range dense {
		dense[i] = float32(at(i))
	}
	e.Pack(m.Block(), dense)
}

// logP is the exact log p(x) of example i.
func (l linear) logP(i int) float64 {
	x := make([]float64, linearWidth)
	for j := range x {
		x[j] = float64(l.x[i*linearWidth+j])
	}
	return l.exact.LogProb(x)
}

// TestNLLIsExact: the estimate differs from the known value by about its standard error, no more and no less.
func TestNLLIsExact(t *testing.T) {
	l := newLinear(t, 200)
	got, err := l.model.NLL(context.Background(), l.x, vae.NLLOptions{Samples: 3000, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	squares := 0.0
	for i := range l.n {
		z := (got.Values[i] + l.logP(i)) / got.StandardErrors[i]
		if !(math.Abs(z) < 5) {
			t.Errorf("example %d: %v nats is %.1f standard errors from %v", i, got.Values[i], z, -l.logP(i))
		}
		if !(got.Effective[i] > 100 && got.Effective[i] < 3000) {
			t.Errorf("example %d: %v effective samples of 3000", i, got.Effective[i])
		}
		squares += z * z
	}
	// The sum is chi-squared with 200 degrees of freedom: 4 deviations of it are 80.
	if squares < 120 || squares > 280 {
		t.Errorf("the squares of %d standardised errors sum to %.0f", l.n, squares)
	}
}

// TestBoundsAreOrdered: ELBO <= IWAE of 5 <= IWAE of 50 <= log p(x), each by many errors.
func TestBoundsAreOrdered(t *testing.T) {
	l := newLinear(t, 100)
	exact := 0.0
	for i := range l.n {
		exact += l.logP(i) / float64(l.n)
	}
	type value struct{ mean, err float64 }
	var values []value
	for _, c := range []struct {
		objective string
		samples   int
	}{{"elbo", 1}, {"iwae", 5}, {"iwae", 50}} {
		v := repeat(t, l, vae.Objective{Objective: c.objective, Beta: 1, Samples: c.samples}, 40)
		e := vae.EstimateOf(len(v), func(i int) float64 { return -v[i] })
		values = append(values, value{e.Mean, e.StandardError})
	}
	values = append(values, value{exact, 0})
	for i := 1; i < len(values); i++ {
		if gap := values[i].mean - values[i-1].mean; !(gap > 4*math.Hypot(values[i].err, values[i-1].err)) {
			t.Errorf("bound %d: %+v is not above %+v", i, values[i], values[i-1])
		}
	}
	// At K = 1 the bounds with sampled terms are the ELBO, in expectation.
	for _, name := range []string{"iwae", "elbo_sampled", "stl", "dreg", "miwae", "piwae", "ciwae"} {
		v := repeat(t, l, vae.Objective{Objective: name, Beta: 1, Samples: 1, Groups: 1, ELBOWeight: 0.3}, 40)
		e := vae.EstimateOf(len(v), func(i int) float64 { return -v[i] })
		if d := e.Mean - values[0].mean; math.Abs(d) > 4*math.Hypot(e.StandardError, values[0].err) {
			t.Errorf("%s of one sample is %v, the ELBO %v", name, e, values[0])
		}
	}
}

// repeat evaluates an objective with fresh noise.
func repeat(t *testing.T, l linear, o vae.Objective, times int) []float64 {
	t.Helper()
	s, err := l.model.Compile(o, vae.CompileOptions{Batch: l.n})
	if err != nil {
		t.Fatal(err)
	}
	s.X.CopyFrom(l.x)
	out := make([]float64, times)
	for i := range out {
		fill(s, l.n, o.Samples, rng.New(uint64(100+i)))
		terms, err := s.Run(o.Final())
		if err != nil {
			t.Fatal(err)
		}
		out[i] = terms.Loss
	}
	return out
}

func fill(s *vae.Step, examples, samples int, noise rng.Source) {
	for b := range examples {
		for k := range samples {
			noise.Normal(s.Eps.Row(b*samples+k), rng.EvalNoise, 0, b, k)
		}
	}
}

// TestNLLIsTheImportanceBound: with the same noise the mean over examples is the objective iwae, for any likelihood.
func TestNLLIsTheImportanceBound(t *testing.T) {
	for _, likelihood := range loss.Likelihoods() {
		m := small(t, likelihood)
		x := grey(7 * m.Features())
		const k = 13
		got, err := m.NLL(context.Background(), x, vae.NLLOptions{Samples: k, Seed: 9})
		if err != nil {
			t.Fatal(err)
		}
		s, err := m.Compile(vae.Objective{Objective: "iwae", Beta: 1, Samples: k}, vae.CompileOptions{Batch: 7})
		if err != nil {
			t.Fatal(err)
		}
		s.X.CopyFrom(x)
		fill(s, 7, k, rng.New(9))
		terms, err := s.Run(vae.Weights{Beta: 1})
		if err != nil {
			t.Fatal(err)
		}
		if d := got.Estimate().Mean - terms.Loss; math.Abs(d) > 2e-6*math.Abs(terms.Loss) {
			t.Errorf("%s: %v nats, the objective says %v", likelihood, got.Estimate().Mean, terms.Loss)
		}
	}
}

func grey(n int) []float32 {
	x := make([]float32, n)
	rng.New(11).Uniform(x, rng.Observe, 0, 0, 0)
	return x
}

// TestNLLByAnyBatch: an example's estimate is the same to the bit alone, among others, and on any number of threads, whether a run holds several examples or part
// of one.
func TestNLLByAnyBatch(t *testing.T) {
	m := small(t, "bernoulli")
	x, d := grey(9*m.Features()), m.Features()
	for _, samples := range []int{1, 50, 700} {
		all, err := m.NLL(context.Background(), x, vae.NLLOptions{Samples: samples, Seed: 3, First: 40, Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		again, err := m.NLL(context.Background(), x, vae.NLLOptions{Samples: samples, Seed: 3, First: 40, Threads: 3})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(all.Values, again.Values) || !slices.Equal(all.StandardErrors, again.StandardErrors) {
			t.Errorf("%d samples: other values on three threads", samples)
		}
		for i := range 9 {
			one, err := m.NLL(context.Background(), x[i*d:(i+1)*d], vae.NLLOptions{Samples: samples, Seed: 3, First: 40 + i})
			if err != nil {
				t.Fatal(err)
			}
			if one.Values[0] != all.Values[i] || one.Effective[0] != all.Effective[i] {
				t.Errorf("%d samples: example %d alone gives %v, among others %v", samples, i, one.Values[0], all.Values[i])
			}
		}
	}
}

func TestNLLRefuses(t *testing.T) {
	m := small(t, "bernoulli")
	x := grey(m.Features())
	for name, o := range map[string]vae.NLLOptions{
		"no samples": {}, "a negative index": {Samples: 1, First: -1}, "negative threads": {Samples: 1, Threads: -1},
	} {
		if _, err := m.NLL(context.Background(), x, o); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	if _, err := m.NLL(context.Background(), x[1:], vae.NLLOptions{Samples: 1}); err == nil {
		t.Error("part of an example is accepted")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := m.NLL(ctx, x, vae.NLLOptions{Samples: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("a call that was cancelled gives %v", err)
	}
}
