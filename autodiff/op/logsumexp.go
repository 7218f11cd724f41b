package op

import (
	"math"

	"vae/autodiff/ir"
)

// LogSumExpOp is the logarithm of the sum of e^x along an axis of an argument of a rank; the axis is dropped. With m the maximum,
//
//	y = m + log sum_i e^(x_i - m),  dx_i = dy e^(x_i - y)
func LogSumExpOp(rank, axis int) Op {
	if axis < 0 || axis >= rank {
		panic("op: LogSumExpOp along an axis that does not exist")
	}
	return Op{logSumExp, attr{Rank: rank, Axis: axis}}
}

// along splits a shape at an axis: elements before it, along it, and after it.
func along[T real](x array[T], axis int) (before, n, after int) {
	before, n, after = 1, x.shape[axis], 1
	for i, d := range x.shape {
		if i < axis {
			before *= d
		} else if i > axis {
			after *= d
		}
	}
	return before, n, after
}

func logSumExpForward[T real](a attr, in []array[T], out array[T]) {
	x := in[0]
	before, n, after := along(x, a.Axis)
	for i := range before {
		for j := range after {
			m := math.Inf(-1)
			for k := range n {
				m = max(m, float64(x.data[(i*n+k)*after+j]))
			}
			if math.IsInf(m, 0) {
				out.data[i*after+j] = T(m)
				continue
			}
			sum := 0.0
			for k := range n {
				sum += math.Exp(float64(x.data[(i*n+k)*after+j]) - m)
			}
			out.data[i*after+j] = T(m + math.Log(sum))
		}
	}
}

func logSumExpVJP[T real](a attr, _ int, in []array[T], out, dout, din array[T]) {
	x := in[0]
	before, n, after := along(x, a.Axis)
	for i := range before {
		for k := range n {
			for j := range after {
				at, y := (i*n+k)*after+j, i*after+j
				din.data[at] = dout.data[y] * T(math.Exp(float64(x.data[at])-float64(out.data[y])))
			}
		}
	}
}

func logSumExpEmit(a attr, b *ir.Builder, in []ir.ID) ir.ID {
	return b.Reduce(ir.LogSumExp, in[0], a.Axis)
}
