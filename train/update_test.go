package train

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/optim"
)

// everything turns on all that an optimiser can do. Gradients of the made job are clipped both ways.
func everything(method string) func(*Job) {
	return func(j *Job) {
		o := &j.Optimizer
		o.Name, o.ClipNorm, o.ClipValue, o.EMA, o.WeightDecay, o.SecondMomentStart = method, 0.5, 0.1, 0.9, 0.01, 0.1
		o.Schedule.Name, o.Schedule.WarmupSteps = "cosine", 3
		j.Config.Epochs = 2
	}
}

// Interrupted and resumed, a run with any method and everything on leaves what an undisturbed one does, byte for byte.
func TestResumeEveryMethod(t *testing.T) {
	seen := map[string]string{}
	for _, method := range optim.Methods() {
		want := mustRun(t, madeJob(t, everything(method)))
		for other, text := range seen {
			if text == want[LastFile] {
				t.Errorf("%s and %s leave the same checkpoint", method, other)
			}
		}
		seen[method] = want[LastFile]
		for _, step := range []int{2, 9} {
			job := madeJob(t, everything(method))
			if !runUntil(t, job, step) {
				t.Fatalf("%s: not interrupted at step %d", method, step)
			}
			sameFiles(t, fmt.Sprintf("%s, interrupted at step %d", method, step), mustRun(t, resumed(t, job)), want)
		}
	}
}

// Threads that share clipping and averages out are not seen in the files.
func TestThreadsClip(t *testing.T) {
	wide := func(threads int) func(*Job) {
		return func(j *Job) {
			everything("adam")(j)
			j.Threads, j.Config.Batch = threads, 43
			a := vae.DefaultArchitecture()
			a.Hidden, a.Latent = []int{131, 97}, 5
			var err error
			if j.Model, err = vae.New(a, []int{6, 5}, madeSeed, nil); err != nil {
				t.Fatal(err)
			}
			if n := len(j.Model.Block()); n < 3*optim.Chunk || n%optim.Chunk == 0 {
				t.Fatalf("%d floats are not several chunks and a part", n)
			}
		}
	}
	want := mustRun(t, madeJob(t, wide(1)))
	for _, threads := range []int{2, 3} {
		sameFiles(t, fmt.Sprint(threads, " threads"), mustRun(t, madeJob(t, wide(threads))), want)
	}
}

// Clipping that never clips leaves the bits of the update beside the gradients.
func TestClippingThatNeverClips(t *testing.T) {
	want := mustRun(t, madeJob(t, nil))
	sameFiles(t, "norm", mustRun(t, madeJob(t, func(j *Job) { j.Optimizer.ClipNorm = 1e9 })), want)
	sameFiles(t, "value", mustRun(t, madeJob(t, func(j *Job) { j.Optimizer.ClipValue = 1e9 })), want)
}

// With plain descent a step is as long as the rate times the clipped norm.
func TestStepsAreClipped(t *testing.T) {
	const clip, rate = 0.05, 0.5
	job := madeJob(t, func(j *Job) {
		j.Optimizer.Name, j.Optimizer.ClipNorm, j.Optimizer.LearningRate = "sgd", clip, rate
	})
	before := slices.Clone(job.Model.Block())
	job.Events.Step = func(p vae.Progress, _ vae.Terms) {
		moved := make([]float32, len(before))
		for i, now := range job.Model.Block() {
			moved[i] = now - before[i]
		}
		if got := norm(moved); math.Abs(got-clip*rate) > 1e-5 {
			t.Errorf("step %d is %v long, want %v", p.Step, got, clip*rate)
		}
		copy(before, job.Model.Block())
	}
	mustRun(t, job)
}

// Gradients that are not finite move nothing, neither parameters nor what the optimiser remembers.
func TestClippingRefusesInfiniteNorms(t *testing.T) {
	r, err := newRun(madeJob(t, everything("adam")))
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	var kept, now [][]float32
	for _, b := range r.update.optimizer.State() {
		now = append(now, b.Data)
	}
	now = append(now, r.job.Model.Block(), r.averaged.Block())
	for _, block := range now {
		kept = append(kept, slices.Clone(block))
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		r.update.clip = optim.NewNorm(optim.Config{ClipNorm: 1}, len(r.gradients))
		r.gradients[3] = float32(bad)
		if r.update.clipped(r.pool, 1, 0.1) {
			t.Errorf("a gradient of %v passed", bad)
		}
	}
	for i := range now {
		if !slices.Equal(now[i], kept[i]) {
			t.Errorf("block %d has changed", i)
		}
	}
}

// metrics.jsonl has the rate of each epoch's last step.
func TestScheduledRates(t *testing.T) {
	job := madeJob(t, func(j *Job) {
		j.Optimizer.Schedule = optim.Schedule{Name: "steps", WarmupSteps: 12, Drops: []int{13}, DropFactor: 0.5}
	})
	mustRun(t, job)
	epochs, _ := metricsOf(t, job.Dir)
	for i, want := range []float64{0.005, 0.01, 0.005} {
		if got := epochs[i].LearningRate; math.Abs(got-want) > 1e-15 {
			t.Errorf("epoch %d: rate %v, want %v", i+1, got, want)
		}
	}
	whole := madeJob(t, func(j *Job) { j.Optimizer.Schedule.Name = "cosine" })
	mustRun(t, whole)
	epochs, _ = metricsOf(t, whole.Dir)
	if got, want := epochs[2].LearningRate, 0.01*(1+math.Cos(math.Pi*17/18))/2; math.Abs(got-want) > 1e-15 {
		t.Errorf("the last of 18 steps of a cosine has rate %v, want %v", got, want)
	}
}

// The average that a run keeps is the one its steps give, and is what it validates and draws from; the run itself does not feel it.
func TestAverage(t *testing.T) {
	plain := mustRun(t, madeJob(t, nil))
	const ema = 0.7
	job := madeJob(t, func(j *Job) { j.Optimizer.EMA = ema })
	var want []float64
	for _, x := range job.Model.Block() {
		want = append(want, float64(x))
	}
	job.Events.Step = func(p vae.Progress, _ vae.Terms) {
		d := min(ema, float64(1+p.Step)/float64(10+p.Step))
		for i, x := range job.Model.Block() {
			want[i] = d*want[i] + (1-d)*float64(x)
		}
	}
	files := mustRun(t, job)
	c, err := vae.ReadCheckpoint(filepath.Join(job.Dir, LastFile))
	if err != nil {
		t.Fatal(err)
	}
	for i, got := range c.Average.Block() {
		if math.Abs(float64(got)-want[i]) > 1e-5 {
			t.Fatalf("element %d of the average is %v, want %v", i, got, want[i])
		}
	}
	if !slices.Equal(c.Model.Block(), lastModel(t, plain).Block()) {
		t.Error("keeping an average has changed the parameters")
	}
	if name := SamplesDir + "/epoch-000003.png"; files[name] == plain[name] {
		t.Error("samples are not drawn from the average")
	}
	epochs, _ := metricsOf(t, job.Dir)
	again, err := newRun(madeJob(t, func(j *Job) { j.Model = c.Average }))
	if err != nil {
		t.Fatal(err)
	}
	defer again.close()
	if terms, err := again.evaluate(context.Background()); err != nil || terms.Loss != *epochs[2].ValidLoss {
		t.Errorf("the average has validation loss %v (%v); recorded %v", terms.Loss, err, *epochs[2].ValidLoss)
	}
	if e := epochs[2].Estimator; !strings.Contains(e, "averaged parameters") {
		t.Errorf("the estimator does not tell: %s", e)
	}
}

// lastModel reads the parameters of a run's last checkpoint from its bytes.
func lastModel(t *testing.T, files map[string]string) *vae.Model {
	t.Helper()
	path := filepath.Join(t.TempDir(), LastFile)
	if err := replaceFile(path, []byte(files[LastFile])); err != nil {
		t.Fatal(err)
	}
	c, err := vae.ReadCheckpoint(path)
	if err != nil {
		t.Fatal(err)
	}
	return c.Model
}

// A run with an average does not go on from a checkpoint without one, unless no step is done.
func TestAverageIsResumed(t *testing.T) {
	job := madeJob(t, func(j *Job) { j.Optimizer.EMA = 0.9 })
	runUntil(t, job, 8)
	next := resumed(t, job)
	next.Resume.Average = nil
	if err := Run(context.Background(), next); err == nil || !strings.Contains(err.Error(), "lacks the average") {
		t.Errorf("got %v", err)
	}
}

// A step with everything on allocates no more than a plain one.
func TestStepAllocates(t *testing.T) {
	allocations := func(change func(*Job)) float64 {
		r, err := newRun(madeJob(t, change))
		if err != nil {
			t.Fatal(err)
		}
		defer r.close()
		return testing.AllocsPerRun(20, func() {
			if _, _, err := r.step(); err != nil {
				t.Fatal(err)
			}
		})
	}
	if plain, all := allocations(nil), allocations(everything("adam")); all > plain {
		t.Errorf("%v allocations a step, %v without clipping, schedule and average", all, plain)
	}
}
