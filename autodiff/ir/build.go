package ir

import (
	"fmt"
	"slices"
)

// Builder appends values to a program, working out shapes. Mistakes in its use are mistakes in a stage of the compiler: they panic.
type Builder struct {
	F *Func
}

// NewBuilder starts an empty program.
func NewBuilder(name string) *Builder { return &Builder{F: &Func{Name: name}} }

// Extend starts from a copy of a program, which keeps its values' IDs. What values point to (arguments, shapes, constants) is shared: no
// stage changes a value once it is made.
func Extend(f *Func) *Builder {
	return &Builder{F: &Func{f.Name, slices.Clone(f.Values), slices.Clone(f.Outputs)}}
}

// Shape returns the shape of a value.
func (b *Builder) Shape(id ID) Shape { return b.F.Values[id].Shape }

// TryEmit appends a value, or says why it cannot exist. want is the shape of operations that are defined by one (leaves, Reshape,
// Slice, Unslice, Broadcast) and is ignored for the others.
func (b *Builder) TryEmit(op Op, attr Attr, want Shape, args ...ID) (ID, error) {
	shapes := make([]Shape, len(args))
	for i, a := range args {
		if a < 0 || int(a) >= len(b.F.Values) {
			return 0, fmt.Errorf("%s: argument v%d is not defined before its use", op, a)
		}
		shapes[i] = b.F.Values[a].Shape
	}
	shape, err := inferShape(op, attr, shapes, want)
	if err != nil {
		return 0, err
	}
	b.F.Values = append(b.F.Values, Value{op, slices.Clone(args), slices.Clone(shape), attr})
	return ID(len(b.F.Values) - 1), nil
}

// Emit appends a value whose shapes are known to be right.
func (b *Builder) Emit(op Op, attr Attr, want Shape, args ...ID) ID {
	id, err := b.TryEmit(op, attr, want, args...)
	if err != nil {
		panic("ir: " + err.Error())
	}
	return id
}

// Output hands a value back under a name.
func (b *Builder) Output(name string, id ID) { b.F.Outputs = append(b.F.Outputs, Output{name, id}) }

// Input declares a value that is given before each run.
func (b *Builder) Input(name string, shape ...int) ID { return b.Emit(Input, Attr{Name: name}, shape) }

// Param declares a trained value.
func (b *Builder) Param(name string, shape ...int) ID { return b.Emit(Param, Attr{Name: name}, shape) }

// Const is a constant of the given elements, row-major.
func (b *Builder) Const(shape Shape, data ...float64) ID {
	return b.Emit(Const, Attr{Data: data}, shape)
}

// Scalar is a constant without dimensions.
func (b *Builder) Scalar(x float64) ID { return b.Const(Shape{}, x) }

// Unary applies an elementwise operation of one argument, or StopGradient.
func (b *Builder) Unary(op Op, x ID) ID { return b.Emit(op, Attr{}, nil, x) }

// Binary applies an elementwise operation of two arguments, broadcasting.
func (b *Builder) Binary(op Op, x, y ID) ID { return b.Emit(op, Attr{}, nil, x, y) }

// Add is x + y.
func (b *Builder) Add(x, y ID) ID { return b.Binary(Add, x, y) }

// Sub is x - y.
func (b *Builder) Sub(x, y ID) ID { return b.Binary(Sub, x, y) }

// Mul is x * y, element by element.
func (b *Builder) Mul(x, y ID) ID { return b.Binary(Mul, x, y) }

// Div is x / y.
func (b *Builder) Div(x, y ID) ID { return b.Binary(Div, x, y) }

// Scale is x times a constant.
func (b *Builder) Scale(x ID, by float64) ID { return b.Mul(x, b.Scalar(by)) }

// Select is x where cond is not 0, else y.
func (b *Builder) Select(cond, x, y ID) ID { return b.Emit(Select, Attr{}, nil, cond, x, y) }

// MatMul is the matrix product of x and y, either of them transposed.
func (b *Builder) MatMul(x ID, transX bool, y ID, transY bool) ID {
	return b.Emit(MatMul, Attr{TransA: transX, TransB: transY}, nil, x, y)
}

// Reduce applies Sum, MaxOver or LogSumExp over axes, which are dropped; without axes it returns x.
func (b *Builder) Reduce(op Op, x ID, axes ...int) ID {
	if len(axes) == 0 {
		return x
	}
	return b.Emit(op, Attr{Axes: axes}, nil, x)
}

// SumAll sums every element to a scalar.
func (b *Builder) SumAll(x ID) ID {
	axes := make([]int, len(b.Shape(x)))
	for i := range axes {
		axes[i] = i
	}
	return b.Reduce(Sum, x, axes...)
}

// Reshape gives x another shape of as many elements; the same shape returns x.
func (b *Builder) Reshape(x ID, shape ...int) ID {
	if b.Shape(x).Equal(shape) {
		return x
	}
	return b.Emit(Reshape, Attr{}, shape, x)
}

// Broadcast repeats x to a shape; the same shape returns x.
func (b *Builder) Broadcast(x ID, shape ...int) ID {
	if b.Shape(x).Equal(shape) {
		return x
	}
	return b.Emit(Broadcast, Attr{}, shape, x)
}

// Transpose permutes axes.
func (b *Builder) Transpose(x ID, perm ...int) ID {
	return b.Emit(Transpose, Attr{Axes: perm}, nil, x)
}

// Slice takes n indices from start by step along an axis.
func (b *Builder) Slice(x ID, axis, start, step, n int) ID {
	shape := slices.Clone(b.Shape(x))
	shape[axis] = n
	return b.Emit(Slice, Attr{Axes: []int{axis}, Start: start, Step: step}, shape, x)
}

// Concat joins values along an axis.
func (b *Builder) Concat(axis int, xs ...ID) ID {
	return b.Emit(Concat, Attr{Axes: []int{axis}}, nil, xs...)
}
