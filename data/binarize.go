package data

import (
	"fmt"
	"slices"
	"strings"
)

// Binarization says how values in [0, 1] become 0 or 1.
type Binarization uint8

// The binarizations.
const (
	None      Binarization = iota // values as they are
	Threshold                     // 1 where x >= 1/2
	Dynamic                       // 1 with probability x, drawn anew each time an example is seen (Salakhutdinov and Murray 2008)
	Fixed                         // 1 with probability x, drawn once for each example

	binarizationCount
)

var binarizationNames = [binarizationCount]string{None: "none", Threshold: "threshold", Dynamic: "dynamic", Fixed: "fixed"}

// String is the binarization's spelling in a configuration.
func (b Binarization) String() string {
	if b < binarizationCount {
		return binarizationNames[b]
	}
	return "invalid"
}

// Binarizations lists the spellings.
func Binarizations() []string { return slices.Clone(binarizationNames[:]) }

// ParseBinarization returns the binarization of a spelling.
func ParseBinarization(text string) (Binarization, error) {
	for b, name := range binarizationNames {
		if name == text {
			return Binarization(b), nil
		}
	}
	return None, fmt.Errorf("binarization %q is not known; choose one of %s", text, strings.Join(binarizationNames[:], ", "))
}

// Check returns an error where a set's values are no probabilities, which every binarization but None needs.
func (b Binarization) Check(s *Set) error {
	if b == None || s.floats == nil {
		return nil
	}
	if lo, hi := s.Range(); !(lo >= 0 && hi <= 1) {
		return fmt.Errorf("data set %s: values reach from %g to %g, and binarization %s needs them in [0, 1]; use none, or rescale the data", s.Name, lo, hi, b)
	}
	return nil
}
