package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae/configs"
	"vae/data"
	"vae/model"
	"vae/train"
)

// TestStudies: every trial of every study, short and full, is an experiment; orders name trials.
func TestStudies(t *testing.T) {
	for _, s := range studies {
		var names []string
		for _, trial := range s.trials {
			names = append(names, trial.name)
			for _, full := range []bool{false, true} {
				r := reproduction{study: s, flags: reproduceFlags{full: full, seed: 7}}
				e, _, err := configs.Load(s.name, r.settings(trial))
				if err != nil {
					t.Errorf("%s %s: %v", s.name, trial.name, err)
					continue
				}
				if e.Data.Name != trial.data || e.Seed != 7 {
					t.Errorf("%s %s reads %s with seed %d", s.name, trial.name, e.Data.Name, e.Seed)
				}
			}
		}
		for _, order := range s.orders {
			for _, name := range order {
				if !slices.Contains(names, name) {
					t.Errorf("%s orders %s, which is no trial", s.name, name)
				}
			}
		}
	}
}

// TestIWAEPreset holds the preset to the code of Burda et al., whose gradients are sums over batches of 20 where ours are means: v / B^2 and epsilon / B
// make the same steps.
func TestIWAEPreset(t *testing.T) {
	e, _, err := configs.Load("iwae", nil)
	if err != nil {
		t.Fatal(err)
	}
	d, m, o, b := e.Data, e.Model, e.Optimizer, float64(e.Train.Batch)
	if d.Name != "mnist" || d.Validation != 400 || d.ValidationFrom != data.FromLast || d.Binarization != data.Dynamic.String() || b != 20 {
		t.Errorf("data %+v in batches of %v", d, b)
	}
	if !slices.Equal(m.Hidden, []int{200, 200}) || m.Latent != 50 || m.Activation != "tanh" || m.Initializer != model.GlorotUniform || m.OutputBias != model.BiasDataMean {
		t.Errorf("model %+v", m)
	}
	if o.Name != "adam" || o.Beta1 != 0.99 || o.Beta2 != 0.999 || math.Abs(o.Epsilon*b/1e-4-1) > 1e-12 || math.Abs(o.SecondMomentStart*b*b-1) > 1e-12 || o.ClipNorm+o.ClipValue+o.EMA+o.WeightDecay != 0 {
		t.Errorf("optimizer %+v", o)
	}
	if s := studies[0]; s.nll != 5000 || s.quantity != "nll" {
		t.Errorf("log p(x) with %d samples", s.nll)
	}
}

// TestIWAERates holds the preset's steps to the paper's table of learning rates and epochs.
func TestIWAERates(t *testing.T) {
	e, _, err := configs.Load("iwae", nil)
	if err != nil {
		t.Fatal(err)
	}
	const stepsOfEpoch = (60000 - 400) / 20
	epoch := 0
	for i, rate := range []float64{1e-3, 7.2e-4, 5.2e-4, 3.7e-4, 2.7e-4, 1.9e-4, 1.4e-4, 1e-4} {
		length := int(math.Pow(3, float64(i)))
		for _, step := range []int{epoch*stepsOfEpoch + 1, (epoch + length) * stepsOfEpoch} {
			if got := e.Optimizer.Rate(step, 0); math.Abs(got-rate) > 0.02*rate {
				t.Errorf("step %d has the rate %v, stage %d has %v", step, got, i+1, rate)
			}
		}
		epoch += length
		if i == 4 && e.Train.Epochs != epoch {
			t.Errorf("the short form has %d epochs, five stages are %d", e.Train.Epochs, epoch)
		}
	}
	if full := studies[0].full[0]; full != "train.epochs=3280" || epoch != 3280 {
		t.Errorf("%s, eight stages are %d epochs", full, epoch)
	}
}

func TestAgreement(t *testing.T) {
	for _, c := range []struct {
		difference, deviation float64
		short                 bool
		want                  string
	}{
		{0.5, 0.3, false, "reproduced ("}, {-0.5, 0.3, true, "reproduced ("}, {0.7, 0.3, false, "not reproduced: worse by 0.70, 2.3"},
		{0.7, 0.3, true, "open: worse by 0.70"}, {-0.7, 0.3, true, "not reproduced: better by 0.70, 2.3"},
	} {
		if got := agreement(c.difference, c.deviation, c.short); !strings.HasPrefix(got, c.want) {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// TestSkipped: a trial whose data are not there is passed over with the reason, and leaves nothing.
func TestSkipped(t *testing.T) {
	r := reproduction{study: studies[1], dir: t.TempDir()}
	got, err := r.trial(t.Context(), trial{name: "a", data: "no-such-data-set"})
	if err != nil || !strings.Contains(got.Skipped, "no-such-data-set") {
		t.Errorf("%+v, %v", got, err)
	}
	if line := r.compare(trial{published: 3}, got).line(); !strings.Contains(line, "skipped: ") {
		t.Error(line)
	}
}

// TestStageAfterCrash: a run that was killed between the checkpoint that ends a stage and its copy gets the copy when it goes on.
func TestStageAfterCrash(t *testing.T) {
	s := studies[0]
	set := []string{"data.name=fashion-mnist-12k", "data.validation=11900", "model.hidden=[3]", "model.latent=2", "train.epochs=2", "loss.samples=1"}
	r := reproduction{app: &app{err: io.Discard, logLevel: "error", logFormat: "text"}, study: s, flags: reproduceFlags{set: set, threads: 1}, dir: t.TempDir()}
	job, err := r.job(s.trials[0])
	if err != nil {
		t.Fatal(err)
	}
	if job.Log, err = r.app.logger(io.Discard); err != nil {
		t.Fatal(err)
	}
	ctx, crash := context.WithCancel(t.Context())
	job.Events.Epoch = func(train.Epoch) { crash() }
	if err := train.Run(ctx, *job); !errors.Is(err, train.ErrInterrupted) {
		t.Fatal(err)
	}
	last, err := os.ReadFile(filepath.Join(job.Dir, train.LastFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.train(t.Context(), s.trials[0]); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(filepath.Join(job.Dir, "epoch-1.safetensors"))
	if err != nil || !bytes.Equal(kept, last) {
		t.Errorf("the end of stage 1 was not kept: %v", err)
	}
}

// TestSameExperiment: what a run has stored is the same experiment as long as a setting that it lacks has its default.
func TestSameExperiment(t *testing.T) {
	_, resolved, err := configs.Load("numpyro-vae", nil)
	if err != nil {
		t.Fatal(err)
	}
	without := strings.Replace(string(resolved), "  validation_from: random\n", "", 1)
	if without == string(resolved) || !sameExperiment(without, resolved) {
		t.Error("a stored experiment that lacks a new setting is another one")
	}
	for _, other := range []string{"", "seed: 2\n", "no: experiment\n"} {
		if sameExperiment(other, resolved) {
			t.Errorf("%q is the same experiment", other)
		}
	}
}
