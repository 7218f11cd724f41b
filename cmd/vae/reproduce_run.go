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
	Number     int         `json:"number,omitempty"` // of test examples that were asked for; 0: all
	Evaluation *evaluation `json:"evaluation,omitempty"`
	Values     []float64   `json:"values,omitempty"` // of the study's quantity, for each example
}

// trial runs a trial, unless its data are not there.
func (r *reproduction) trial(ctx context.Context, t trial) (result, error) {
	if name := r.dataOf(t); name != "" {
		if _, err := data.Open(name); err != nil {
			reason, _, _ := strings.Cut(err.Error(), "\n")
			return result{Name: t.name, Skipped: reason}, nil
		}
	}
	run, kept := filepath.Join(r.dir, t.name), filepath.Join(r.dir, t.name+".json")
	if err := r.train(ctx, t, run); err != nil {
		return result{}, err
	}
	if known, err := readResult(kept); err != nil || known != nil && known.Number == r.flags.number {
		if err != nil {
			return result{}, err
		}
		return *known, nil
	}
	judged, err := r.judge(ctx, t, run)
	if err != nil {
		return result{}, err
	}
	text, err := json.Marshal(judged)
	if err != nil {
		return result{}, err
	}
	return judged, os.WriteFile(kept, append(text, '\n'), 0o666)
}

// readResult reads what was judged before; nil where nothing was.
func readResult(path string) (*result, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var known result
	if err := json.Unmarshal(text, &known); err != nil {
		return nil, fmt.Errorf("%s: %w; remove it to judge again", path, err)
	}
	return &known, nil
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

// job prepares the run; nil where it is over. A run that is there has to be the same experiment.
func (r *reproduction) job(t trial, run string) (*train.Job, error) {
	e, resolved, err := configs.Load(r.study.name, r.settings(t))
	if err != nil {
		return nil, usageError{err}
	}
	c, err := vae.ReadCheckpoint(filepath.Join(run, train.LastFile))
	switch {
	case err == nil && c.Config != string(resolved):
		return nil, usageError{fmt.Errorf("%s was made with other settings (--set, --seed or --full); give the same ones, or choose another --out", run)}
	case err == nil && c.Progress.Epoch >= e.Train.Epochs:
		return nil, nil
	case err == nil:
		return configs.Resume(run, nil)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
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
	out := result{Name: t.name, Epochs: c.Progress.Epoch, Number: r.flags.number, Evaluation: &e}
	for _, c := range columns(j.done[0]) {
		if c.name == r.study.quantity {
			for i := range e.Examples {
				out.Values = append(out.Values, c.at(i))
			}
		}
	}
	return out, nil
}
