package main

import (
	"errors"
	"fmt"

	"vae"
	"vae/configs"
	"vae/data"
	"vae/internal/rng"
)

// examples are the data that a command reads: a split of a set, binarized as the model was trained.
type examples struct {
	set          *data.Set
	binarization data.Binarization
	noise        rng.Source
	names        []string // of the features, where they are columns of a table
}

// openExamples finds the data that a checkpoint was trained on, or the set of another name.
func openExamples(c *vae.Checkpoint, name, split string, seed uint64) (*examples, error) {
	e, err := configs.Parse("the checkpoint's experiment", []byte(c.Config))
	if err != nil {
		return nil, err
	}
	switch {
	case name == "" && c.Config == "":
		return nil, usageError{errors.New("the checkpoint does not say what the model was trained on; name the data with --data")}
	case name == "":
		name = e.Data.Name
	}
	if split != "train" && split != "test" {
		return nil, usageError{fmt.Errorf("--split %s: choose train or test", split)}
	}
	preprocessing, err := data.ParsePreprocessing(c.Preprocessing)
	if err != nil {
		return nil, err
	}
	sets, err := e.Data.ReadAs(name, preprocessing, e.Seed)
	if err != nil {
		return nil, err
	}
	x := &examples{set: sets.Test, noise: rng.New(seed), names: preprocessing.Features}
	if split == "train" {
		x.set = sets.Train
	}
	if x.set.Features() != c.Model.Features() {
		return nil, fmt.Errorf("the examples of %s have %d features, the model has %d; name other data with --data", name, x.set.Features(), c.Model.Features())
	}
	if x.binarization, err = data.ParseBinarization(e.Data.Binarization); err != nil {
		return nil, err
	}
	if err := x.binarization.Check(x.set); err != nil {
		return nil, err
	}
	if err := x.fit(c.Model); err != nil {
		return nil, fmt.Errorf("the %s examples of %s: %w", split, name, err)
	}
	return x, nil
}

// fit refuses examples of which a model's likelihood is no density.
func (x *examples) fit(m *vae.Model) error {
	likelihood, err := m.Architecture().Likelihood(x.set.Features())
	if err != nil {
		return err
	}
	return configs.Fits(likelihood, x.set, x.binarization, x.names)
}

// rows are n examples from the first on, or as many as there are, [n, D].
func (x *examples) rows(first, n int) []float32 {
	n = min(n, x.set.Len()-first)
	indices := make([]int, n)
	for i := range indices {
		indices[i] = first + i
	}
	dst := make([]float32, n*x.set.Features())
	x.set.Fill(dst, x.set.Features(), indices, x.binarization, data.Draw{Source: x.noise, Evaluation: true})
	return dst
}

// warning says what keeps a number from being a likelihood, or is empty.
func (x *examples) warning(m *vae.Model) string {
	return m.Warning(x.binarization != data.None || x.set.Binary())
}
