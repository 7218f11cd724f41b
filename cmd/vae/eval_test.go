package main

import (
	"bytes"
	"context"
	"math"
	"strings"
	"testing"

	"vae"
	"vae/data"
)

// judged is a judgement of an untrained model on made pictures.
func judged(t *testing.T, n int) *judgement {
	t.Helper()
	pixels := make([]byte, n*12)
	for i := range pixels {
		pixels[i] = byte(i * 37)
	}
	set, err := data.FromBytes("made", "test", []int{3, 4}, pixels, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := vae.DefaultArchitecture()
	a.Hidden, a.Latent = []int{4}, 2
	m, err := vae.New(a, []int{3, 4}, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &judgement{
		flags: evalFlags{samples: 2, batch: 4, split: "test"}, from: &source{examples: &examples{set: set, binarization: data.Threshold}}, models: []*vae.Model{m}, paths: []string{"made"},
	}
}

// afterBatches is a context that ends once it has been asked a number of times.
type afterBatches struct {
	context.Context
	left int
}

func (c *afterBatches) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestInterruptedEvaluation: what is known when an evaluation is interrupted is printed, whole batches of it, and marked.
func TestInterruptedEvaluation(t *testing.T) {
	whole := judged(t, 20)
	if err := whole.run(context.Background(), &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	j := judged(t, 20)
	j.flags.threads = 1
	if err := j.run(&afterBatches{context.Background(), 5}, &bytes.Buffer{}); err == nil {
		t.Fatal("the evaluation was not interrupted: this proves nothing")
	}
	n := j.done[0].Len()
	if n == 0 || n >= 20 || n%4 != 0 {
		t.Fatalf("%d of 20 examples are known", n)
	}
	for i := range n {
		if j.done[0].NegativeELBO(i) != whole.done[0].NegativeELBO(i) {
			t.Errorf("example %d: %v, undisturbed %v", i, j.done[0].NegativeELBO(i), whole.done[0].NegativeELBO(i))
		}
	}
	var out bytes.Buffer
	if err := (&app{out: &out}).report(j); err != nil || !strings.Contains(out.String(), "\npartial: the first 8 of 20 examples\n") {
		t.Errorf("%v\n%s", err, out.String())
	}
	if e := j.evaluation(); !e.Partial || e.Total != 20 || e.Examples != n {
		t.Errorf("%+v", e)
	}
}

// TestBatchWhileAnnealing: what is slow is interrupted in shorter pieces.
func TestBatchWhileAnnealing(t *testing.T) {
	for _, c := range []struct{ batch, steps, chains, want int }{{100, 0, 16, 100}, {100, 5, 16, 32}, {100, 5, 64, 8}, {7, 5, 16, 7}} {
		j := &judgement{flags: evalFlags{batch: c.batch, threads: 2, ais: vae.AISOptions{Steps: c.steps, Chains: c.chains}}}
		if got := j.batch(); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

// TestSignificance holds the p-value to the normal distribution's tails.
func TestSignificance(t *testing.T) {
	for _, c := range []struct{ mean, err, want float64 }{{0, 0, 1}, {1.959964, 1, 0.05}, {-2.575829, 1, 0.01}, {1, 0, 0}} {
		if got := significance(vae.Estimate{Mean: c.mean, StandardError: c.err}); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%v +- %v: p = %v, want %v", c.mean, c.err, got, c.want)
		}
	}
}

// TestComparison: differences are the second model's values minus the first one's; one example makes none significant, and models that cannot be compared are named.
func TestComparison(t *testing.T) {
	for _, n := range []int{1, 20} {
		j := judged(t, n)
		a := vae.DefaultArchitecture()
		a.Hidden, a.Latent, a.Name = []int{4}, 2, "gaussian_fixed"
		other, err := vae.New(a, []int{3, 4}, 2, nil)
		if err != nil {
			t.Fatal(err)
		}
		j.models, j.paths = append(j.models, other), append(j.paths, "other")
		if err := j.run(t.Context(), &bytes.Buffer{}); err != nil {
			t.Fatal(err)
		}
		c := j.compared()
		for k, d := range c.Differences {
			first, second := columns(j.done[0])[k], columns(j.done[1])[k]
			want := vae.EstimateOf(n, second.at).Mean - vae.EstimateOf(n, first.at).Mean
			if !(math.Abs(d.Paired.Mean-want) < 1e-9) || !(math.Abs(d.Second-d.First-want) < 1e-9) || want == 0 {
				t.Errorf("%s: %+v, want a difference of %v", d.Name, d, want)
			}
			if p := significance(d.Paired); n == 1 && d.P != 1 || n > 1 && d.P != p {
				t.Errorf("%s of %d: p = %v", d.Name, n, d.P)
			}
		}
		if c.Warning != "the likelihoods are bernoulli and gaussian_fixed: densities and probabilities cannot be compared" {
			t.Error(c.Warning)
		}
	}
}
