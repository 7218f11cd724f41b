package configs

// From an experiment to a training run.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"vae"
	"vae/data"
	"vae/model"
	"vae/train"
)

// Job opens the experiment's data and makes the model: a training run that lacks only its folder. The resolved YAML is stored with the
// run's checkpoints. resume, where not nil, is the checkpoint whose model the run goes on with.
func (e *Experiment) Job(resolved []byte, resume *vae.Checkpoint) (*train.Job, error) {
	sets, err := data.Open(e.Data.Name)
	if err != nil {
		return nil, err
	}
	binarization, err := data.ParseBinarization(e.Data.Binarization)
	if err != nil {
		return nil, err
	}
	if err := binarization.Check(sets.Train); err != nil {
		return nil, err
	}
	rest, held, err := sets.Train.Carve(e.Data.Validation, e.Seed)
	if err != nil {
		return nil, fmt.Errorf("data.validation: %w", err)
	}
	job := &train.Job{
		Objective: e.Loss, Optimizer: e.Optimizer, Config: e.Train, Train: rest, Validation: held,
		Binarization: binarization, Seed: e.Seed, Resolved: string(resolved), Resume: resume,
	}
	if resume != nil {
		job.Model = resume.Model
		return job, nil
	}
	var mean []float64
	if e.Model.OutputBias == model.BiasDataMean {
		mean = rest.Mean(binarization)
	}
	job.Model, err = vae.New(e.Model, rest.Shape(), e.Seed, mean)
	return job, err
}

// Resume prepares the run in a folder to go on from its last checkpoint. sets may change train.epochs; what else they hold is the caller's to refuse.
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
	if string(resolved) != c.Config {
		err = os.WriteFile(filepath.Join(dir, train.ConfigFile), resolved, 0o666)
	}
	return job, err
}
