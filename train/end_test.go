package train

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vae"
)

// wild is a job whose loss goes up and down.
func wild(patience, every int) func(*Job) {
	return func(j *Job) {
		j.Config.Epochs, j.Config.EarlyStopping, j.Config.SampleEvery = 10, patience, every
		j.Optimizer.LearningRate = 0.2
	}
}

// history runs a job and returns the monitored losses of its epochs.
func history(t *testing.T, job Job) []float64 {
	t.Helper()
	mustRun(t, job)
	epochs, err := ReadHistory(job.Dir)
	if err != nil {
		t.Fatal(err)
	}
	var losses []float64
	for _, e := range epochs {
		losses = append(losses, e.Monitored())
	}
	return losses
}

// A run ends with the first epoch before which, or with which, as many in a row as the patience were no better than the least before them: a prefix of the run
// without patience.
func TestEarlyStopping(t *testing.T) {
	for _, validation := range []bool{true, false} {
		change := func(patience int) func(*Job) {
			return func(j *Job) {
				wild(patience, 1)(j)
				if !validation {
					j.Validation = nil
				}
			}
		}
		all := history(t, madeJob(t, change(0)))
		if len(all) != 10 {
			t.Fatalf("%d epochs", len(all))
		}
		stopped := 0
		for patience := 1; patience <= 4; patience++ {
			want := len(all)
			for end := patience + 1; end <= len(all); end++ {
				if slices.Min(all[end-patience:end]) >= slices.Min(all[:end-patience]) {
					want = end
					break
				}
			}
			if want < len(all) {
				stopped++
			}
			if got := history(t, madeJob(t, change(patience))); !slices.Equal(got, all[:want]) {
				t.Errorf("validation %v, patience %d: %d epochs, want %d", validation, patience, len(got), want)
			}
		}
		if stopped == 0 {
			t.Error("no run stopped early: the test shows nothing")
		}
	}
}

// Wherever it is interrupted, a run that stops early leaves the same files; run again, it stays as it is, and with more patience it goes on as if it had
// had that from the start.
func TestResumeStopsEarly(t *testing.T) {
	want := mustRun(t, madeJob(t, wild(1, 2)))
	epochs := strings.Count(want[MetricsFile], "\n")
	if epochs == 10 {
		t.Fatal("the run did not stop early")
	}
	for step := epochs*6 - 8; step < epochs*6; step++ { // the last epoch, and the end of the one before
		job := madeJob(t, wild(1, 2))
		if !runUntil(t, job, step) {
			t.Fatalf("not interrupted at step %d", step)
		}
		sameFiles(t, fmt.Sprint("interrupted at step ", step), mustRun(t, resumed(t, job)), want)
	}
	job := madeJob(t, wild(1, 2))
	mustRun(t, job)
	sameFiles(t, "again", mustRun(t, resumed(t, job)), want)
	patient := resumed(t, job)
	patient.Config.EarlyStopping = 0
	sameFiles(t, "with more patience", mustRun(t, patient), mustRun(t, madeJob(t, wild(0, 2))))
}

// Grids are drawn after every so many epochs.
func TestSampleEvery(t *testing.T) {
	files := mustRun(t, madeJob(t, wild(0, 4)))
	for epoch := 1; epoch <= 10; epoch++ {
		if _, ok := files[SamplesDir+"/"+pictureName(epoch)]; ok != (epoch%4 == 0) {
			t.Errorf("epoch %d: a grid is %v", epoch, ok)
		}
	}
}

// Every listener hears everything, in order; one without a function is passed over.
func TestTogether(t *testing.T) {
	var heard []string
	listener := func(name string) Events {
		say := func(what string) { heard = append(heard, name+" "+what) }
		return Events{
			Start: func(p Plan) { say(fmt.Sprintf("start %d*%d", p.Epochs, p.StepsPerEpoch)) },
			Step:  func(at vae.Progress, _ vae.Terms) { say(fmt.Sprintf("step %d", at.Step)) },
			Epoch: func(e Epoch) { say(fmt.Sprintf("epoch %d", e.Epoch)) },
			End:   func(o Outcome) { say(fmt.Sprintf("end %d %v", o.Progress.Epoch, o.StoppedEarly)) },
		}
	}
	job := madeJob(t, func(j *Job) { j.Config.Epochs, j.Config.Batch, j.Config.EarlyStopping = 2, 30, 5 })
	job.Events = Together(listener("a"), Events{}, listener("b"))
	mustRun(t, job)
	var want []string
	for _, what := range []string{"start 2*2", "step 1", "step 2", "epoch 1", "step 3", "step 4", "epoch 2", "end 2 false"} {
		want = append(want, "a "+what, "b "+what)
	}
	if !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
}

func TestParseHistoryRefuses(t *testing.T) {
	if _, err := ParseHistory("{\"epoch\":1}\n{\"epo"); err == nil || !strings.HasPrefix(err.Error(), "2: ") {
		t.Errorf("got %v", err)
	}
}
