package data

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Preprocessing is what a model has to know of its training data to take raw examples, and to give back what reads like them. Checkpoints keep its JSON.
type Preprocessing struct {
	Features        []string         `json:"features,omitempty"`        // names of a table's columns, in the model's order
	Classes         []string         `json:"classes,omitempty"`         // names of the labels 0, 1, ...; none where labels are numbers
	Standardization *Standardization `json:"standardization,omitempty"` // nil: features are used as they are
}

// Text is the JSON form; empty where there is nothing to know.
func (p Preprocessing) Text() string {
	if p.Standardization == nil && len(p.Features)+len(p.Classes) == 0 {
		return ""
	}
	text, err := json.Marshal(p)
	if err != nil {
		panic("data: a standardisation that is not finite")
	}
	return string(text)
}

// ParsePreprocessing reads what Text wrote. Empty text means that there is nothing to do.
func ParsePreprocessing(text string) (Preprocessing, error) {
	var p Preprocessing
	if text == "" {
		return p, nil
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return p, fmt.Errorf("preprocessing: %w", err)
	}
	if p.Standardization == nil {
		return p, nil
	}
	if err := p.Standardization.check(); err != nil {
		return p, fmt.Errorf("preprocessing: %w", err)
	}
	if n := len(p.Features); n > 0 && n != len(p.Standardization.Mean) {
		return p, fmt.Errorf("preprocessing: names of %d features, and a standardisation of %d", n, len(p.Standardization.Mean))
	}
	return p, nil
}

// Apply takes raw rows [n, D] to what the model was trained on, in place.
func (p Preprocessing) Apply(x []float32) {
	if p.Standardization != nil {
		p.Standardization.Apply(x)
	}
}

// Invert takes what the model gives, rows [n, D], to the units of the raw data, in place.
func (p Preprocessing) Invert(x []float32) {
	if p.Standardization != nil {
		p.Standardization.Invert(x)
	}
}

// apply standardises a collection's values, each once: its sets may share them.
func (c *Collection) apply(p Preprocessing) error {
	if s := p.Standardization; s != nil {
		if c.Train.floats == nil {
			return fmt.Errorf("data set %s holds pixels, and the model was trained on a standardised table", c.Name)
		}
		if c.Train.width != len(s.Mean) {
			return fmt.Errorf("%s: examples have %d features, the standardisation %d", c.From, c.Train.width, len(s.Mean))
		}
		s.Apply(c.Train.floats)
		if &c.Test.floats[0] != &c.Train.floats[0] {
			s.Apply(c.Test.floats)
		}
	}
	return nil
}

// matches refuses a table of other columns than the model was trained on.
func (c *Collection) matches(p Preprocessing) error {
	if len(p.Features) == 0 || len(c.Columns) == 0 || slices.Equal(p.Features, c.Columns) {
		return nil
	}
	for _, name := range p.Features {
		if !slices.Contains(c.Columns, name) {
			return fmt.Errorf("%s: there is no column %q, which the model was trained on", c.From, name)
		}
	}
	for _, name := range c.Columns {
		if !slices.Contains(p.Features, name) {
			return fmt.Errorf("%s: the model was not trained on the column %q; leave it out", c.From, name)
		}
	}
	return fmt.Errorf("%s: the model was trained on the same columns in another order: %s", c.From, strings.Join(p.Features, ", "))
}
