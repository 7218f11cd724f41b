package configs

// From an experiment to a training run.

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"

	"vae"
	"vae/data"
	"vae/internal/invalid"
	"vae/loss"
	"vae/model"
	"vae/train"
)

// Job opens the experiment's data and makes the model: a training run that lacks only its folder. The resolved YAML is stored with the
// run's checkpoints. resume, where not nil, is the checkpoint whose model the run goes on with.
func (e *Experiment) Job(resolved []byte, resume *vae.Checkpoint) (*train.Job, error) {
	splits, err := e.openData()
	if err != nil {
		return nil, unfit("data", err)
	}
	arch := e.Model
	features, names := splits.Train.Features(), splits.Preprocessing.Features
	if arch.LikelihoodConfig, err = arch.Resolve(features, names); err != nil {
		return nil, unfit("model", err)
	}
	likelihood, err := arch.Likelihood(features)
	if err != nil {
		return nil, unfit("model", err)
	}
	if err := checkValues(likelihood, splits); err != nil {
		return nil, unfit("model", err)
	}
	job := &train.Job{
		Objective: e.Loss, Optimizer: e.Optimizer, Config: e.Train, Train: splits.Train, Validation: splits.Validation,
		Binarization: splits.Binarization, Preprocessing: splits.Preprocessing.Text(), Seed: e.Seed, Resolved: string(resolved), Resume: resume,
	}
	if resume != nil {
		job.Model = resume.Model
		return job, nil
	}
	var mean []float64
	if e.Model.OutputBias == model.BiasDataMean {
		mean = splits.Train.Mean(splits.Binarization)
	}
	if job.Model, err = vae.New(arch, splits.Train.Shape(), e.Seed, mean); err != nil {
		return nil, unfit("model", err)
	}
	return job, unfit("train", job.Model.CheckBatch(e.Loss, e.Train.Batch))
}

// openData opens the data. Where the likelihood is by column, only the columns of real numbers are standardised: a count or a one-hot code must stay what it is.
func (e *Experiment) openData() (*data.Splits, error) {
	return e.Data.OpenFor(e.Seed, func(all *data.Collection) ([]bool, error) {
		real, err := e.Model.Real(all.Train.Features(), all.Columns)
		return real, unfit("model", err)
	})
}

// checkValues refuses a likelihood that is no density of the data's values.
func checkValues(l *loss.Likelihood, splits *data.Splits) error {
	path := "likelihood"
	if l.Name == loss.ByColumn {
		path = "parts"
	}
	for _, s := range []*data.Set{splits.Train, splits.Validation, splits.Test} {
		if s == nil {
			continue
		}
		if err := Fits(l, s, splits.Binarization, splits.Preprocessing.Features); err != nil {
			return invalid.Fields{{Path: path, Reason: fmt.Sprintf("%v (the %s part of data set %s)", err, s.Split, s.Name)}}
		}
	}
	return nil
}

// Fits refuses a set of which a likelihood is no density: by its values, and by its examples where single values do not tell. names are what a table calls the features, or
// nil. Grey pixels under a likelihood of 0 and 1 are let through; see vae.Model.Warning.
func Fits(l *loss.Likelihood, s *data.Set, b data.Binarization, names []string) error {
	if s.Len() == 0 {
		return nil
	}
	columns := make([]vae.Values, s.Features())
	for i, e := range s.Extents() {
		columns[i] = vae.Values(e)
		if b != data.None {
			columns[i] = vae.Values{Max: 1, Whole: true}
		}
	}
	if err := l.Check(columns, names); err != nil || !l.Grouped() {
		return err
	}
	row := make([]float32, s.Features())
	for i := range s.Len() {
		s.Fill(row, len(row), []int{i}, b, data.Draw{Evaluation: true})
		if err := l.CheckExample(row, names); err != nil {
			return fmt.Errorf("example %d of the data: %w", s.Original(i)+1, err)
		}
	}
	return nil
}

// unfit makes Problems of settings that only the data showed to be wrong; any other error stays as it is.
func unfit(section string, err error) error {
	var bad invalid.Fields
	if !errors.As(err, &bad) {
		return err
	}
	var problems Problems
	for _, f := range bad.Under(section) {
		problems = append(problems, Problem{Source: "the experiment", Field: f.Path, Reason: f.Reason})
	}
	return problems
}

// Resume prepares the run in a folder to go on from its last checkpoint. sets may change train.epochs and train.early_stopping; what else they hold is the caller's to refuse.
func Resume(dir string, sets []string) (*train.Job, error) {
	c, err := vae.ReadCheckpoint(filepath.Join(dir, train.LastFile))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, fmt.Errorf("%s is not the folder of a run: %w; give one such as checkpoints/default-1", dir, err)
	}
	if err != nil {
		return nil, err
	}
	e, err := Parse(filepath.Join(dir, train.LastFile)+" (its config)", []byte(c.Config), sets...)
	if err != nil {
		return nil, err
	}
	resolved, err := e.YAML()
	if err != nil {
		return nil, err
	}
	job, err := e.Job(resolved, c)
	if err != nil {
		return nil, err
	}
	job.Dir = dir
	return job, nil
}
