package configs

// From an experiment to a training run.

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"vae"
	"vae/data"
	"vae/internal/invalid"
	"vae/model"
	"vae/train"
)

// Job opens the experiment's data and makes the model: a training run that lacks only its folder. The resolved YAML is stored with the
// run's checkpoints. resume, where not nil, is the checkpoint whose model the run goes on with.
func (e *Experiment) Job(resolved []byte, resume *vae.Checkpoint) (*train.Job, error) {
	splits, err := e.Data.Open(e.Seed)
	if err != nil {
		return nil, unfit("data", err)
	}
	if err := e.checkValues(splits); err != nil {
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
	if job.Model, err = vae.New(e.Model, splits.Train.Shape(), e.Seed, mean); err != nil {
		return nil, unfit("model", err)
	}
	return job, unfit("train", job.Model.CheckBatch(e.Loss, e.Train.Batch))
}

// checkValues refuses a likelihood that is no density of the data's values.
func (e *Experiment) checkValues(splits *data.Splits) error {
	likelihood := e.Model.Likelihood()
	for _, s := range []*data.Set{splits.Train, splits.Validation, splits.Test} {
		if s == nil || s.Len() == 0 {
			continue
		}
		v := vae.Values{Min: 0, Max: 1, Whole: true}
		if splits.Binarization == data.None {
			lo, hi := s.Range()
			v = vae.Values{Min: float64(lo), Max: float64(hi), Whole: s.Whole()}
		}
		if err := likelihood.Check(v); err != nil {
			return invalid.Fields{{Path: "likelihood", Reason: fmt.Sprintf("%v (the %s part of data set %s)", err, s.Split, s.Name)}}
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
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is not the folder of a run: %w", dir, err)
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
