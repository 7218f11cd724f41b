package train

import (
	"bytes"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sirupsen/logrus"

	"vae"
	"vae/data"
	"vae/internal/rng"
)

// The latent space that an epoch records is that of its checkpoint on the held-out examples, or on the training examples where there are none.
func TestPosterior(t *testing.T) {
	for name, change := range map[string]func(*Job){"validation": nil, "training": func(j *Job) { j.Validation = nil }} {
		job := madeJob(t, change)
		mustRun(t, job)
		epochs, _ := metricsOf(t, job.Dir)
		m, err := vae.Open(filepath.Join(job.Dir, LastFile))
		if err != nil {
			t.Fatal(err)
		}
		set := job.Validation
		if set == nil {
			set = job.Train
		}
		x := make([]float32, set.Len()*30)
		for i := range set.Len() {
			set.Fill(x[i*30:], 30, []int{i}, job.Binarization, data.Draw{Source: rng.New(madeSeed), Evaluation: true})
		}
		mean, logVar, err := m.Encode(x)
		if err != nil {
			t.Fatal(err)
		}
		want := m.Summarize(mean, logVar)
		got := epochs[len(epochs)-1]
		sum := 0.0
		if len(got.KLDimensions) != len(want.KL) {
			t.Fatalf("%s: %d dimensions recorded, of %d", name, len(got.KLDimensions), len(want.KL))
		}
		for j, kl := range want.KL {
			sum += kl
			if math.Abs(got.KLDimensions[j]-kl) > 5e-4*math.Abs(kl) {
				t.Errorf("%s: dimension %d has %v nats, recorded are %v", name, j, kl, got.KLDimensions[j])
			}
			if kl < got.KLDimensionMin || kl > got.KLDimensionMax {
				t.Errorf("%s: a dimension has %v nats, recorded are %+v", name, kl, got.Posterior)
			}
		}
		if got.ActiveUnits != want.Active() || got.KLDimensionMedian < got.KLDimensionMin || sum == 0 {
			t.Errorf("%s: recorded %+v, want %+v", name, got.Posterior, want)
		}
		// With everything held out in one batch, the recorded KL is the sum over dimensions.
		if got.ValidKL != nil && math.Abs(*got.ValidKL-sum) > 1e-5*sum {
			t.Errorf("%s: valid_kl is %v, the dimensions have %v", name, *got.ValidKL, sum)
		}
	}
}

// A run whose posterior collapses says so once, with what would help.
func TestCollapse(t *testing.T) {
	for _, c := range []struct {
		change func(*vae.Objective)
		want   []string
		not    []string
	}{
		{func(o *vae.Objective) { o.Beta = 1000 }, []string{"collapsed", "loss.warmup.shape linear", "loss.free_bits", "lower loss.beta, which is 1000"}, nil},
		{func(o *vae.Objective) { o.Beta, o.FreeBits = 1000, 1e-4 }, []string{"collapsed", "lower loss.beta"}, []string{"free_bits"}},
		{func(o *vae.Objective) { o.Objective, o.Beta, o.Capacity = "capacity", 1000, 0; o.CapacitySteps = 0 }, []string{"collapsed", "raise loss.capacity, which is 0"}, []string{"loss.warmup", "lower loss.beta"}},
		{func(o *vae.Objective) { o.Objective, o.Beta, o.CapacitySteps = "capacity", 1000, 1e8 }, []string{"collapsed", "a smaller loss.capacity_steps"}, []string{"raise loss.capacity"}},
		{func(o *vae.Objective) { o.Beta = 1e-3 }, nil, []string{"collapsed"}},
	} {
		var log bytes.Buffer
		job := madeJob(t, func(j *Job) {
			j.Config.Epochs, j.Optimizer.LearningRate = 12, 0.03
			c.change(&j.Objective)
			l := logrus.New()
			l.SetOutput(&log)
			j.Log = l
		})
		mustRun(t, job)
		for _, w := range c.want {
			if strings.Count(log.String(), w) != 1 {
				t.Errorf("the log has %q %d times:\n%s", w, strings.Count(log.String(), w), log.String())
			}
		}
		for _, w := range c.not {
			if strings.Contains(log.String(), w) {
				t.Errorf("the log has %q:\n%s", w, log.String())
			}
		}
	}
}

// Beta follows its warm-up step by step, the recorded one is the last in use, and a resumed run goes on with it.
func TestWarmup(t *testing.T) {
	change := func(j *Job) {
		j.Objective.Beta = 4
		j.Objective.Warmup.Shape, j.Objective.Warmup.Steps = "linear", 12
	}
	job := madeJob(t, change)
	job.Events.Step = func(p vae.Progress, terms vae.Terms) {
		beta := 4 * math.Min(float64(p.Step-1)/12, 1)
		if want := terms.Reconstruction + beta*terms.KL; math.Abs(terms.Loss-want) > 1e-5*want {
			t.Errorf("step %d: loss %v, with beta %v it is %v", p.Step, terms.Loss, beta, want)
		}
	}
	whole := mustRun(t, job)
	epochs, _ := metricsOf(t, job.Dir)
	for i, want := range []float64{4 * 5. / 12, 4 * 11. / 12, 4} {
		if math.Abs(epochs[i].Beta-want) > 1e-12 {
			t.Errorf("epoch %d records beta %v, in use was %v", i+1, epochs[i].Beta, want)
		}
		if strings.Contains(epochs[i].Estimator, ", beta warming up (validation 1)") != (i < 2) { // after 12 steps of 6 an epoch
			t.Errorf("epoch %d is estimated by %q", i+1, epochs[i].Estimator)
		}
		checkTerms(t, job, *epochs[i].ValidLoss, *epochs[i].ValidReconstruction, *epochs[i].ValidKL, *epochs[i].ValidELBO)
	}
	cut := madeJob(t, change)
	if !runUntil(t, cut, 8) {
		t.Fatal("the run was not interrupted")
	}
	again := resumed(t, cut)
	sameFiles(t, "warm-up", mustRun(t, again), whole)
}

// Where nothing is held out, losses of a lower beta do not count as better than those of the whole.
func TestBestOfWarmup(t *testing.T) {
	job := madeJob(t, func(j *Job) {
		j.Validation, j.Config.Epochs = nil, 4
		j.Objective.Beta, j.Optimizer.LearningRate = 5000, 1e-5
		j.Objective.Warmup.Shape, j.Objective.Warmup.Steps = "linear", 13 // within the third epoch
	})
	mustRun(t, job)
	epochs, _ := metricsOf(t, job.Dir)
	if !(epochs[0].TrainLoss < epochs[3].TrainLoss) {
		t.Fatalf("the first epoch's loss %v is not the lower one, %v: this proves nothing", epochs[0].TrainLoss, epochs[3].TrainLoss)
	}
	c, err := vae.ReadCheckpoint(filepath.Join(job.Dir, BestFile))
	if err != nil {
		t.Fatal(err)
	}
	if c.Progress.Epoch != 4 {
		t.Errorf("the best epoch is %d, of a lower beta", c.Progress.Epoch)
	}
}
