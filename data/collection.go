package data

// From a configuration to the sets of an experiment.

import (
	"errors"
	"fmt"
	"math"

	"vae/internal/invalid"
	"vae/internal/rng"
)

// Collection is a data set with its training and its test examples.
type Collection struct {
	Name        string
	From        string // the folder or file it was read from, "embedded" or "made"
	Train, Test *Set
	Columns     []string // names of a table's features, or nil
	Classes     []string // names of the labels 0, 1, ..., or nil where labels are numbers
}

// Splits are the three parts of a data set that an experiment uses.
type Splits struct {
	Train, Validation, Test *Set   // Validation has no examples where none are held out
	From                    string // as in Collection
	Binarization            Binarization
	Preprocessing           Preprocessing // what was done to the values, and their names
}

// Open reads the data that the configuration names, and holds examples out. It fails where a setting does not go with the data: more held out
// than there are, or values that cannot be binarized. Standardisation is fitted to the training examples alone.
func (c Config) Open(seed uint64) (*Splits, error) { return c.OpenFor(seed, nil) }

// OpenFor is Open where not every feature may be standardised, such as counts: chosen says of each whether it may; nil stands for all, as an answer too.
func (c Config) OpenFor(seed uint64, chosen func(all *Collection) ([]bool, error)) (*Splits, error) {
	all, err := c.Read(seed)
	if err != nil {
		return nil, err
	}
	b, err := ParseBinarization(c.Binarization)
	if err != nil {
		return nil, err
	}
	train, validation, err := c.holdOut(all.Train, seed)
	if err != nil {
		return nil, invalid.Fields{{Path: "validation", Reason: err.Error()}}
	}
	p := Preprocessing{Features: all.Columns, Classes: all.Classes}
	if c.Standardize {
		if all.Train.floats == nil {
			return nil, invalid.Fields{{Path: "standardize", Reason: fmt.Sprintf("data set %s holds pixels, which are in [0, 1] already; leave it out", all.Name)}}
		}
		p.Standardization = FitStandardization(train)
		if chosen != nil {
			which, err := chosen(all)
			if err != nil {
				return nil, err
			}
			p.Standardization.only(which)
		}
	}
	if err := all.apply(p); err != nil {
		return nil, err
	}
	if err := all.check(b); err != nil {
		return nil, err
	}
	return &Splits{train, validation, all.Test, all.From, b, p}, nil
}

// holdOut splits the validation examples off.
func (c Config) holdOut(all *Set, seed uint64) (rest, carved *Set, err error) {
	if c.ValidationFrom == FromLast {
		return all.CarveLast(c.Validation)
	}
	return all.Carve(c.Validation, seed)
}

// Read reads the data as they are: neither standardised nor binarized, and nothing held out for validation. Where they have no test examples of their own, the
// seed chooses some.
func (c Config) Read(seed uint64) (*Collection, error) {
	if err := c.Validate().Err(); err != nil {
		return nil, err
	}
	src, err := find(c.Name)
	if err != nil {
		return nil, err
	}
	if err := c.suits(src).Err(); err != nil {
		return nil, err
	}
	return src.read(reading{Config: c, seed: seed})
}

// ReadAs reads the data as a model wants them that was trained with this configuration and left p in its checkpoint. name is other data,
// or empty for its own; of the settings those hold that mean something for them, a label may be missing there, and where they have no test examples of their
// own, all of them are, for none was trained on.
func (c Config) ReadAs(name string, p Preprocessing, seed uint64) (*Collection, error) {
	if err := c.Validate().Err(); err != nil {
		return nil, err
	}
	other := name != "" && name != c.Name
	if other {
		c.Name = name
	}
	src, err := find(c.Name)
	if err != nil {
		return nil, err
	}
	if other {
		c = c.only(src)
	}
	all, err := src.read(reading{Config: c, seed: seed, classes: p.Classes, other: other})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(all.matches(p), all.apply(p)); err != nil {
		return nil, err
	}
	return all, nil
}

// check refuses a binarization of values that are no probabilities.
func (c *Collection) check(b Binarization) error {
	for _, s := range []*Set{c.Train, c.Test} {
		if err := b.Check(s); err != nil {
			return invalid.Fields{{Path: "binarization", Reason: err.Error()}}
		}
	}
	return nil
}

// collect makes a collection of all examples, and test ones where the data have their own; else some of all are taken.
func (r reading) collect(from string, all, test *Set) (*Collection, error) {
	c := &Collection{Name: all.Name, From: from, Train: all, Test: test}
	if test != nil {
		if r.Test != Auto && !r.testFile() {
			return nil, invalid.Fields{{Path: "test", Reason: fmt.Sprintf("data set %s has test examples of its own; use auto", all.Name)}}
		}
		return c, sameShape(from, all, test)
	}
	if r.other {
		test := *all
		test.Split = "test"
		c.Test = &test
		return c, nil
	}
	part, n, _ := r.part()
	if n == 0 {
		if part == 0 {
			part = 0.1
		}
		n = max(1, int(math.Round(part*float64(all.Len()))))
	}
	if n >= all.Len() {
		return nil, invalid.Fields{{Path: "test", Reason: fmt.Sprintf("data set %s: cannot take %d of %d examples for testing", all.Name, n, all.Len())}}
	}
	rest, taken := all.split(n, r.seed, testStep)
	c.Train, c.Test = all.choose("train", rest), all.choose("test", taken)
	return c, nil
}

// The steps of rng.Split.
const (
	validationStep = 0
	testStep       = 1
)

// split chooses n examples by the seed; both parts in order.
func (s *Set) split(n int, seed uint64, step int) (rest, taken []int) {
	order := make([]int, s.Len())
	rng.New(seed).Perm(order, rng.Split, step)
	return sorted(order[n:]), sorted(order[:n])
}
