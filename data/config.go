package data

import (
	"vae/internal/invalid"
)

// Config says which data an experiment reads and how its bytes become numbers.
type Config struct {
	// Name is an embedded data set, one that is installed, or a path to a folder; see Open.
	Name string `yaml:"name" json:"name"`
	// Validation is how many training examples are held out, chosen by the seed; 0 holds none out.
	Validation int `yaml:"validation" json:"validation"`
	// Binarization is none, threshold, dynamic or fixed.
	Binarization string `yaml:"binarization" json:"binarization"`
}

// DefaultConfig is the embedded data set with a thousand examples held out.
func DefaultConfig() Config {
	return Config{Name: "fashion-mnist-12k", Validation: 1000, Binarization: None.String()}
}

// Validate reports every setting that cannot be used, whatever the data turn out to be.
func (c Config) Validate() invalid.Fields {
	var bad invalid.Fields
	if c.Name == "" {
		bad.Addf("name", "is empty; name a data set or a folder")
	}
	if c.Validation < 0 {
		bad.Addf("validation", "%d is negative; 0 holds nothing out", c.Validation)
	}
	bad.OneOf("binarization", c.Binarization, Binarizations()...)
	return bad
}

// Splits are the three parts of a data set that an experiment uses.
type Splits struct {
	Train, Validation, Test *Set // Validation has no examples where none are held out
	Binarization            Binarization
}

// Open reads the data that the configuration names, and holds examples out by the seed. It fails where a setting does not go with the data: more held out
// than there are, or values that cannot be binarized.
func (c Config) Open(seed uint64) (*Splits, error) {
	if err := c.Validate().Err(); err != nil {
		return nil, err
	}
	b, err := ParseBinarization(c.Binarization)
	if err != nil {
		return nil, err
	}
	all, err := Open(c.Name)
	if err != nil {
		return nil, err
	}
	for _, s := range []*Set{all.Train, all.Test} {
		if err := b.Check(s); err != nil {
			return nil, invalid.Fields{{Path: "binarization", Reason: err.Error()}}
		}
	}
	train, validation, err := all.Train.Carve(c.Validation, seed)
	if err != nil {
		return nil, invalid.Fields{{Path: "validation", Reason: err.Error()}}
	}
	return &Splits{train, validation, all.Test, b}, nil
}
