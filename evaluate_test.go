package vae_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"vae"
)

// TestEvaluateByAnyBatch: what is estimated for an example is the same to the bit in batches of 1, 7 and 100 on one and two threads.
func TestEvaluateByAnyBatch(t *testing.T) {
	m := small(t, "bernoulli")
	const n = 23
	x := grey(n * m.Features())
	options := vae.EvaluateOptions{Samples: 5, NLL: 40, AIS: vae.AISOptions{Steps: 6, Chains: 3, Leapfrog: 2}, Seed: 4}
	var want *vae.Evaluation
	for _, batch := range []int{1, 7, 100} {
		for _, threads := range []int{1, 2} {
			got := &vae.Evaluation{}
			for first := 0; first < n; first += batch {
				o := options
				o.First, o.Threads = first, threads
				part, err := m.Evaluate(context.Background(), x[first*m.Features():min(first+batch, n)*m.Features()], o)
				if err != nil {
					t.Fatal(err)
				}
				got.Append(part)
			}
			if want == nil {
				want = got
			}
			what := fmt.Sprintf("batch %d, %d threads", batch, threads)
			for name, pair := range map[string][2][]float64{
				"reconstruction": {got.Reconstruction, want.Reconstruction}, "kl": {got.KL, want.KL}, "errors": {got.Errors, want.Errors},
				"nll": {got.NLL.Values, want.NLL.Values}, "nll errors": {got.NLL.StandardErrors, want.NLL.StandardErrors},
				"ais": {got.AIS.Values, want.AIS.Values}, "acceptance": {got.AIS.Acceptance, want.AIS.Acceptance},
			} {
				if len(pair[0]) != n || !slices.Equal(pair[0], pair[1]) {
					t.Errorf("%s: %s differ", what, name)
				}
			}
		}
	}
}

// TestAISIsExact: from the prior and from q, the estimate differs from the known log p(x) by about its standard error.
func TestAISIsExact(t *testing.T) {
	l := newLinear(t, 30)
	for _, fromPosterior := range []bool{false, true} {
		got, err := l.model.AIS(context.Background(), l.x, vae.AISOptions{Steps: 60, Chains: 64, Leapfrog: 4, FromPosterior: fromPosterior, Seed: 2})
		if err != nil {
			t.Fatal(err)
		}
		squares := 0.0
		for i := range l.n {
			z := (got.Values[i] + l.logP(i)) / got.StandardErrors[i]
			if !(math.Abs(z) < 6) || !(got.StandardErrors[i] < 0.2) {
				t.Errorf("from q %v, example %d: %v nats is %.1f standard errors, %v each, from %v", fromPosterior, i, got.Values[i], z, got.StandardErrors[i], -l.logP(i))
			}
			if a := got.Acceptance[i]; !(a > 0.3 && a < 0.99) {
				t.Errorf("from q %v, example %d: %v of the transitions were accepted", fromPosterior, i, a)
			}
			squares += z * z
		}
		// Chi-squared with 30 degrees of freedom; 5 deviations are 39. Few chains make the tails heavier.
		if squares < 9 || squares > 75 {
			t.Errorf("from q %v: the squares of %d standardised errors sum to %.0f", fromPosterior, l.n, squares)
		}
	}
}

// TestAISOutdoesTheEncoder: where q(z|x) is far off, importance sampling is far off, and annealing from the prior is not.
func TestAISOutdoesTheEncoder(t *testing.T) {
	l := newLinear(t, 8)
	assign(l.model, "encoder.log_variance.bias", func(int) float64 { return -7 })
	nll, err := l.model.NLL(context.Background(), l.x, vae.NLLOptions{Samples: 64, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	ais, err := l.model.AIS(context.Background(), l.x, vae.AISOptions{Steps: 200, Chains: 32, Leapfrog: 4, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	exact := 0.0
	for i := range l.n {
		exact -= l.logP(i) / float64(l.n)
	}
	if off := nll.Estimate().Mean - exact; !(off > 0.5) {
		t.Fatalf("importance sampling is only %v nats off: this proves nothing", off)
	}
	if off := ais.Estimate().Mean - exact; !(math.Abs(off) < 5*ais.MonteCarloError()) || !(math.Abs(off) < 0.1) {
		t.Errorf("annealing is %v nats off, its error %v", off, ais.MonteCarloError())
	}
}

// TestBoundIsTheScorers: the same draws as Scorer takes, streamed, give the same terms; the stated error is that of the draws.
func TestBoundIsTheScorers(t *testing.T) {
	m := small(t, "gaussian_per_pixel")
	x := grey(9 * m.Features())
	const samples = 300
	got, err := m.Bound(context.Background(), x, vae.BoundOptions{Samples: samples, Seed: 8, First: 3})
	if err != nil {
		t.Fatal(err)
	}
	s, err := m.NewScorer(samples, 8)
	if err != nil {
		t.Fatal(err)
	}
	var want vae.Scores
	if err := s.Score(&want, x, 3); err != nil {
		t.Fatal(err)
	}
	squares := 0.0
	other, err := m.Bound(context.Background(), x, vae.BoundOptions{Samples: samples, Seed: 9, First: 3})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 9 {
		if math.Abs(got.Reconstruction[i]-want.Reconstruction[i]) > 1e-5*math.Abs(want.Reconstruction[i]) || math.Abs(got.KL[i]-want.KL[i]) > 1e-5*want.KL[i] {
			t.Errorf("example %d: %v and %v, the scorer says %v and %v", i, got.Reconstruction[i], got.KL[i], want.Reconstruction[i], want.KL[i])
		}
		z := (got.Reconstruction[i] - other.Reconstruction[i]) / math.Hypot(got.Errors[i], other.Errors[i])
		squares += z * z
	}
	if squares < 1 || squares > 30 { // chi-squared, 9 degrees of freedom
		t.Errorf("the squares of 9 standardised differences between seeds sum to %.1f", squares)
	}
	one, err := m.Bound(context.Background(), x, vae.BoundOptions{Samples: 1})
	if err != nil || !math.IsInf(one.Errors[0], 1) {
		t.Errorf("one draw has the error %v (%v)", one.Errors[0], err)
	}
}

func TestEvaluateRefuses(t *testing.T) {
	m := small(t, "bernoulli")
	x := grey(m.Features())
	for name, o := range map[string]vae.EvaluateOptions{
		"no samples": {}, "one chain": {Samples: 1, AIS: vae.AISOptions{Steps: 3, Chains: 1}}, "negative threads": {Samples: 1, Threads: -1},
		"many chains": {Samples: 1, AIS: vae.AISOptions{Steps: 3, Chains: 100000}}, "a negative index": {Samples: 1, First: -1},
	} {
		if _, err := m.Evaluate(context.Background(), x, o); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := m.AIS(ctx, x, vae.AISOptions{Steps: 3}); !errors.Is(err, context.Canceled) {
		t.Errorf("a call that was cancelled gives %v", err)
	}
}
