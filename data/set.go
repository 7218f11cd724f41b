package data

import (
	"fmt"
	"slices"
)

// Set is a list of N examples of D features each, and perhaps a label each. It never changes, so any number of goroutines may read it.
//
// Pixels stay bytes in memory and are scaled when a batch is filled; tables are float32 as they are. A set can be a choice of another one's
// examples, sharing its values: see Carve.
type Set struct {
	Name  string // of the data set: mnist
	Split string // train, validation, test

	shape  []int     // of one example: [h w], [h w channels] or, for a table, [D]
	width  int       // D
	pixels []byte    // N*D values of 0 to 255, row-major; or
	floats []float32 // N*D values
	labels []int32   // N, or nil
	rows   []int     // which examples of pixels, floats and labels these are, in order

	factorNames []string  // F causes that made the examples, where they are known; or nil
	factors     []float32 // N*F values
}

// FromBytes returns a set of pixels, which stand for pixel/255: row-major, each example of a shape ([h w], [h w channels] or [D]). labels
// may be nil. The slices are kept, not copied.
func FromBytes(name, split string, shape []int, pixels []byte, labels []int32) (*Set, error) {
	s := &Set{Name: name, Split: split, shape: slices.Clone(shape), pixels: pixels, labels: labels}
	return s, s.count(len(pixels))
}

// FromFloats returns a set of values that are used as they are, otherwise as FromBytes does.
func FromFloats(name, split string, shape []int, values []float32, labels []int32) (*Set, error) {
	s := &Set{Name: name, Split: split, shape: slices.Clone(shape), floats: values, labels: labels}
	return s, s.count(len(values))
}

// count works out D and N from a shape and the number of values.
func (s *Set) count(values int) error {
	s.width = 1
	for _, d := range s.shape {
		if d < 1 {
			return fmt.Errorf("data set %s: examples cannot have shape %v", s.Name, s.shape)
		}
		s.width *= d
	}
	if len(s.shape) < 1 || len(s.shape) > 3 {
		return fmt.Errorf("data set %s: examples have shape %v, expected [h w], [h w channels] or [features]", s.Name, s.shape)
	}
	if values%s.width != 0 {
		return fmt.Errorf("data set %s: %d values are no whole number of examples of shape %v", s.Name, values, s.shape)
	}
	n := values / s.width
	if s.labels != nil && len(s.labels) != n {
		return fmt.Errorf("data set %s: %d labels for %d examples", s.Name, len(s.labels), n)
	}
	s.rows = make([]int, n)
	for i := range s.rows {
		s.rows[i] = i
	}
	return nil
}

// Len is N, the number of examples.
func (s *Set) Len() int { return len(s.rows) }

// Features is D, the number of features of an example.
func (s *Set) Features() int { return s.width }

// Shape is the shape of one example: [h w], [h w channels] or, for a table, [D].
func (s *Set) Shape() []int { return slices.Clone(s.shape) }

// ImageShape is [h w] or [h w channels], or nil where examples are not images.
func (s *Set) ImageShape() []int {
	if len(s.shape) < 2 {
		return nil
	}
	return s.Shape()
}

// Pixels reports whether the values are bytes, which stand for pixel/255 and so lie in [0, 1].
func (s *Set) Pixels() bool { return s.floats == nil }

// Original is the index of example i in the full set that this one was chosen from: what its noise is keyed by.
func (s *Set) Original(i int) int { return s.rows[i] }

// Labelled reports whether the examples have labels.
func (s *Set) Labelled() bool { return s.labels != nil }

// Label is the label of example i; it panics where there are none.
func (s *Set) Label(i int) int {
	if s.labels == nil {
		panic("data: the set has no labels")
	}
	return int(s.labels[s.rows[i]])
}

// Factors names the F causes that made the examples, where they are known; else it is nil.
func (s *Set) Factors() []string { return slices.Clone(s.factorNames) }

// FactorsOf returns the values of the F factors of example i; empty where none are known. The slice is the set's own.
func (s *Set) FactorsOf(i int) []float32 {
	f := len(s.factorNames)
	return s.factors[s.rows[i]*f:][:f:f]
}

// bytesOf is the row of example i of a set of pixels.
func (s *Set) bytesOf(i int) []byte { return s.pixels[s.rows[i]*s.width:][:s.width] }

// floatsOf is the row of example i of a set of floats.
func (s *Set) floatsOf(i int) []float32 { return s.floats[s.rows[i]*s.width:][:s.width] }
