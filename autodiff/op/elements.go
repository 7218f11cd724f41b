package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Floats returns the elements of one of Gorgonia's values, dense and row-major.
func Floats(v gorgonia.Value) ([]float64, error) {
	switch v.Dtype() {
	case tensor.Float64:
		a, err := unwrap[float64](v)
		return append([]float64(nil), a.data...), err
	case tensor.Float32:
		a, err := unwrap[float32](v)
		return convert[float64](a.data), err
	case tensor.Int:
		if n, ok := v.Data().(int); ok {
			return []float64{float64(n)}, nil
		}
	}
	return nil, fmt.Errorf("a value of %v; use float32 or float64", v.Dtype())
}

// NewValue makes a value for Gorgonia of dense row-major elements, rounded to the type; without dimensions, a scalar.
func NewValue(dtype tensor.Dtype, shape []int, elements []float64) (gorgonia.Value, error) {
	s := tensor.Shape(shape)
	if len(elements) != max(s.TotalSize(), 1) {
		return nil, fmt.Errorf("%d elements do not fill shape %v", len(elements), s)
	}
	switch dtype {
	case tensor.Float64:
		return wrap(array[float64]{s, convert[float64](elements)}), nil
	case tensor.Float32:
		return wrap(array[float32]{s, convert[float32](elements)}), nil
	}
	return nil, fmt.Errorf("element type %v; use float32 or float64", dtype)
}

func convert[To, From real](from []From) []To {
	to := make([]To, len(from))
	for i, x := range from {
		to[i] = To(x)
	}
	return to
}
