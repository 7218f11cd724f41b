package configs

// From an experiment to a training run.

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

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
	if err := e.checkRange(splits); err != nil {
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

// unit are the likelihoods of values from 0 to 1 alone: beyond, their losses fall without end.
var unit = []string{"bernoulli", "continuous_bernoulli"}

// checkRange refuses a likelihood that the data's values have no density under.
func (e *Experiment) checkRange(splits *data.Splits) error {
	name := e.Model.Likelihood().Name
	if !slices.Contains(unit, name) {
		return nil
	}
	for _, s := range []*data.Set{splits.Train, splits.Validation, splits.Test} {
		if s.Pixels() {
			continue
		}
		if lo, hi := s.Range(); !(lo >= 0 && hi <= 1) {
			return invalid.Fields{{Path: "likelihood", Reason: fmt.Sprintf(
				"%s is for values from 0 to 1, and those of data set %s reach from %.4g to %.4g; choose gaussian_fixed or gaussian_per_pixel", name, s.Name, lo, hi)}}
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
