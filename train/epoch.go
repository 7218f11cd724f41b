package train

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"vae"
	"vae/internal/picture"
)

// endEpoch evaluates, records and saves. The last checkpoint is written last: whatever a crash leaves undone before it is done again, the same, after
// a resume.
func (r *run) endEpoch(ctx context.Context) error {
	if err := r.settle(); err != nil {
		return err
	}
	e := r.summarize()
	if r.valid != nil {
		terms, err := r.evaluate(ctx)
		if err != nil {
			return err
		}
		if !finite(terms.Loss) {
			return r.diverged("validation loss", terms)
		}
		e.setValid(terms)
	}
	drawn := make(chan error, 1)
	go func(epoch int) { drawn <- r.drawSamples(epoch) }(e.Epoch)
	var err error
	e.Posterior, err = r.posterior()
	if failed := <-drawn; err == nil {
		err = failed
	}
	if err != nil {
		return err
	}
	r.progress.Epoch, r.progress.Batch, r.progress.Sums = e.Epoch, 0, [3]float64{}
	best := r.progress.BestEpoch == 0 || e.Monitored() < r.progress.Best || r.warming()
	if best {
		r.progress.Best, r.progress.BestEpoch = e.Monitored(), e.Epoch
	}
	if err := r.record(e, best); err != nil {
		return err
	}
	if r.job.Events.Epoch != nil {
		r.job.Events.Epoch(e)
	}
	r.logEpoch(e)
	r.watch(e)
	return nil
}

// warming reports whether the best loss so far was, for a part of its epoch, one of a lower beta, with which later ones cannot be compared: the validation loss is always
// that of the whole beta, the training loss is not.
func (r *run) warming() bool {
	return r.valid == nil && !r.job.Objective.Settled((r.progress.BestEpoch-1)*r.batcher.Batches())
}

// summarize averages the epoch's training terms.
func (r *run) summarize() Epoch {
	n := float64(r.job.Train.Len())
	terms := vae.Terms{Loss: r.progress.Sums[0] / n, Reconstruction: r.progress.Sums[1] / n, KL: r.progress.Sums[2] / n}
	batch, averaged := "", ""
	if r.job.Model.Trained() < len(r.job.Model.Block()) {
		batch = ", variance of each batch"
	}
	if r.averaged != nil {
		averaged = ", averaged parameters"
	}
	warming := ""
	if o, done := r.job.Objective, r.progress.Epoch*r.batcher.Batches(); !o.Warmup.Over(done) {
		warming = ", beta warming up"
	} else if !o.Settled(done) {
		warming = ", capacity rising"
	}
	weights := r.job.Objective.At(r.progress.Step - 1)
	return Epoch{
		Epoch: r.progress.Epoch + 1, Step: r.progress.Step,
		TrainLoss: terms.Loss, TrainReconstruction: terms.Reconstruction, TrainKL: terms.KL, TrainELBO: terms.ELBO(),
		Beta: weights.Beta, Capacity: weights.Capacity, LearningRate: r.rate(r.progress.Step),
		Estimator: fmt.Sprintf("%s, samples %d%s%s (validation 1%s)", r.job.Objective.Estimator(), r.job.Objective.Samples, batch, warming, averaged),
		Warning:   r.warning,
	}
}

// evaluate averages the objective of the judged model over the validation set, one sample for each example, with noise that is the same at every epoch. A long evaluation
// gives way to an interrupt: the epoch's steps are done, so resuming repeats only this.
func (r *run) evaluate(ctx context.Context) (vae.Terms, error) {
	var sums [3]float64
	n := r.job.Validation.Len()
	indices := make([]int, 0, r.job.Config.Batch)
	for start := 0; start < n; start += r.job.Config.Batch {
		if ctx.Err() != nil {
			return vae.Terms{}, r.interrupt()
		}
		indices = indices[:0]
		for i := start; i < min(start+r.job.Config.Batch, n); i++ {
			indices = append(indices, i)
		}
		terms, err := r.valid.run(indices, 0, r.job.Objective.Final(), nil)
		if err != nil {
			return terms, err
		}
		for i, x := range [...]float64{terms.Loss, terms.Reconstruction, terms.KL} {
			sums[i] += x * float64(len(indices))
		}
	}
	return vae.Terms{Loss: sums[0] / float64(n), Reconstruction: sums[1] / float64(n), KL: sums[2] / float64(n)}, nil
}

// record writes everything that an epoch leaves but its picture.
func (r *run) record(e Epoch, best bool) error {
	line, err := appendLine(r.path(MetricsFile), e)
	if err != nil {
		return err
	}
	r.history = append(r.history, line...)
	seconds := time.Since(r.began).Seconds()
	if _, err := appendLine(r.path(TimingFile), timing{
		Epoch: e.Epoch, Seconds: seconds, ExamplesPerSecond: float64(r.seen) / seconds,
		Threads: r.pool.Threads(), Engine: r.engine.String(), Level: simd(),
	}); err != nil {
		return err
	}
	last := vae.Destination{Checkpoint: r.checkpoint(), Path: r.path(LastFile)}
	if !best {
		return vae.WriteCheckpoints(last)
	}
	weights := r.checkpoint()
	weights.State = nil
	return vae.WriteCheckpoints(vae.Destination{Checkpoint: weights, Path: r.path(BestFile)}, last)
}

// checkpoint is the run as it stands.
func (r *run) checkpoint() *vae.Checkpoint {
	c := &vae.Checkpoint{
		Model: r.job.Model, Average: r.averaged, Config: r.job.Resolved, Data: r.fingerprint, Preprocessing: r.job.Preprocessing,
		Progress: r.progress, History: string(r.history), State: map[string][]float32{},
	}
	for _, b := range r.update.optimizer.State() {
		c.State[b.Name] = b.Data
	}
	return c
}

// drawSamples leaves the epoch's grid of samples, where it is one's turn; the same points of the latent space at every epoch.
func (r *run) drawSamples(epoch int) error {
	shape := r.job.Model.Shape()
	if r.job.Config.SampleGrid == 0 || epoch%r.job.Config.SampleEvery != 0 || len(shape) < 2 {
		return nil
	}
	x, err := r.judged().Sample(r.job.Config.SampleGrid, r.job.Seed)
	if err != nil {
		return err
	}
	return picture.WriteGrid(r.path(filepath.Join(SamplesDir, pictureName(epoch))), x, shape)
}

func (r *run) path(name string) string { return filepath.Join(r.job.Dir, name) }
