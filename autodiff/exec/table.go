package exec

import (
	"vae/autodiff/ir"
	"vae/internal/kernel"
)

// maker makes the step of a computed value.
type maker func(b *binder, v ir.ID) step

// makers has a row for every operation. Leaves are placed, not computed: their rows are nil.
var makers = map[ir.Op]maker{
	ir.Input: nil,
	ir.Param: nil,
	ir.Const: nil,

	ir.Neg:      unary(kernel.Neg),
	ir.Abs:      unary(kernel.Abs),
	ir.Sign:     unary(kernel.Sign),
	ir.Ceil:     unary(kernel.Ceil),
	ir.Floor:    unary(kernel.Floor),
	ir.Sin:      unary(kernel.Sin),
	ir.Cos:      unary(kernel.Cos),
	ir.Exp:      unary(kernel.Exp),
	ir.Log:      unary(kernel.Log),
	ir.Log2:     unary(kernel.Log2),
	ir.Log1p:    unary(kernel.Log1p),
	ir.Expm1:    unary(kernel.Expm1),
	ir.Square:   unary(kernel.Square),
	ir.Cube:     unary(kernel.Cube),
	ir.Sqrt:     unary(kernel.Sqrt),
	ir.Inv:      unary(kernel.Inv),
	ir.InvSqrt:  unary(kernel.InvSqrt),
	ir.Tanh:     unary(kernel.Tanh),
	ir.Sigmoid:  unary(kernel.Sigmoid),
	ir.Softplus: unary(kernel.Softplus),
	ir.Erf:      unary(kernel.Erf),
	ir.Relu:     unary(kernel.Relu),

	ir.Add: binary(kernel.Add, kernel.AddScalar, kernel.AddScalar),
	ir.Sub: binary(kernel.Sub, kernel.SubScalar, kernel.ScalarSub),
	ir.Mul: binary(kernel.Mul, kernel.MulScalar, kernel.MulScalar),
	ir.Div: binary(kernel.Div, kernel.DivScalar, kernel.ScalarDiv),
	ir.Pow: binary(kernel.Pow, kernel.PowScalar, kernel.ScalarPow),
	ir.Max: binary(kernel.Max, kernel.MaxScalar, kernel.MaxScalar),
	ir.Min: binary(kernel.Min, kernel.MinScalar, kernel.MinScalar),
	ir.Lt:  binary(kernel.Lt, kernel.LtScalar, kernel.GtScalar),
	ir.Le:  binary(kernel.Le, kernel.LeScalar, kernel.GeScalar),
	ir.Gt:  binary(kernel.Gt, kernel.GtScalar, kernel.LtScalar),
	ir.Ge:  binary(kernel.Ge, kernel.GeScalar, kernel.LeScalar),
	ir.Eq:  binary(kernel.Eq, kernel.EqScalar, kernel.EqScalar),
	ir.Ne:  binary(kernel.Ne, kernel.NeScalar, kernel.NeScalar),

	ir.LogBound: bounded(func(dst []float32, in [2][]float32, bound float32) { kernel.LogBound(dst, in[0], bound) }),
	ir.LogBoundGrad: bounded(func(dst []float32, in [2][]float32, bound float32) {
		kernel.LogBoundGrad(dst, in[0], in[1], bound)
	}),
	ir.Select: makeSelect,

	ir.MatMul: makeMatMul,

	ir.Sum:       makeSum,
	ir.MaxOver:   makeMax,
	ir.LogSumExp: makeLogSumExp,

	ir.Reshape:      makeReshape,
	ir.Transpose:    makeTranspose,
	ir.Slice:        makeSlice,
	ir.Unslice:      makeUnslice,
	ir.Concat:       makeConcat,
	ir.Broadcast:    unary(copyRow),
	ir.StopGradient: unary(copyRow),
}

// copyRow sets dst to x.
func copyRow(dst, x []float32) { copy(dst, x) }
