package train

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/data"
	"vae/internal/rng"
)

// metricsOf parses a run's metrics.jsonl, once as lines and once as whatever is there.
func metricsOf(t *testing.T, dir string) ([]Epoch, []map[string]any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, MetricsFile))
	if err != nil {
		t.Fatal(err)
	}
	var epochs []Epoch
	var raw []map[string]any
	for line := range strings.Lines(string(text)) {
		var e Epoch
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		epochs, raw = append(epochs, e), append(raw, m)
	}
	return epochs, raw
}

// metrics.jsonl has the documented fields and no others, and they fit together.
func TestMetrics(t *testing.T) {
	always := []string{"active_units", "beta", "epoch", "estimator", "kl_dimension_max", "kl_dimension_median", "kl_dimension_min", "kl_dimensions", "learning_rate", "step", "train_elbo", "train_kl", "train_loss", "train_reconstruction"}
	held := append(slices.Clone(always), "valid_elbo", "valid_kl", "valid_loss", "valid_reconstruction")
	warned := slices.Sorted(slices.Values(append(slices.Clone(always), "warning")))
	for _, c := range []struct {
		fields []string
		change func(*Job)
	}{
		{held, func(j *Job) { j.Objective.Beta, j.Objective.Samples = 4, 3 }},
		{always, func(j *Job) { j.Validation = nil }},
		{warned, func(j *Job) { j.Binarization = data.None; j.Train, j.Validation, _ = madeSet(t, 43).Carve(0, 1) }},
	} {
		job := madeJob(t, c.change)
		mustRun(t, job)
		epochs, raw := metricsOf(t, job.Dir)
		if len(epochs) != 3 {
			t.Fatalf("%d lines for 3 epochs", len(epochs))
		}
		for i, e := range epochs {
			if got := slices.Sorted(maps.Keys(raw[i])); !slices.Equal(got, c.fields) {
				t.Errorf("fields %v, want %v", got, c.fields)
			}
			if e.Epoch != i+1 || e.Step != 6*(i+1) || e.Beta != job.Objective.Beta || e.LearningRate != 0.01 {
				t.Errorf("line %d: %+v", i+1, e)
			}
			checkTerms(t, job, e.TrainLoss, e.TrainReconstruction, e.TrainKL, e.TrainELBO)
			if e.ValidLoss != nil {
				checkTerms(t, job, *e.ValidLoss, *e.ValidReconstruction, *e.ValidKL, *e.ValidELBO)
			}
		}
	}
}

// checkTerms holds loss = reconstruction + beta kl and elbo = -(reconstruction + kl), of a KL that is not nothing.
func checkTerms(t *testing.T, job Job, loss, reconstruction, kl, elbo float64) {
	t.Helper()
	if e := math.Abs(reconstruction + job.Objective.Beta*kl - loss); e > 1e-4 || kl < 1e-4 || elbo != -(reconstruction+kl) {
		t.Errorf("loss %v, reconstruction %v, kl %v, elbo %v", loss, reconstruction, kl, elbo)
	}
}

// The validation terms are those of one pass over all the held-out examples with noise that their indices decide, whatever the batches.
func TestValidationTerms(t *testing.T) {
	job := madeJob(t, func(j *Job) { j.Config.Epochs = 1 })
	mustRun(t, job)
	epochs, _ := metricsOf(t, job.Dir)
	m, err := vae.Open(filepath.Join(job.Dir, LastFile))
	if err != nil {
		t.Fatal(err)
	}
	s, err := m.Compile(job.Objective, vae.CompileOptions{Batch: 10})
	if err != nil {
		t.Fatal(err)
	}
	noise := rng.New(madeSeed)
	for i := range 10 {
		job.Validation.Fill(s.X.Row(9-i), 30, []int{i}, data.Dynamic, data.Draw{Source: noise, Evaluation: true})
		noise.Normal(s.Eps.Row(9-i), rng.EvalNoise, 0, job.Validation.Original(i), 0)
	}
	want, err := s.Run(vae.Weights{Beta: 1})
	if err != nil {
		t.Fatal(err)
	}
	e := epochs[0]
	got := []float64{*e.ValidLoss, *e.ValidReconstruction, *e.ValidKL}
	if d := deviation(got, []float64{want.Loss, want.Reconstruction, want.KL}); !(d < 1e-6) {
		t.Errorf("recorded %v, computed %+v", got, want)
	}
}

// The last batch of an epoch is trained on although it is smaller, and weighs as much as it has examples.
func TestLastBatch(t *testing.T) {
	var blocks [][]float32
	var sum float64
	var sizes []int
	job := madeJob(t, func(j *Job) { j.Config.Epochs = 1 })
	job.Events.Step = func(p vae.Progress, terms vae.Terms) {
		n := 8
		if p.Batch == 6 {
			n = 3
		}
		sum += float64(n) * terms.Loss
		sizes = append(sizes, n)
		blocks = append(blocks, slices.Clone(job.Model.Block()))
	}
	mustRun(t, job)
	if len(sizes) != 6 {
		t.Fatalf("%d steps, want 6", len(sizes))
	}
	if slices.Equal(blocks[4], blocks[5]) {
		t.Error("the last, smaller batch changed no parameter")
	}
	epochs, _ := metricsOf(t, job.Dir)
	if got, want := epochs[0].TrainLoss, sum/43; math.Abs(got-want) > 1e-12*want {
		t.Errorf("train_loss %v, the mean over examples is %v", got, want)
	}
}

// best.safetensors holds the epoch of the lowest validation loss, or of the lowest training loss where nothing is held out.
func TestBest(t *testing.T) {
	overfit := func(j *Job) {
		j.Train, j.Validation, _ = madeSet(t, 53).Carve(45, madeSeed)
		j.Config.Epochs, j.Optimizer.LearningRate, j.Binarization = 25, 0.1, data.Threshold
	}
	alone := func(j *Job) {
		j.Validation, j.Config.Epochs, j.Optimizer.LearningRate = nil, 12, 0.3
	}
	for name, change := range map[string]func(*Job){"validation": overfit, "training": alone} {
		job := madeJob(t, change)
		mustRun(t, job)
		epochs, _ := metricsOf(t, job.Dir)
		best := slices.MinFunc(epochs, func(a, b Epoch) int {
			if a.Monitored() < b.Monitored() {
				return -1
			}
			return 1
		})
		if best.Epoch == len(epochs) || best.Epoch == 1 {
			t.Fatalf("%s: epoch %d is the best: this proves nothing", name, best.Epoch)
		}
		c, err := vae.ReadCheckpoint(filepath.Join(job.Dir, BestFile))
		if err != nil {
			t.Fatal(err)
		}
		if c.Progress.Epoch != best.Epoch || c.Progress.BestEpoch != best.Epoch || c.Progress.Best != best.Monitored() || c.State != nil {
			t.Errorf("%s: best.safetensors is of %+v, the best epoch is %+v", name, c.Progress, best)
		}
		last, err := vae.ReadCheckpoint(filepath.Join(job.Dir, LastFile))
		if err != nil {
			t.Fatal(err)
		}
		if last.Progress.BestEpoch != best.Epoch || last.Progress.Epoch != len(epochs) || slices.Equal(last.Model.Block(), c.Model.Block()) {
			t.Errorf("%s: last.safetensors is of %+v", name, last.Progress)
		}
	}
}

// samples/ has a picture an epoch, and none where none are asked for or examples are no pictures.
func TestPictures(t *testing.T) {
	table := func(j *Job) {
		rows, err := data.FromFloats("table", "train", []int{30}, make([]float32, 30*43), nil)
		if err != nil {
			t.Fatal(err)
		}
		a := vae.DefaultArchitecture()
		a.Hidden, a.Latent = nil, 2
		if j.Model, err = vae.New(a, []int{30}, 1, nil); err != nil {
			t.Fatal(err)
		}
		j.Train, j.Validation = rows, nil
	}
	for _, c := range []struct {
		want   []string
		change func(*Job)
	}{
		{[]string{"samples/epoch-000001.png", "samples/epoch-000002.png", "samples/epoch-000003.png"}, nil},
		{nil, func(j *Job) { j.Config.SampleGrid = 0 }},
		{nil, table},
	} {
		var got []string
		for name := range mustRun(t, madeJob(t, c.change)) {
			if strings.HasPrefix(name, SamplesDir) {
				got = append(got, name)
			}
		}
		if slices.Sort(got); !slices.Equal(got, c.want) {
			t.Errorf("pictures %v, want %v", got, c.want)
		}
	}
}
