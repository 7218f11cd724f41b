package divergence

// Supports: where distributions live, and whether one contains another.

import (
	"fmt"
	"math"
	"strings"
)

// Axis is one coordinate's range, ends included; Discrete restricts it to the integers.
type Axis struct {
	Low, High float64
	Discrete  bool
}

// Support is the smallest box that a distribution fills, an Axis a coordinate; Simplex restricts it further to coordinates that sum to
// one. A mixture may leave gaps inside its box.
type Support struct {
	Axes    []Axis
	Simplex bool
}

// interval is the support of a one-dimensional distribution.
func interval(low, high float64) Support { return Support{Axes: []Axis{{low, high, false}}} }

// integers is the support of a one-dimensional discrete distribution.
func integers(low, high float64) Support { return Support{Axes: []Axis{{low, high, true}}} }

// space is all of R^d.
func space(d int) Support {
	axes := make([]Axis, d)
	for i := range axes {
		axes[i] = Axis{Low: math.Inf(-1), High: math.Inf(1)}
	}
	return Support{Axes: axes}
}

// Contains says whether t lies within s and both have the same base measure, so that a distribution on t can have finite KL from one on s.
func (s Support) Contains(t Support) bool {
	if !s.sameMeasure(t) {
		return false
	}
	for i, a := range s.Axes {
		if t.Axes[i].Low < a.Low || t.Axes[i].High > a.High {
			return false
		}
	}
	return true
}

// sameMeasure says whether densities on s and t are with respect to one measure: lengths, counts or the simplex's.
func (s Support) sameMeasure(t Support) bool {
	if len(s.Axes) != len(t.Axes) || s.Simplex != t.Simplex {
		return false
	}
	for i, a := range s.Axes {
		if a.Discrete != t.Axes[i].Discrete {
			return false
		}
	}
	return true
}

// hull is the smallest box around both.
func (s Support) hull(t Support) Support {
	axes := make([]Axis, len(s.Axes))
	for i, a := range s.Axes {
		b := t.Axes[i]
		axes[i] = Axis{min(a.Low, b.Low), max(a.High, b.High), a.Discrete}
	}
	return Support{Axes: axes, Simplex: s.Simplex}
}

// String writes a support as a product of intervals or integer ranges.
func (s Support) String() string {
	if s.Simplex {
		return fmt.Sprintf("simplex of %d", len(s.Axes))
	}
	parts := make([]string, len(s.Axes))
	for i, a := range s.Axes {
		parts[i] = fmt.Sprintf("[%g, %g]", a.Low, a.High)
		if a.Discrete {
			parts[i] = fmt.Sprintf("{%g..%g}", a.Low, a.High)
		}
	}
	return strings.Join(parts, " x ")
}
