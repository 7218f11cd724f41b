package exec

import (
	"fmt"
	"math"
	"slices"

	"vae/autodiff/ir"
)

// Reference runs a program in float64, one plain loop an operation: what it computes is what the program means, and every other machine is
// held to it. in has the elements of every input and parameter by name, dense and row-major; names that the program does not declare are
// ignored. It returns the outputs by name, in the same form.
func Reference(f *ir.Func, in map[string][]float64) (map[string][]float64, error) {
	values, err := ReferenceValues(f, in)
	if err != nil {
		return nil, err
	}
	out := make(map[string][]float64, len(f.Outputs))
	for _, o := range f.Outputs {
		out[o.Name] = slices.Clone(values[o.ID])
	}
	return out, nil
}

// ReferenceValues is Reference, but returns every value of the program, by ID. The slices are not to be changed: some share memory with each
// other and with in.
func ReferenceValues(f *ir.Func, in map[string][]float64) ([][]float64, error) {
	if err := f.Check(); err != nil {
		return nil, fmt.Errorf("reference: %w", err)
	}
	values := make([][]float64, len(f.Values))
	for id, v := range f.Values {
		if v.Op == ir.Input || v.Op == ir.Param {
			given, ok := in[v.Attr.Name]
			if !ok {
				return nil, fmt.Errorf("reference: %s %q of program %q is not given", v.Op, v.Attr.Name, f.Name)
			}
			if len(given) != v.Shape.Size() {
				return nil, fmt.Errorf("reference: %s %q has %d elements, its shape %v needs %d",
					v.Op, v.Attr.Name, len(given), v.Shape, v.Shape.Size())
			}
		}
		c := refCall{Value: v, in: in}
		for _, a := range v.Args {
			c.args = append(c.args, values[a])
			c.shapes = append(c.shapes, f.Values[a].Shape)
		}
		values[id] = refRows[v.Op](c)
	}
	return values, nil
}

// refCall is one value to compute, with its arguments computed.
type refCall struct {
	ir.Value
	in     map[string][]float64
	args   [][]float64
	shapes []ir.Shape
}

// refRows says how each operation is computed.
var refRows = map[ir.Op]func(refCall) []float64{
	ir.Input: refGiven,
	ir.Param: refGiven,
	ir.Const: func(c refCall) []float64 { return c.Attr.Data },

	ir.Neg: refElementwise, ir.Abs: refElementwise, ir.Sign: refElementwise, ir.Ceil: refElementwise, ir.Floor: refElementwise,
	ir.Sin: refElementwise, ir.Cos: refElementwise, ir.Exp: refElementwise, ir.Log: refElementwise, ir.Log2: refElementwise,
	ir.Log1p: refElementwise, ir.Expm1: refElementwise, ir.Square: refElementwise, ir.Cube: refElementwise, ir.Sqrt: refElementwise,
	ir.Inv: refElementwise, ir.InvSqrt: refElementwise, ir.Tanh: refElementwise, ir.Sigmoid: refElementwise,
	ir.Softplus: refElementwise, ir.Erf: refElementwise, ir.Relu: refElementwise,
	ir.Add: refElementwise, ir.Sub: refElementwise, ir.Mul: refElementwise, ir.Div: refElementwise, ir.Pow: refElementwise,
	ir.Max: refElementwise, ir.Min: refElementwise,
	ir.Lt: refElementwise, ir.Le: refElementwise, ir.Gt: refElementwise, ir.Ge: refElementwise, ir.Eq: refElementwise,
	ir.Ne: refElementwise, ir.LogBound: refElementwise, ir.LogBoundGrad: refElementwise, ir.Select: refElementwise,

	ir.MatMul: refMatMul,

	ir.Sum: func(c refCall) []float64 { return refReduce(c, 0, func(sum, x float64) float64 { return sum + x }) },
	ir.MaxOver: func(c refCall) []float64 {
		return refReduce(c, math.Inf(-1), func(m, x float64) float64 { return max(m, x) })
	},
	ir.LogSumExp: refLogSumExp,

	ir.Reshape:   func(c refCall) []float64 { return c.args[0] },
	ir.Transpose: refTranspose,
	ir.Slice:     refSlice,
	ir.Unslice:   refUnslice,
	ir.Concat:    refConcat,
	ir.Broadcast: func(c refCall) []float64 { return refGather(c.args[0], refStretch(c.shapes[0], c.Shape)) },

	ir.StopGradient: func(c refCall) []float64 { return c.args[0] },
}

func refGiven(c refCall) []float64 { return c.in[c.Attr.Name] }

// refElementwise is out[i] = f(x[i], y[i], z[i]), each argument stretched to the result's shape.
func refElementwise(c refCall) []float64 {
	f := ir.Element(c.Op)
	n := c.Shape.Size()
	var xyz [3][]float64
	for i, x := range c.args {
		if len(x) < n {
			x = refGather(x, refStretch(c.shapes[i], c.Shape))
		}
		xyz[i] = x
	}
	for i := len(c.args); i < len(xyz); i++ {
		xyz[i] = xyz[0] // ignored by f
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = f(xyz[0][i], xyz[1][i], xyz[2][i])
	}
	return out
}

// refMatMul is out[i,j] = sum over k ascending of a[i,k] b[k,j], for each matrix of a batch.
func refMatMul(c refCall) []float64 {
	r := len(c.Shape)
	m, n := c.Shape[r-2], c.Shape[r-1]
	size := func(s ir.Shape) int { return s[r-2] * s[r-1] }
	inner := size(c.shapes[0]) / m
	aRow, aCol := inner, 1
	if c.Attr.TransA {
		aRow, aCol = 1, m
	}
	bRow, bCol := n, 1
	if c.Attr.TransB {
		bRow, bCol = 1, inner
	}
	out := make([]float64, c.Shape.Size())
	for batch := range c.Shape.Size() / (m * n) {
		a, b := c.args[0][batch*m*inner:], c.args[1][batch*inner*n:]
		for i := range m {
			row := out[(batch*m+i)*n:][:n]
			for k := range inner {
				x := a[i*aRow+k*aCol]
				for j := range row {
					row[j] += float64(x * b[k*bRow+j*bCol]) // the conversion keeps every processor from fusing the two
				}
			}
		}
	}
	return out
}

// refReduce folds each element, in row-major order, into the one of the result that it belongs to.
func refReduce(c refCall, start float64, f func(acc, x float64) float64) []float64 {
	out := make([]float64, c.Shape.Size())
	for i := range out {
		out[i] = start
	}
	for i, at := range refKept(c.shapes[0], c.Attr.Axes) {
		out[at] = f(out[at], c.args[0][i])
	}
	return out
}

// refLogSumExp is m + log(sum of e^(x-m)), m being the maximum; where that is infinite or NaN, it is the result.
func refLogSumExp(c refCall) []float64 {
	top := refReduce(c, math.Inf(-1), func(m, x float64) float64 { return max(m, x) })
	sum := make([]float64, len(top))
	for i, at := range refKept(c.shapes[0], c.Attr.Axes) {
		sum[at] += math.Exp(c.args[0][i] - top[at])
	}
	for i, m := range top {
		if !math.IsInf(m, 0) && !math.IsNaN(m) {
			top[i] = m + math.Log(sum[i])
		}
	}
	return top
}

func refTranspose(c refCall) []float64 {
	from := refStrides(c.shapes[0])
	strides := make([]int, len(from))
	for i, axis := range c.Attr.Axes {
		strides[i] = from[axis]
	}
	return refGather(c.args[0], refIndices(c.Shape, strides, 0))
}

func refSlice(c refCall) []float64 {
	return refGather(c.args[0], refSelected(c.shapes[0], c.Shape, c.Attr))
}

func refUnslice(c refCall) []float64 {
	out := make([]float64, c.Shape.Size())
	for i, at := range refSelected(c.Shape, c.shapes[0], c.Attr) {
		out[at] = c.args[0][i]
	}
	return out
}

func refConcat(c refCall) []float64 {
	out := make([]float64, c.Shape.Size())
	attr := ir.Attr{Axes: c.Attr.Axes, Step: 1}
	for k, x := range c.args {
		for i, at := range refSelected(c.Shape, c.shapes[k], attr) {
			out[at] = x[i]
		}
		attr.Start += c.shapes[k][attr.Axes[0]]
	}
	return out
}

// refIndices lists, for every element of a shape in row-major order, base plus the sum over its axes of index times stride.
func refIndices(shape ir.Shape, strides []int, base int) []int {
	at := []int{base}
	for axis, d := range shape {
		next := make([]int, 0, len(at)*d)
		for _, i := range at {
			for k := range d {
				next = append(next, i+k*strides[axis])
			}
		}
		at = next
	}
	return at
}

// refStrides are the distances between neighbours along each axis of a dense tensor.
func refStrides(s ir.Shape) []int {
	strides := make([]int, len(s))
	n := 1
	for i := len(s) - 1; i >= 0; i-- {
		strides[i] = n
		n *= s[i]
	}
	return strides
}

// refStretch gives, for each element of the shape to, which element of from it repeats.
func refStretch(from, to ir.Shape) []int {
	strides := make([]int, len(to))
	off := len(to) - len(from)
	for i, stride := range refStrides(from) {
		if from[i] != 1 {
			strides[off+i] = stride
		}
	}
	return refIndices(to, strides, 0)
}

// refKept gives, for each element of a shape, where it lies after the axes are dropped.
func refKept(s ir.Shape, axes []int) []int {
	strides := make([]int, len(s))
	n := 1
	for i := len(s) - 1; i >= 0; i-- {
		if !slices.Contains(axes, i) {
			strides[i] = n
			n *= s[i]
		}
	}
	return refIndices(s, strides, 0)
}

// refSelected gives, for each element of small, which element of big a slice takes it from.
func refSelected(big, small ir.Shape, attr ir.Attr) []int {
	strides := refStrides(big)
	axis := attr.Axes[0]
	base := attr.Start * strides[axis]
	strides[axis] *= attr.Step
	return refIndices(small, strides, base)
}

func refGather(x []float64, at []int) []float64 {
	out := make([]float64, len(at))
	for i, from := range at {
		out[i] = x[from]
	}
	return out
}
