package main

// One trial of a reproduction: train it, or go on, or take what is there; then judge its last checkpoint.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae"
	"vae/configs"
	"vae/data"
	"vae/train"
)

// reproduction is a study under way.
type reproduction struct {
	app     *app
	study   study
	flags   reproduceFlags
	dir     string
	results []result
}

// result is what a trial has come to, as it is kept beside the run, so that a resumed reproduction need not judge again.
type result struct {
	Name       string      `json:"name"`
	Skipped    string      `json:"skipped,omitempty"` // why there is no result
	Epochs     int         `json:"epochs,omitempty"`
	Evaluation *evaluation `json:"evaluation,omitempty"`
	Values     []float64   `json:"values,omitempty"` // of the study's quantity, for each example
}

// trial runs a trial, unless its data are not there.
func (r *reproduction) trial(ctx context.Context, t trial) (result, error) {
	kept := filepath.Join(r.dir, t.name+".json")
	text, err := os.ReadFile(kept)
	if err == nil {
		var known result
		if err := json.Unmarshal(text, &known); err != nil {
			return result{}, fmt.Errorf("%s: %w; remove it to judge again", kept, err)
		}
		return known, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return result{}, err
	}
	if name := r.dataOf(t); name != "" {
		if _, err := data.Open(name); err != nil {
			reason, _, _ := strings.Cut(err.Error(), "\n")
			return result{Name: t.name, Skipped: reason}, nil
		}
	}
	run := filepath.Join(r.dir, t.name)
	if err := r.train(ctx, t, run); err != nil {
		return result{}, err
	}
	judged, err := r.judge(ctx, t, run)
	if err != nil {
		return result{}, err
	}
	if text, err = json.Marshal(judged); err != nil {
		return result{}, err
	}
	return judged, os.WriteFile(kept, append(text, '\n'), 0o666)
}

// settings are the overrides of a trial.
func (r *reproduction) settings(t trial) []string {
	sets := append(slices.Clone(t.set), fmt.Sprintf("seed=%d", r.flags.seed))
	if r.flags.full {
		sets = append(sets, r.study.full...)
	}
	return append(sets, r.flags.set...)
}

// dataOf names the trial's data, or is empty where the user has chosen others.
func (r *reproduction) dataOf(t trial) string {
	for _, s := range r.flags.set {
		if strings.HasPrefix(s, "data") {
			return ""
		}
	}
	return t.data
}

// train makes the trial's run, or goes on with it.
func (r *reproduction) train(ctx context.Context, t trial, run string) error {
	bar := &progress{w: r.app.err, show: onTerminal(r.app.err)}
	log, err := r.app.logger(bar)
	if err != nil {
		return err
	}
	job, err := r.job(t, run)
	if err != nil || job == nil {
		return err
	}
	job.Threads, job.Log, job.Events = r.flags.threads, log, bar.events()
	log.WithField("run", t.name).Info("reproducing " + r.study.name)
	err = train.Run(ctx, *job)
	bar.finish()
	return err
}

// job prepares the run; nil where it is over.
func (r *reproduction) job(t trial, run string) (*train.Job, error) {
	c, err := vae.ReadCheckpoint(filepath.Join(run, train.LastFile))
	if err == nil {
		job, err := configs.Resume(run, nil)
		if err != nil || c.Progress.Epoch >= job.Config.Epochs {
			return nil, err
		}
		return job, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	e, resolved, err := configs.Load(r.study.name, r.settings(t))
	if err != nil {
		return nil, usageError{err}
	}
	job, err := e.Job(resolved, nil)
	if err != nil {
		return nil, err
	}
	job.Dir, err = train.NewFolder(run, e.Name, job)
	return job, err
}

// judge evaluates the run's last checkpoint on the test examples, as the source did.
func (r *reproduction) judge(ctx context.Context, t trial, run string) (result, error) {
	path := filepath.Join(run, train.LastFile)
	c, err := vae.ReadCheckpoint(path)
	if err != nil {
		return result{}, err
	}
	from, err := openExamples(c, "", "test", 0)
	if err != nil {
		return result{}, err
	}
	j := &judgement{
		flags: evalFlags{split: "test", samples: r.study.samples, nll: r.study.nll, number: r.flags.number, threads: r.flags.threads, batch: 100},
		from:  from, models: []*vae.Model{c.Model}, paths: []string{path},
	}
	if err := j.run(ctx, r.app.err); err != nil {
		return result{}, err
	}
	e := j.evaluation()
	out := result{Name: t.name, Epochs: c.Progress.Epoch, Evaluation: &e}
	for _, c := range columns(j.done[0]) {
		if c.name == r.study.quantity {
			for i := range e.Examples {
				out.Values = append(out.Values, c.at(i))
			}
		}
	}
	return out, nil
}
