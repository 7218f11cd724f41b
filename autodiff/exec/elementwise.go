package exec

import (
	"vae/autodiff/ir"
	"vae/internal/kernel"
)

// This file makes the steps of elementwise operations. Where all operands lie alike, or are single numbers, one kernel runs over a whole span,
// padding included; otherwise rows of the last axis are taken one by one.

// operand is an argument of an elementwise step.
type operand struct {
	view
	same   bool  // has the result's shape and strides
	scalar bool  // is one number
	index  []int // for row j of a part of the result, where the row that belongs to it starts inside a part of the argument
}

// row is the argument's row for row j of part q of a span; of one element where the argument is a column.
func (o *operand) row(start, q, j int) []float32 {
	return o.data[start+q*o.width+o.index[j]:][:o.cols]
}

// operands works out how each argument of v is read.
func (b *binder) operands(v ir.ID, dst view) []operand {
	s := b.p.schedule
	shape := b.shape(v)
	views := b.reads(v)
	out := make([]operand, len(views))
	for i, a := range s.Reads(v) {
		arg := b.shape(a)
		o := operand{view: views[i], scalar: arg.Size() == 1 && shape.Size() > 1}
		o.same = (arg.Equal(shape) || shape.Size() == 1) && o.stride == dst.stride && o.cols == dst.cols
		o.index = rowIndex(shape, arg, dst.rows, o.stride)
		out[i] = o
	}
	return out
}

// rowIndex lists for the first n rows of a result of a shape the offsets of the rows of an argument that is broadcast to it. The rows of a
// part of the result are the first rows of the result, moved, and so are those of the argument.
func rowIndex(shape, arg ir.Shape, n, stride int) []int {
	index := make([]int, n)
	if len(shape) < 2 {
		return index
	}
	axes := len(shape) - 1
	lead := axes + 1 - len(arg) // leading axes that the argument lacks
	for j := range index {
		row, below, rest := 0, 1, j
		for axis := axes - 1; axis >= 0; axis-- {
			at := rest % shape[axis]
			rest /= shape[axis]
			if k := axis - lead; k >= 0 && k < len(arg)-1 {
				if arg[k] > 1 {
					row += at * below
				}
				below *= arg[k]
			}
		}
		index[j] = row * stride
	}
	return index
}

// unary makes the maker of an operation of one argument.
func unary(f func(dst, x []float32)) maker {
	return func(b *binder, v ir.ID) step {
		dst := b.result(v)
		x := b.operands(v, dst)[0]
		if x.same && dst.contiguous() {
			return func(s *span) { f(dst.flat(s), x.flat(s)) }
		}
		return func(s *span) {
			to, from := dst.start(s), x.start(s)
			for q := range s.hi - s.lo {
				for j := range dst.rows {
					d := dst.data[to+q*dst.width+j*dst.stride:][:dst.cols]
					if a := x.row(from, q, j); len(a) == len(d) {
						f(d, a)
					} else {
						kernel.Fill(d, a[0])
						f(d, d)
					}
				}
			}
		}
	}
}

// binary makes the maker of an operation of two arguments from its kernels: of two tensors, of a tensor and a number, and of a number and a
// tensor (which is given second to the kernel).
func binary(both func(dst, a, b []float32), right, left func(dst, a []float32, s float32)) maker {
	return func(b *binder, v ir.ID) step {
		dst := b.result(v)
		args := b.operands(v, dst)
		x, y := args[0], args[1]
		switch {
		case !dst.contiguous():
		case x.same && y.same:
			return func(s *span) { both(dst.flat(s), x.flat(s), y.flat(s)) }
		case x.same && y.scalar:
			return func(s *span) { right(dst.flat(s), x.flat(s), y.data[0]) }
		case x.scalar && y.same:
			return func(s *span) { left(dst.flat(s), y.flat(s), x.data[0]) }
		}
		return func(s *span) {
			to, from, fromY := dst.start(s), x.start(s), y.start(s)
			for q := range s.hi - s.lo {
				for j := range dst.rows {
					d := dst.data[to+q*dst.width+j*dst.stride:][:dst.cols]
					a, b := x.row(from, q, j), y.row(fromY, q, j)
					switch {
					case len(a) == len(d) && len(b) == len(d):
						both(d, a, b)
					case len(a) == len(d):
						right(d, a, b[0])
					default:
						left(d, b, a[0])
					}
				}
			}
		}
	}
}

// makeSelect makes the step of Select. Arguments that are columns are spread over a row first.
func makeSelect(b *binder, v ir.ID) step {
	dst := b.result(v)
	args := b.operands(v, dst)
	if args[0].same && args[1].same && args[2].same && dst.contiguous() {
		return func(s *span) { kernel.Select(dst.flat(s), args[0].flat(s), args[1].flat(s), args[2].flat(s)) }
	}
	work := b.temporary(3 * dst.cols)
	return func(s *span) {
		to := dst.start(s)
		var row [3][]float32
		for q := range s.hi - s.lo {
			for j := range dst.rows {
				for i := range row {
					row[i] = args[i].row(args[i].start(s), q, j)
					if len(row[i]) != dst.cols {
						spread := work[i*dst.cols:][:dst.cols]
						kernel.Fill(spread, row[i][0])
						row[i] = spread
					}
				}
				kernel.Select(dst.data[to+q*dst.width+j*dst.stride:][:dst.cols], row[0], row[1], row[2])
			}
		}
	}
}

// bounded makes the maker of an operation of one argument or two and a bound, which comes last and is one number as a rule.
func bounded(f func(dst []float32, in [2][]float32, bound float32)) maker {
	return func(b *binder, v ir.ID) step {
		dst := b.result(v)
		args := b.operands(v, dst)
		in, bound := args[:len(args)-1], args[len(args)-1]
		flat := bound.scalar && dst.contiguous()
		for _, x := range in {
			flat = flat && x.same
		}
		if flat {
			return func(s *span) {
				var whole [2][]float32
				for i := range in {
					whole[i] = in[i].flat(s)
				}
				f(dst.flat(s), whole, bound.data[0])
			}
		}
		return func(s *span) {
			to := dst.start(s)
			for q := range s.hi - s.lo {
				for j := range dst.rows {
					var row [2][]float32
					for i := range in {
						row[i] = in[i].row(in[i].start(s), q, j)
					}
					boundedRow(f, dst.data[to+q*dst.width+j*dst.stride:][:dst.cols], row, bound.row(bound.start(s), q, j))
				}
			}
		}
	}
}

// boundedRow computes a row: at once where only the bound is a column, else element by element.
func boundedRow(f func(dst []float32, in [2][]float32, bound float32), dst []float32, in [2][]float32, bound []float32) {
	n := len(dst)
	if len(bound) == 1 && len(in[0]) == n && (in[1] == nil || len(in[1]) == n) {
		f(dst, in, bound[0])
		return
	}
	for i := range dst {
		var at [2][]float32
		for k, x := range in {
			if x != nil {
				at[k] = x[min(i, len(x)-1):][:1]
			}
		}
		f(dst[i:][:1], at, bound[min(i, len(bound)-1)])
	}
}
