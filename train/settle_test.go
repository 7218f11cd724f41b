package train

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"vae"
	"vae/data"
	"vae/internal/rng"
	"vae/loss"
)

// fitted is a job whose model has a variance in closed form; weight decay, clipping and an average are what could move it.
func fitted(t *testing.T, change func(*Job)) Job {
	return madeJob(t, func(j *Job) {
		a := vae.DefaultArchitecture()
		a.Name = "gaussian_optimal"
		j.Model = madeModel(t, a)
		j.Binarization = data.None
		j.Optimizer.WeightDecay, j.Optimizer.ClipNorm, j.Optimizer.EMA = 0.1, 5, 0.9
		j.Config.Epochs = 2
		if change != nil {
			change(j)
		}
	})
}

// variance is the stored log-variance of a model.
func variance(t *testing.T, m *vae.Model) float64 {
	t.Helper()
	e, ok := m.Layout().Lookup("decoder.log_variance")
	if !ok {
		t.Fatal("there is no log-variance")
	}
	return float64(m.Block()[e.Offset])
}

// Interrupted after any step and resumed, a run with a variance in closed form leaves what an undisturbed one does, byte for byte, at any number of threads; by column too.
func TestResumeWithFittedVariance(t *testing.T) {
	for name, change := range map[string]func(*Job){
		"adam":           nil,
		"without clip":   func(j *Job) { j.Optimizer.ClipNorm, j.Optimizer.EMA = 0, 0 },
		"adamw, samples": func(j *Job) { j.Optimizer.Name, j.Objective.Samples, j.Validation = "adamw", 2, nil },
		"by column": func(j *Job) {
			a := vae.DefaultArchitecture()
			a.Name, a.Parts = loss.ByColumn, []loss.PartConfig{
				{Columns: []string{"0-9"}, Name: "gaussian_optimal"}, {Columns: []string{"10-19"}, Name: "gaussian_shared"}, {Columns: []string{"20-29"}, Name: "gaussian_optimal"},
			}
			j.Model = madeModel(t, a)
		},
	} {
		want := mustRun(t, fitted(t, change))
		for _, step := range []int{0, 1, 5, 6, 9, 11} {
			job := fitted(t, change)
			job.Threads = 1 + step%3
			if !runUntil(t, job, step) {
				t.Fatalf("%s: not interrupted at step %d", name, step)
			}
			sameFiles(t, fmt.Sprintf("%s, interrupted at step %d", name, step), mustRun(t, resumed(t, job)), want)
		}
	}
}

// No step moves the stored variance, whatever its engine; at the end of an epoch, and in the checkpoint of an interrupt, it is the best for the training examples, of the
// averaged parameters as of the last ones.
func TestFittedVarianceIsSettled(t *testing.T) {
	for _, engine := range []string{"compiled", "reference", "gorgonia"} {
		job := fitted(t, func(j *Job) { j.Config.Engine = engine })
		job.Events.Step = func(p vae.Progress, _ vae.Terms) {
			if v := variance(t, job.Model); p.Epoch == 0 && v != 0 {
				t.Errorf("%s: after step %d the log-variance is %v", engine, p.Step, v)
			}
		}
		if !runUntil(t, job, 9) {
			t.Fatal("not interrupted")
		}
		c, err := vae.ReadCheckpoint(filepath.Join(job.Dir, LastFile))
		if err != nil {
			t.Fatal(err)
		}
		for what, m := range map[string]*vae.Model{"the last parameters": c.Model, "the average": c.Average} {
			stored := variance(t, m)
			n := job.Train.Len()
			err := m.FitVariance(n, func(x []float32, first int) {
				for i := range len(x) / 30 {
					job.Train.Fill(x[30*i:], 30, []int{first + i}, data.None, data.Draw{})
				}
			}, job.Seed, 1)
			if again := variance(t, m); err != nil || again != stored || stored >= 0 {
				t.Errorf("%s: the log-variance of %s is %v, the best %v (%v)", engine, what, stored, again, err)
			}
		}
		if a, b := variance(t, c.Model), variance(t, c.Average); a == b {
			t.Errorf("%s: both variances are %v", engine, a)
		}
	}
}

// The validation loss is that of the stored variance, which the checkpoint gives again; metrics.jsonl says that the training loss is not.
func TestValidationUsesTheStoredVariance(t *testing.T) {
	job := fitted(t, func(j *Job) { j.Optimizer.EMA, j.Config.Epochs = 0, 3 })
	if err := Run(context.Background(), job); err != nil {
		t.Fatal(err)
	}
	epochs, err := ReadHistory(job.Dir)
	if err != nil {
		t.Fatal(err)
	}
	last := epochs[len(epochs)-1]
	if !strings.Contains(last.Estimator, "samples 1, variance of each batch (validation 1)") {
		t.Errorf("the estimator is %q", last.Estimator)
	}
	m, err := vae.Open(filepath.Join(job.Dir, LastFile))
	if err != nil {
		t.Fatal(err)
	}
	n := job.Validation.Len()
	step, err := m.Compile(job.Objective, vae.CompileOptions{Batch: n})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		job.Validation.Fill(step.X.Row(i), 30, []int{i}, data.None, data.Draw{})
		rng.New(job.Seed).Normal(step.Eps.Row(i), rng.EvalNoise, 0, job.Validation.Original(i), 0)
	}
	terms, err := step.Run(vae.Weights{Beta: 1})
	if err != nil || math.Abs(terms.Reconstruction-*last.ValidReconstruction) > 1e-5*math.Abs(terms.Reconstruction) {
		t.Errorf("%v nats, validated as %v (%v)", terms.Reconstruction, *last.ValidReconstruction, err)
	}
}

// An objective that the variance does not go with is refused before the first step.
func TestFittedVarianceRefuses(t *testing.T) {
	job := fitted(t, nil)
	job.Objective = vae.Objective{Objective: "iwae", Beta: 1, Samples: 5}
	if err := Run(context.Background(), job); err == nil || !strings.Contains(err.Error(), "train: iwae weighs samples by importance") {
		t.Error(err)
	}
}
