package ir

import "slices"

// ID names a value: its index in Func.Values.
type ID int32

// Shape lists a tensor's dimensions, outermost first; a scalar has none.
type Shape []int

// Size is the number of elements.
func (s Shape) Size() int {
	n := 1
	for _, d := range s {
		n *= d
	}
	return n
}

// Equal reports whether both shapes have the same dimensions.
func (s Shape) Equal(t Shape) bool { return slices.Equal(s, t) }

// Attr holds what an operation needs besides its arguments. Each operation reads the fields that its row in Op names; the
// others are zero.
type Attr struct {
	Name           string    // Input, Param: the name it is bound by
	Data           []float64 // Const: the elements, row-major
	Axes           []int     // reductions: the axes, ascending; Transpose: the permutation; Slice, Unslice, Concat: the one axis
	Start, Step    int       // Slice, Unslice: first index and stride along the axis
	TransA, TransB bool      // MatMul: whether an operand's last two axes are exchanged
}

// Value is one assignment of a program.
type Value struct {
	Op    Op
	Args  []ID
	Shape Shape
	Attr  Attr
}

// Output is a value that a program hands back, by name.
type Output struct {
	Name string
	ID   ID
}

// Func is a program. Arguments always precede the values that use them.
type Func struct {
	Name    string
	Values  []Value
	Outputs []Output
}

// Output returns the value handed back under a name.
func (f *Func) Output(name string) (ID, bool) {
	for _, o := range f.Outputs {
		if o.Name == name {
			return o.ID, true
		}
	}
	return 0, false
}

// Find returns the Input or Param of a name.
func (f *Func) Find(op Op, name string) (ID, bool) {
	for id, v := range f.Values {
		if v.Op == op && v.Attr.Name == name {
			return ID(id), true
		}
	}
	return 0, false
}
