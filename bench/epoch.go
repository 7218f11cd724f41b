package bench

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/sirupsen/logrus"

	"vae/train"
)

// Epoch is an epoch of the training loop beside its bare steps. Overhead is what shuffling, filling in data, noise, logging, recording and saving add; the
// evaluation of held-out examples is left out.
type Epoch struct {
	Seconds     float64 `json:"epoch_seconds"`
	BareSeconds float64 `json:"bare_seconds"` // of as many forward and backward passes with updates
	Steps       int     `json:"steps"`
	Overhead    float64 `json:"overhead"` // the median of the rounds' overheads, a part of the bare time
	Best        float64 `json:"best_overhead"`
	Worst       float64 `json:"worst_overhead"`
}

// MeasureEpoch trains an epoch and then takes as many bare steps, round after round.
func MeasureEpoch(job train.Job, threads int) (*Epoch, error) {
	b, err := newBare(job, threads)
	if err != nil {
		return nil, err
	}
	defer b.close()
	r := &rounds{bare: b}
	log := logrus.New()
	log.SetOutput(io.Discard)
	log.AddHook(r)
	job.Threads, job.Log, job.Validation, job.Resume = threads, log, nil, nil
	job.Config.Epochs = repeats + 1 // the first warms up
	job.Events = train.Events{Start: func(p train.Plan) { r.steps, r.last = p.StepsPerEpoch, time.Now() }}
	err = inTemporaryFolder(job, func(j train.Job) error { return train.Run(context.Background(), j) })
	if err = errors.Join(err, r.err); err != nil {
		return nil, err
	}
	o := summarize(r.overheads[1:])
	return &Epoch{
		Seconds: summarize(r.epochs[1:]).Median, BareSeconds: summarize(r.bares[1:]).Median, Steps: r.steps,
		Overhead: o.Median, Best: o.Best, Worst: o.Worst,
	}, nil
}

// rounds is told when an epoch's line goes to the log, which is the last that an epoch does, and then takes bare steps.
type rounds struct {
	bare                     *bare
	steps                    int
	last                     time.Time
	epochs, bares, overheads []float64 // seconds, and a part
	err                      error
}

// Levels are those of an epoch's line.
func (r *rounds) Levels() []logrus.Level { return []logrus.Level{logrus.InfoLevel} }

// Fire ends a round.
func (r *rounds) Fire(e *logrus.Entry) error {
	if _, ok := e.Data["train_loss"]; !ok {
		return nil
	}
	epoch := time.Since(r.last).Seconds()
	alone := timed(r.steps, func() { r.err = errors.Join(r.err, r.bare.run()) }) * float64(r.steps) / 1e3
	r.epochs, r.bares, r.overheads = append(r.epochs, epoch), append(r.bares, alone), append(r.overheads, epoch/alone-1)
	r.last = time.Now()
	return nil
}
