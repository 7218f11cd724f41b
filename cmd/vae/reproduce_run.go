package main

// One trial of a reproduction: train it, or go on, or take what is there; then judge its last checkpoint.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae"
	"vae/configs"
	"vae/data"
	"vae/internal/atomicfile"
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
	Skipped    string      `json:"skipped,omitempty"`    // why there is no result
	Unfinished string      `json:"unfinished,omitempty"` // how far it is
	Config     string      `json:"config,omitempty"`     // the experiment, as the judged checkpoint has it
	Epochs     int         `json:"epochs,omitempty"`
	Number     int         `json:"number,omitempty"` // of test examples that were asked for; 0: all
	Evaluation *evaluation `json:"evaluation,omitempty"`
	Values     []float64   `json:"values,omitempty"` // of the study's quantity, for each example
}

// trial runs a trial, unless its data are not there.
func (r *reproduction) trial(ctx context.Context, t trial) (result, error) {
	if name := r.dataOf(t); name != "" {
		if _, err := data.Open(name); err != nil {
			reason := err.Error()
			if i := strings.LastIndex(reason, "\n"); i >= 0 { // where it was looked for, and then what to do
				reason = fmt.Sprintf("no data set %s: %s", name, reason[i+1:])
			}
			return result{Name: t.name, Skipped: reason}, nil
		}
	}
	if err := r.train(ctx, t); err != nil {
		return result{}, err
	}
	known, err := r.known(t)
	if err != nil || known.Evaluation != nil {
		return known, err
	}
	judged, err := r.judge(ctx, t)
	if err != nil {
		return result{}, err
	}
	text, err := json.Marshal(judged)
	if err != nil {
		return result{}, err
	}
	return judged, writeFile(r.kept(t), append(text, '\n'))
}

// run is the folder of a trial's run, and kept is the file of its result.
func (r *reproduction) run(t trial) string  { return filepath.Join(r.dir, t.name) }
func (r *reproduction) kept(t trial) string { return filepath.Join(r.dir, t.name+".json") }

// collect completes the results by those of the trials that other calls have run, or are running, in the order of the study.
func (r *reproduction) collect() error {
	var all []result
	for _, t := range r.study.trials {
		if i := slices.IndexFunc(r.results, func(x result) bool { return x.Name == t.name }); i >= 0 {
			all = append(all, r.results[i])
			continue
		}
		known, err := r.known(t)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		all = append(all, known)
	}
	r.results = all
	return nil
}

// known is what the folder holds of a trial: its result where it was judged, by these settings, or else how far it is.
func (r *reproduction) known(t trial) (result, error) {
	e, resolved, err := configs.Load(r.study.name, r.settings(t))
	if err != nil {
		return result{}, usageError{err}
	}
	known, err := readResult(r.kept(t))
	if err != nil {
		return result{}, err
	}
	c, err := vae.ReadCheckpoint(filepath.Join(r.run(t), train.LastFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return result{Name: t.name, Unfinished: "not run"}, nil
	case err != nil:
		return result{}, err
	case !sameExperiment(c.Config, resolved):
		return result{Name: t.name, Unfinished: "made with other settings"}, nil
	case known != nil && known.Number == r.flags.number && known.Epochs == c.Progress.Epoch && sameExperiment(known.Config, resolved):
		return *known, nil
	case c.Progress.Epoch < e.Train.Epochs:
		return result{Name: t.name, Unfinished: fmt.Sprintf("unfinished: %d of %d epochs", c.Progress.Epoch, e.Train.Epochs)}, nil
	}
	return result{Name: t.name, Unfinished: "trained, not judged"}, nil
}

// sameExperiment compares what a run has stored with what is asked for. A setting that has come since then has its default.
func sameExperiment(stored string, resolved []byte) bool {
	e, err := configs.Parse("the run's experiment", []byte(stored))
	if err != nil || stored == "" {
		return false
	}
	text, err := e.YAML()
	return err == nil && bytes.Equal(text, resolved)
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
func (r *reproduction) train(ctx context.Context, t trial) error {
	bar := &progress{w: r.app.err, show: onTerminal(r.app.err)}
	log, err := r.app.logger(bar)
	if err != nil {
		return err
	}
	job, err := r.job(t)
	if err != nil || job == nil {
		return err
	}
	if p := job.Resume; p != nil && p.Progress.Batch == 0 { // a crash may have come between the checkpoint and its copy
		if err := r.keepStage(job.Dir, p.Progress.Epoch); err != nil {
			return err
		}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var failed error
	stages := train.Events{Epoch: func(e train.Epoch) {
		if failed = r.keepStage(job.Dir, e.Epoch); failed != nil {
			stop()
		}
	}}
	job.Threads, job.Log, job.Events = r.flags.threads, log, train.Together(bar.events(), stages)
	log.WithField("run", t.name).Info("reproducing " + r.study.name)
	err = train.Run(ctx, *job)
	bar.finish()
	if failed != nil {
		return failed
	}
	return err
}

// keepStage copies the last checkpoint of a run where its epoch ends a stage of the study.
func (r *reproduction) keepStage(run string, epoch int) error {
	if !slices.Contains(r.study.stages, epoch) {
		return nil
	}
	content, err := os.ReadFile(filepath.Join(run, train.LastFile))
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(run, fmt.Sprintf("epoch-%d.safetensors", epoch)), content)
}

// writeFile writes a file whole or not at all.
func writeFile(path string, content []byte) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// job prepares the run; nil where it is over. A run that is there has to be the same experiment.
func (r *reproduction) job(t trial) (*train.Job, error) {
	run := r.run(t)
	e, resolved, err := configs.Load(r.study.name, r.settings(t))
	if err != nil {
		return nil, usageError{err}
	}
	c, err := vae.ReadCheckpoint(filepath.Join(run, train.LastFile))
	switch {
	case err == nil && !sameExperiment(c.Config, resolved):
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
func (r *reproduction) judge(ctx context.Context, t trial) (result, error) {
	path := filepath.Join(r.run(t), train.LastFile)
	c, err := vae.ReadCheckpoint(path)
	if err != nil {
		return result{}, err
	}
	from, err := sourceFlags{split: "test"}.open(c, 0)
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
	out := result{Name: t.name, Epochs: c.Progress.Epoch, Number: r.flags.number, Config: c.Config, Evaluation: &e}
	for _, c := range columns(j.done[0]) {
		if c.name == r.study.quantity {
			for i := range e.Examples {
				out.Values = append(out.Values, c.at(i))
			}
		}
	}
	return out, nil
}
