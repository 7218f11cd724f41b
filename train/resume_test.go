package train

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"vae"
	"vae/data"
)

// runUntil runs a job and ends it after a step; 0 ends it before the first. It reports whether the run was interrupted.
func runUntil(t *testing.T, job Job, step int) bool {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if step == 0 {
		cancel()
	}
	job.Events.Step = func(p vae.Progress, _ vae.Terms) {
		if p.Step == step {
			cancel()
		}
	}
	err := Run(ctx, job)
	if err != nil && !errors.Is(err, ErrInterrupted) {
		t.Fatal(err)
	}
	return err != nil
}

// Interrupted after any step and resumed, a run leaves what an undisturbed one does, byte for byte; its workers end in any case.
func TestResumeAtEveryStep(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, c := range []struct {
		name   string
		steps  []int // an epoch has six
		change func(*Job)
	}{
		{"validation", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, nil},
		{"no validation", []int{0, 4, 6, 11}, func(j *Job) { j.Validation = nil }},
		{"sgd, samples, fixed", []int{3, 6, 11}, func(j *Job) {
			j.Optimizer.Name, j.Objective.Samples, j.Objective.FreeBits, j.Binarization = "sgd", 2, 0.1, data.Fixed
		}},
	} {
		change := func(j *Job) {
			j.Config.Epochs = 2
			if c.change != nil {
				c.change(j)
			}
		}
		want := mustRun(t, madeJob(t, change))
		for _, step := range c.steps {
			job := madeJob(t, change)
			if !runUntil(t, job, step) {
				t.Fatalf("%s: not interrupted at step %d", c.name, step)
			}
			sameFiles(t, fmt.Sprintf("%s, interrupted at step %d", c.name, step), mustRun(t, resumed(t, job)), want)
		}
	}
}

// A run that is interrupted after each of its steps still ends at the same place.
func TestResumeAgainAndAgain(t *testing.T) {
	want := mustRun(t, madeJob(t, nil))
	job := madeJob(t, nil)
	next, times := job, 0
	for step := 1; runUntil(t, next, step); step++ {
		next = resumed(t, job)
		times++
	}
	if times != 18 {
		t.Errorf("interrupted %d times, want 18", times)
	}
	sameFiles(t, "after 18 interruptions", filesOf(t, job.Dir), want)
}

// What a crash leaves between two checkpoints does no harm: the run goes on from the last whole one.
func TestResumeAfterACrash(t *testing.T) {
	want := mustRun(t, madeJob(t, nil))
	job := madeJob(t, nil)
	runUntil(t, job, 8)
	for name, text := range map[string]string{
		MetricsFile:                      "{\"epoch\":1}\n{\"epoch\":2}\n{\"epo",
		TimingFile:                       "{\"epoch\":1}\n{\"epoch\":2}\n{\"epo",
		MetricsFile + ".tmp":             "half",
		".last.safetensors.00000001.tmp": "half",
		SamplesDir + "/.epoch-000002.png.00000001.tmp": "half",
		SamplesDir + "/epoch-000002.png":               "half",
		SamplesDir + "/epoch-000009.png":               "of another life",
		ConfigFile:                                     "half",
	} {
		if err := os.WriteFile(filepath.Join(job.Dir, filepath.FromSlash(name)), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	sameFiles(t, "after a crash", mustRun(t, resumed(t, job)), want)
	timings, err := os.ReadFile(filepath.Join(job.Dir, TimingFile))
	if err != nil || strings.Count(string(timings), "\n") != 3 {
		t.Errorf("timing.jsonl: %v\n%s", err, timings)
	}
}

// The number of threads is not seen in the files.
func TestThreads(t *testing.T) {
	wide := func(threads int) func(*Job) {
		return func(j *Job) { j.Threads, j.Config.Batch, j.Config.Epochs = threads, 43, 2 }
	}
	want := mustRun(t, madeJob(t, wide(1)))
	for _, threads := range []int{2, 3, 0} {
		sameFiles(t, fmt.Sprint(threads, " threads"), mustRun(t, madeJob(t, wide(threads))), want)
	}
}

// A checkpoint that does not belong to the job is refused, and the folder stays as it is.
func TestResumeRefuses(t *testing.T) {
	job := madeJob(t, nil)
	runUntil(t, job, 8)
	before := filesOf(t, job.Dir)
	for want, change := range map[string]func(*Job){
		"the training data have changed":     func(j *Job) { j.Train = madeSet(t, 43) },
		`the checkpoint lacks the optimiser`: func(j *Job) { j.Resume.State = nil },
	} {
		next := resumed(t, job)
		change(&next)
		if err := Run(context.Background(), next); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
		sameFiles(t, want, filesOf(t, job.Dir), before)
	}
}
