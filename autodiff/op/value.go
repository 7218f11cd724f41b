package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// real are the element types.
type real interface{ float32 | float64 }

// array is a dense row-major tensor.
type array[T real] struct {
	shape tensor.Shape
	data  []T
}

func newArray[T real](shape tensor.Shape) array[T] {
	return array[T]{shape, make([]T, max(shape.TotalSize(), 1))}
}

// cols is the length of a row, the last dimension.
func (a array[T]) cols() int { return a.shape[len(a.shape)-1] }

// row is row i of a matrix.
func (a array[T]) row(i int) []T {
	n := a.cols()
	return a.data[i*n : (i+1)*n]
}

// formula computes one result, of the element type that all arguments share.
type formula struct {
	shape func(shapes []tensor.Shape) (tensor.Shape, error)
	f32   func(in []array[float32], out array[float32])
	f64   func(in []array[float64], out array[float64])
}

// evaluate applies a formula to Gorgonia's values.
func evaluate(op gorgonia.Op, f formula, inputs []gorgonia.Value) (gorgonia.Value, error) {
	if len(inputs) != op.Arity() {
		return nil, fmt.Errorf("%s takes %d arguments, not %d", op, op.Arity(), len(inputs))
	}
	shapes := make([]tensor.Shape, len(inputs))
	for i, v := range inputs {
		shapes[i] = v.Shape()
		if v.Dtype() != inputs[0].Dtype() {
			return nil, fmt.Errorf("%s: argument 0 is %v and argument %d is %v; give all the same type", op, inputs[0].Dtype(), i, v.Dtype())
		}
	}
	shape, err := f.shape(shapes)
	if err != nil {
		return nil, fmt.Errorf("%s of shapes %v: %w", op, shapes, err)
	}
	switch inputs[0].Dtype() {
	case tensor.Float32:
		return run(op, f.f32, inputs, shape)
	case tensor.Float64:
		return run(op, f.f64, inputs, shape)
	}
	return nil, fmt.Errorf("%s is defined for float32 and float64, not %v", op, inputs[0].Dtype())
}

func run[T real](op gorgonia.Op, f func([]array[T], array[T]), inputs []gorgonia.Value, shape tensor.Shape) (gorgonia.Value, error) {
	in := make([]array[T], len(inputs))
	for i, v := range inputs {
		var err error
		if in[i], err = unwrap[T](v); err != nil {
			return nil, fmt.Errorf("%s: argument %d: %w", op, i, err)
		}
	}
	out := newArray[T](shape)
	f(in, out)
	return wrap(out), nil
}

// unwrap reads a value as dense row-major elements.
func unwrap[T real](v gorgonia.Value) (array[T], error) {
	if d, ok := v.(*tensor.Dense); ok && (d.RequiresIterator() || d.DataOrder().IsColMajor()) {
		v = tensor.Materialize(d).(*tensor.Dense)
	}
	switch data := v.Data().(type) {
	case T:
		return array[T]{v.Shape(), []T{data}}, nil
	case []T:
		return array[T]{v.Shape(), data[:max(v.Shape().TotalSize(), 1)]}, nil
	default:
		return array[T]{}, fmt.Errorf("%T does not hold dense numbers; materialize it", v)
	}
}

func wrap[T real](a array[T]) gorgonia.Value {
	if len(a.shape) > 0 {
		return tensor.New(tensor.WithShape(a.shape...), tensor.WithBacking(a.data))
	}
	switch x := any(a.data[0]).(type) {
	case float32:
		return gorgonia.NewF32(x)
	case float64:
		return gorgonia.NewF64(x)
	}
	panic("op: an element type that is not a float")
}
