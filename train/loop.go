package train

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vae"
	"vae/autodiff"
	"vae/autodiff/exec"
	"vae/data"
	"vae/internal/rng"
)

// run is the state of one training run.
type run struct {
	job         Job
	engine      autodiff.Engine
	pool        *exec.Pool
	batcher     *data.Batcher
	train       *feeder
	valid       *feeder
	gradients   []float32
	update      *update
	averaged    *vae.Model // its parameters are the average of the model's; nil: none is kept
	progress    vae.Progress
	history     []byte // the text of metrics.jsonl
	fingerprint string // of the training data
	warning     string
	collapsed   bool      // whether the posterior was at the last look
	inUse       int       // how many latent dimensions were then; 0 where there was no look
	began       time.Time // when this process began the running epoch
	seen        int       // training examples since then
}

// newRun makes everything that the steps need; where it goes on from a checkpoint, the folder is as it was then.
func newRun(job Job) (*run, error) {
	engine, err := autodiff.ParseEngine(job.Config.Engine)
	if err != nil {
		return nil, err
	}
	r := &run{
		job: job, engine: engine, gradients: exec.NewBlock(len(job.Model.Block())),
		fingerprint: job.Train.Fingerprint(), warning: job.Warning(),
	}
	if job.Optimizer.EMA > 0 {
		r.averaged = job.Model.Clone()
	}
	if r.update, err = newUpdate(job.Optimizer, job.Model, r.averaged, r.gradients); err != nil {
		return nil, err
	}
	if job.Resume != nil {
		if err := r.resume(job.Resume); err != nil {
			return nil, err
		}
	}
	r.pool = exec.NewPool(job.Threads)
	r.batcher = data.NewBatcher(job.Train.Len(), job.Config.Batch, job.Seed)
	r.makeFeeders()
	return r, nil
}

// makeFeeders prepares training, and evaluation where examples are held out.
func (r *run) makeFeeders() {
	j, noise := &r.job, rng.New(r.job.Seed)
	r.train = &feeder{
		set: j.Train, binarization: j.Binarization, noise: noise, purpose: rng.Noise, samples: j.Objective.Samples, pool: r.pool,
		compile: r.compiler(j.Model, j.Objective, r.gradients),
	}
	if j.Validation != nil && j.Validation.Len() > 0 {
		once := j.Objective
		once.Samples = 1
		r.valid = &feeder{
			set: j.Validation, binarization: j.Binarization, noise: noise, purpose: rng.EvalNoise, samples: 1, pool: r.pool,
			compile: r.compiler(r.judged(), once, nil),
		}
	}
}

// judged is the model that is validated and drawn from: the averaged one, where there is one.
func (r *run) judged() *vae.Model {
	if r.averaged != nil {
		return r.averaged
	}
	return r.job.Model
}

// compiler makes the steps of one objective of a model at the batch sizes that turn up.
func (r *run) compiler(m *vae.Model, o vae.Objective, gradients []float32) func(batch int) (*vae.Step, error) {
	return func(batch int) (*vae.Step, error) {
		return m.Compile(o, vae.CompileOptions{Batch: batch, Gradients: gradients, Engine: r.engine, Pool: r.pool})
	}
}

func (r *run) close() { r.pool.Close() }

// resume takes over the checkpoint's place, the optimiser's memory and the average; the parameters are in the model already.
func (r *run) resume(c *vae.Checkpoint) error {
	if c.Data != r.fingerprint {
		return fmt.Errorf("resuming: the training data have changed (fingerprint %s, the checkpoint has %s); restore them or start a new run", r.fingerprint, c.Data)
	}
	for _, b := range r.update.optimizer.State() {
		saved, ok := c.State[b.Name]
		if !ok && c.Progress.Step > 0 {
			return fmt.Errorf("resuming: the checkpoint lacks the optimiser's %q; was it written with another optimizer.name?", b.Name)
		}
		copy(b.Data, saved)
	}
	if r.averaged != nil && c.Progress.Step > 0 {
		if c.Average == nil {
			return errors.New("resuming: the checkpoint lacks the average of the parameters; was it written without optimizer.ema?")
		}
		copy(r.averaged.Block(), c.Average.Block())
	}
	r.progress, r.history = c.Progress, []byte(c.History)
	return r.cutBack(c)
}

// epochs runs the epochs that are left.
func (r *run) epochs(ctx context.Context) error {
	r.logStart()
	if r.job.Events.Start != nil {
		r.job.Events.Start(Plan{Epochs: r.job.Config.Epochs, StepsPerEpoch: r.batcher.Batches(), From: r.progress})
	}
	for r.left() {
		r.began, r.seen = time.Now(), 0
		if err := r.steps(ctx); err != nil {
			return err
		}
		if err := r.endEpoch(ctx); err != nil {
			return err
		}
	}
	r.end()
	return nil
}

// steps runs the batches of the epoch that are left. When ctx ends, the checkpoint is written between two steps.
func (r *run) steps(ctx context.Context) error {
	for r.progress.Batch < r.batcher.Batches() {
		if ctx.Err() != nil {
			return r.interrupt()
		}
		terms, n, err := r.step()
		if err != nil {
			return err
		}
		r.seen += n
		r.progress.Step++
		r.progress.Batch++
		for i, x := range [...]float64{terms.Loss, terms.Reconstruction, terms.KL} {
			r.progress.Sums[i] += x * float64(n)
		}
		if r.job.Events.Step != nil {
			r.job.Events.Step(r.progress, terms)
		}
	}
	return nil
}

// step trains on one batch: fill, forward and backward, update. It returns the batch's terms and its size.
func (r *run) step() (vae.Terms, int, error) {
	indices := r.batcher.Batch(r.progress.Epoch, r.progress.Batch)
	step := r.progress.Step + 1
	var updater exec.Updater // nil where the norm of all gradients comes first
	if r.update.clip == nil {
		r.update.prepare(step, r.rate(step), 1)
		updater = r.update
	}
	terms, err := r.train.run(indices, r.progress.Step, r.job.Objective.At(r.progress.Step), updater)
	switch {
	case err != nil:
	case !finite(terms.Loss):
		err = r.diverged("training loss", terms)
	case updater == nil && !r.update.clipped(r.pool, step, r.rate(step)):
		err = r.diverged("gradients", vae.Terms{})
	}
	return terms, len(indices), err
}

// rate is the learning rate of a step, counted from 1.
func (r *run) rate(step int) float64 {
	return r.job.Optimizer.Rate(step, r.job.Config.Epochs*r.batcher.Batches())
}

// interrupt leaves a checkpoint in the middle of an epoch.
func (r *run) interrupt() error {
	if err := r.settle(); err != nil {
		return err
	}
	if err := r.checkpoint().Write(r.path(LastFile)); err != nil {
		return err
	}
	return ErrInterrupted
}

// checkParameters keeps parameters that are no longer numbers from replacing the last good checkpoint: a gradient can overflow where the loss
// has not yet.
func (r *run) checkParameters() error {
	if !finite(norm(r.job.Model.Block())) {
		return r.diverged("parameters", vae.Terms{})
	}
	return nil
}
