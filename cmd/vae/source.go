package main

// Which examples a command takes: a split of a data set, or the rows of a file.

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vae"
	"vae/configs"
	"vae/data"
)

// sourceFlags choose examples.
type sourceFlags struct{ data, split, input string }

// add makes the flags of a command; withInput those of one that takes rows of a file, too.
func (f *sourceFlags) add(c *cobra.Command, withInput bool) {
	c.Flags().StringVar(&f.data, "data", "", "the data set; by default the one that the model was trained on")
	c.Flags().StringVar(&f.split, "split", "test", "which part of the data: train or test")
	if withInput {
		c.Flags().StringVar(&f.input, "input", "", "a file whose rows are the examples, all of them: .csv, .tsv, .npy or .npz; instead of --data")
		c.MarkFlagsMutuallyExclusive("input", "data")
		c.MarkFlagsMutuallyExclusive("input", "split")
	}
}

// source is examples with what their labels are called.
type source struct {
	*examples
	classes []string // nil: labels are numbers
}

// open finds the examples for a checkpoint's model.
func (f sourceFlags) open(c *vae.Checkpoint, seed uint64) (*source, error) {
	name, split := f.data, f.split
	if f.input != "" {
		if _, err := os.Stat(f.input); err != nil {
			return nil, err
		}
		e, err := configs.Parse("the checkpoint's experiment", []byte(c.Config))
		if err != nil {
			return nil, err
		}
		name, split = f.input, "test" // of other data all rows are there; the model's own are divided
		if name == e.Data.Name {
			name = filepath.Dir(name) + "/./" + filepath.Base(name) // the same file as if it were another
		}
	}
	x, err := openExamples(c, name, split, seed)
	if err != nil {
		return nil, err
	}
	p, err := data.ParsePreprocessing(c.Preprocessing)
	if err != nil {
		return nil, err
	}
	s := &source{examples: x, classes: p.Classes}
	if len(s.classes) == 0 && strings.HasPrefix(x.set.Name, "fashion-mnist") {
		s.classes = clothes
	}
	return s, nil
}

// clothes are what the labels of Fashion-MNIST stand for (Xiao, Rasul and Vollgraf 2017, table 2).
var clothes = []string{"T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"}

// at are the rows of some examples, [n, D]; one that there is not is refused by the flag that named it.
func (s *source) at(flag string, index int) ([]float32, error) {
	if index < 0 || index >= s.set.Len() {
		return nil, usageError{fmt.Errorf("%s %d: the %s examples of %s are numbered from 0 to %d", flag, index, s.set.Split, s.set.Name, s.set.Len()-1)}
	}
	return s.rows(index, 1), nil
}

// label is what the label of an example is called; empty where there are none.
func (s *source) label(i int) string {
	if !s.set.Labelled() {
		return ""
	}
	if l := s.set.Label(i); l >= 0 && l < len(s.classes) {
		return s.classes[l]
	}
	return strconv.Itoa(s.set.Label(i))
}

// encode returns q(z|x) of the examples, [n, Z] each.
func (s *source) encode(m *vae.Model) (mean, logVar []float32, err error) {
	const most = 1024 // examples at a time, so that pixels do not become floats all at once
	for first := 0; first < s.set.Len(); first += most {
		a, b, err := m.Encode(s.rows(first, most))
		if err != nil {
			return nil, nil, err
		}
		mean, logVar = append(mean, a...), append(logVar, b...)
	}
	return mean, logVar, nil
}

// oneOf refuses a flag's value that is not among a few.
func oneOf(flag, value string, known ...string) error {
	if !slices.Contains(known, value) {
		return usageError{fmt.Errorf("%s %s: choose %s", flag, value, strings.Join(known, " or "))}
	}
	return nil
}
