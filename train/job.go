// Package train runs the loop: minibatches, gradients, optimiser, validation, recording, checkpoints, and exact resume.
//
// The same job gives the same bytes in last.safetensors, best.safetensors, samples/ and metrics.jsonl at any thread count, interrupted and resumed or not. What
// may differ, such as time, goes to timing.jsonl and the log.
package train

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/sirupsen/logrus"

	"vae"
	"vae/data"
	"vae/optim"
)

// Job is everything one training run needs.
type Job struct {
	Model         *vae.Model // trained in place
	Objective     vae.Objective
	Optimizer     optim.Config
	Config        Config
	Train         *data.Set
	Validation    *data.Set // nil: none held out
	Binarization  data.Binarization
	Seed          uint64
	Resolved      string          // the experiment as YAML, stored with every checkpoint and read by nobody here
	Preprocessing string          // what inference has to know of the data, stored with every checkpoint and read by nobody here
	Resume        *vae.Checkpoint // where to go on; nil: from the start

	// What may not change the result:
	Dir     string // the run's folder, which exists
	Threads int    // 0: one for each processor
	Log     logrus.FieldLogger
	Events  Events
}

// ErrInterrupted is returned when the context ended a run before its last epoch; the checkpoint is written.
var ErrInterrupted = errors.New("interrupted")

// Run trains to the last epoch, or until ctx ends: then it finishes the step, writes the checkpoint and returns ErrInterrupted. A loss that is
// no longer finite ends it with a *DivergedError.
func Run(ctx context.Context, job Job) error {
	if err := job.check(); err != nil {
		return err
	}
	job.complete()
	r, err := newRun(job)
	if err != nil {
		return err
	}
	defer r.close()
	return r.epochs(ctx)
}

// check refuses what cannot be run.
func (j *Job) check() error {
	for _, bad := range []error{j.Config.Validate().Err(), j.Objective.Validate().Err(), j.Optimizer.Validate().Err()} {
		if bad != nil {
			return fmt.Errorf("train: %w", bad)
		}
	}
	if j.Model == nil {
		return errors.New("train: there is no model")
	}
	if err := j.Objective.Suits(j.Model.Architecture().LikelihoodConfig); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	if j.Train == nil || j.Train.Len() == 0 {
		return errors.New("train: there are no training examples")
	}
	if got, want := j.Train.Features(), j.Model.Features(); got != want {
		return fmt.Errorf("train: the data have %d features, the model has %d", got, want)
	}
	if v := j.Validation; v != nil && v.Features() != j.Model.Features() {
		return fmt.Errorf("train: the validation data have %d features, the model has %d", v.Features(), j.Model.Features())
	}
	if j.Threads < 0 {
		return fmt.Errorf("train: %d threads; 0 takes one for each processor", j.Threads)
	}
	return nil
}

// complete fills in what may be left out.
func (j *Job) complete() {
	if j.Threads == 0 {
		j.Threads = runtime.GOMAXPROCS(0)
	}
	if j.Log == nil {
		j.Log = logrus.StandardLogger()
	}
}

// Warning says what keeps the loss from being a bound on the data's log-likelihood, or is empty.
func (j *Job) Warning() string {
	return j.Model.Warning(j.Binarization != data.None || j.Train.Binary())
}
