package train

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae"
)

// A run whose numbers stop being numbers ends with where and how large everything was, and leaves the last good checkpoint.
func TestDivergence(t *testing.T) {
	spoil := func(value float32) func(*Job, context.CancelFunc) {
		return func(j *Job, _ context.CancelFunc) {
			for i := range j.Model.Block() {
				j.Model.Block()[i] = value
			}
		}
	}
	nan := float32(math.NaN())
	for _, c := range []struct {
		what, message string
		at            int // the step after which the parameters are spoilt
		spoil         func(*Job, context.CancelFunc)
		held          bool
	}{
		{"training loss", "after step 8 (epoch 2, batch 2, step 8) the training loss is ", 8, spoil(3e38), true},
		{"validation loss", "after step 12 (epoch 2, batch 6, step 12) the validation loss is ", 12, spoil(3e38), true},
		{"parameters", "after step 12 (epoch 2, batch 6, step 12) the parameters are not finite", 12, spoil(nan), false},
		{"parameters", "after step 9 (epoch 2, batch 3, step 9) the parameters are not finite", 9, func(j *Job, cancel context.CancelFunc) {
			j.Model.Block()[0] = nan
			cancel()
		}, true},
	} {
		job := madeJob(t, func(j *Job) {
			if !c.held {
				j.Validation = nil
			}
		})
		good := runToStep(t, job, 6)
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		job = resumed(t, job)
		job.Events.Step = func(p vae.Progress, _ vae.Terms) {
			if p.Step == c.at {
				c.spoil(&job, cancel)
			}
		}
		err := Run(ctx, job)
		var d *DivergedError
		if !errors.As(err, &d) || d.What != c.what || !strings.Contains(err.Error(), c.message) {
			t.Errorf("%s at step %d: %v", c.what, c.at, err)
			continue
		}
		checkDiverged(t, job, d)
		files := filesOf(t, job.Dir)
		if files[LastFile] != good[LastFile] || files[BestFile] != good[BestFile] {
			t.Errorf("%s: a checkpoint was replaced", c.what)
		}
	}
}

// runToStep leaves the checkpoint of the end of the first epoch, and returns the files.
func runToStep(t *testing.T, job Job, step int) map[string]string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	job.Events.Epoch = func(Epoch) { cancel() }
	if err := Run(ctx, job); !errors.Is(err, ErrInterrupted) {
		t.Fatal(err)
	}
	c, err := vae.ReadCheckpoint(filepath.Join(job.Dir, LastFile))
	if err != nil || c.Progress.Step != step {
		t.Fatalf("%v, at %+v", err, c.Progress)
	}
	return filesOf(t, job.Dir)
}

// checkDiverged holds what the error knows to the model and the folder.
func checkDiverged(t *testing.T, job Job, d *DivergedError) {
	t.Helper()
	var names []string
	for _, n := range d.Norms {
		names = append(names, n.Name)
		if !strings.Contains(d.Error(), n.Name) {
			t.Errorf("%s is not in the message", n.Name)
		}
	}
	var want []string
	for _, e := range job.Model.Layout().Entries {
		want = append(want, e.Name)
	}
	if !slices.Equal(names, want) {
		t.Errorf("norms of %v, want %v", names, want)
	}
	if !strings.Contains(d.Error(), d.Checkpoint) || !strings.Contains(d.Error(), "optimizer.learning_rate") {
		t.Errorf("the message does not tell the way out: %v", d)
	}
	m, err := vae.Open(d.Checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	if !finite(norm(m.Block())) {
		t.Error("the last good checkpoint is not good")
	}
}

// A norm neither overflows nor hides one value that is not finite.
func TestNorm(t *testing.T) {
	if got := norm([]float32{3e38, 4e38 / 2, 0}); math.Abs(got-math.Hypot(float64(float32(3e38)), float64(float32(2e38)))) > 1e25 {
		t.Errorf("norm %v", got)
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if finite(norm([]float32{1, float32(bad), 2})) {
			t.Errorf("a vector with %v has a finite norm", bad)
		}
	}
}

// Before the first step no learning rate is to blame.
func TestDivergedAtOnce(t *testing.T) {
	text := (&DivergedError{What: "training loss", Terms: vae.Terms{Loss: math.Inf(1)}}).Error()
	if !strings.Contains(text, "data.standardize") || strings.Contains(text, "learning_rate") {
		t.Error(text)
	}
}
