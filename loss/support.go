package loss

import (
	"fmt"
	"math"
)

// Values is what Check needs to know of a feature.
type Values struct {
	Min, Max float64 // NaN where it occurs
	Whole    bool    // every value is a whole number
	Levels   bool    // every value is a multiple of 1/255
}

// support is where a family has its mass: from lo to hi.
type support struct {
	lo, hi float64
	open   bool // without the ends
	whole  bool // whole numbers only
	levels bool // multiples of 1/255 only
}

var (
	anywhere = support{lo: math.Inf(-1), hi: math.Inf(1)}
	unit     = support{hi: 1}
	counts   = support{hi: math.Inf(1), whole: true}
)

// Check refuses data of which the likelihood is no density at all: columns has a value for each feature, names what a table calls them, or is nil. Grey pixels under
// a likelihood of 0 and 1 are not refused where it describes all features (see Binary), but are in a column of a table.
func (l *Likelihood) Check(columns []Values, names []string) error {
	if len(columns) != l.features {
		panic("loss: Check: values of other features")
	}
	for i := range l.parts {
		p := &l.parts[i]
		if p.columns == nil {
			return p.check(together(columns), "the data")
		}
		for _, c := range p.columns {
			if err := p.check(columns[c], "the values of "+columnName(c, names)); err != nil {
				return err
			}
		}
	}
	return nil
}

// together is what is known of all features at once.
func together(columns []Values) Values {
	all := columns[0]
	for _, v := range columns[1:] {
		all.Min, all.Max = min(all.Min, v.Min), max(all.Max, v.Max)
		all.Whole, all.Levels = all.Whole && v.Whole, all.Levels && v.Levels
	}
	return all
}

// check refuses values, which a message calls what.
func (p *part) check(v Values, what string) error {
	s := p.support
	advice := "or choose another model.likelihood"
	if p.columns != nil {
		advice = "or put the column into another of model.parts"
		s.whole = s.whole || p.binary
	}
	switch {
	case math.IsNaN(v.Min) || math.IsNaN(v.Max) || math.IsInf(v.Min, 0) || math.IsInf(v.Max, 0):
		return fmt.Errorf("likelihood %s: %s hold NaN or infinite values; remove them", p.name, what)
	case v.Min < s.lo || v.Max > s.hi || s.open && (v.Min == s.lo || v.Max == s.hi):
		return fmt.Errorf("likelihood %s fits %s; %s range from %v to %v: rescale them, %s", p.name, p.fits, what, v.Min, v.Max, advice)
	case s.whole && !v.Whole:
		return fmt.Errorf("likelihood %s fits %s; %s hold fractions: round them, %s", p.name, p.fits, what, advice)
	case s.levels && !v.Whole && !v.Levels:
		return fmt.Errorf("likelihood %s fits %s; %s hold others: round them, %s", p.name, p.fits, what, advice)
	}
	return nil
}

// Grouped reports whether there are one-hot groups, for CheckExample.
func (l *Likelihood) Grouped() bool {
	for i := range l.parts {
		if l.parts[i].groupSize() > 1 {
			return true
		}
	}
	return false
}

// CheckExample refuses an example x [D] in which a one-hot group has not exactly one 1; Check has been asked before.
func (l *Likelihood) CheckExample(x []float32, names []string) error {
	for i := range l.parts {
		p := &l.parts[i]
		size := p.groupSize()
		for first := 0; size > 1 && first < p.width; first += size {
			sum := float32(0)
			for j := range size {
				sum += x[p.column(first+j)]
			}
			if sum != 1 {
				return fmt.Errorf("likelihood %s fits %s; from %s to %s there are %v ones, not one", p.name, p.fits,
					columnName(p.column(first), names), columnName(p.column(first+size-1), names), sum)
			}
		}
	}
	return nil
}

// columnName is what a message calls a feature.
func columnName(c int, names []string) string {
	if c < len(names) {
		return fmt.Sprintf("column %q", names[c])
	}
	return fmt.Sprintf("column %d", c)
}
