package main

import (
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vae"
	"vae/configs"
	"vae/data"
	"vae/internal/rng"
	"vae/train"
)

// TestShippedModel: the model of the repository is what its preset makes of the embedded data, trained to the end, and its weights are those whose validation
// loss the run recorded.
func TestShippedModel(t *testing.T) {
	c, err := vae.ReadCheckpoint(filepath.Join("..", "..", "checkpoints", "fashion-2d.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	want, _, err := configs.Load("fashion-2d", nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := configs.Parse("checkpoints/fashion-2d.safetensors", []byte(c.Config))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("it was made by other settings than those of the preset; run scripts/fashion-2d.sh: %s", d)
	}
	job, err := want.Job(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if f := job.Train.Fingerprint(); c.Data != f {
		t.Errorf("it was made of other data: fingerprint %s, want %s", c.Data, f)
	}
	epochs, err := train.ParseHistory(c.History)
	if err != nil || len(epochs) != c.Progress.Epoch || c.Progress.Epoch < want.Train.Epochs*9/10 {
		t.Fatalf("%d epochs at %v: %v", len(epochs), c.Progress, err)
	}
	recorded := epochs[len(epochs)-1].Monitored()
	if recorded != c.Progress.Best {
		t.Errorf("its loss is %v, the best %v", recorded, c.Progress.Best)
	}
	// Other noise moves the mean over a thousand examples by some hundredths of a nat; other weights by tens.
	if loss := meanLoss(t, c.Judged(), job); math.Abs(loss-recorded) > 0.3 || loss > 256 {
		t.Errorf("its weights have a validation loss of %.2f nats, and the run recorded %.2f", loss, recorded)
	}
}

// meanLoss is the negative bound of a model on a job's validation examples.
func meanLoss(t *testing.T, m *vae.Model, job *train.Job) float64 {
	t.Helper()
	scorer, err := m.NewScorer(1, 99)
	if err != nil {
		t.Fatal(err)
	}
	x := &examples{set: job.Validation, binarization: data.None, noise: rng.New(99)}
	var s vae.Scores
	if err := scorer.Score(&s, x.rows(0, x.set.Len()), 0); err != nil {
		t.Fatal(err)
	}
	return vae.EstimateOf(x.set.Len(), s.NegativeELBO).Mean
}

// Straight after a clone, the shipped model can be drawn from, traversed and encoded with.
func TestShippedModelWorks(t *testing.T) {
	model, dir := filepath.Join("..", "..", "checkpoints", "fashion-2d.safetensors"), t.TempDir()
	for _, args := range [][]string{
		{"sample", model, "-n", "4", "-o", filepath.Join(dir, "a.png")},
		{"traverse", model, "--steps", "3", "-o", filepath.Join(dir, "b.png")},
		{"interpolate", model, "-o", filepath.Join(dir, "c.png")},
		{"encode", model, "--plot", filepath.Join(dir, "d.png")},
		{"plot", model, "-o", filepath.Join(dir, "e.svg")},
	} {
		var log strings.Builder
		if code := run(args, io.Discard, &log); code != exitDone {
			t.Errorf("%v: %s", args, log.String())
		}
	}
	if made, err := os.ReadDir(dir); err != nil || len(made) != 5 {
		t.Errorf("%v %v", made, err)
	}
}
