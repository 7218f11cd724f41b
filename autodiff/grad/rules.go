package grad

import (
	"math"

	"vae/autodiff/ir"
)

// rule emits one argument's share of the adjoint: the value's adjoint dy times the derivative with respect to that argument. It may have
// the shape of the result where the argument was broadcast.
type rule func(c *call) ir.ID

// call is one value to differentiate: y = op(args), dy its adjoint, i the argument to differentiate with respect to.
type call struct {
	*ir.Builder
	ir.Value
	i     int
	y, dy ir.ID
}

// x is the argument to differentiate with respect to, and for operations of one argument the argument.
func (c *call) x() ir.ID { return c.Args[c.i] }

// other is the other argument of two.
func (c *call) other() ir.ID { return c.Args[1-c.i] }

// times is dy * d.
func (c *call) times(d ir.ID) ir.ID { return c.Mul(c.dy, d) }

// zero is the row of arguments with derivative zero wherever there is one. No contribution is emitted.
var zero rule

// rowOf returns the rule for argument i of a value. An operation of any number of arguments has one rule for all of them.
func rowOf(v ir.Value, i int) rule {
	row := rules[v.Op]
	return row[min(i, len(row)-1)]
}

// rules holds the derivatives, a rule an argument. Formulas are in terms of the result y where that is cheaper: forward values are there
// anyway.
var rules = map[ir.Op][]rule{
	ir.Input: {}, ir.Param: {}, ir.Const: {}, // no arguments

	ir.Neg:      {func(c *call) ir.ID { return c.Unary(ir.Neg, c.dy) }},
	ir.Abs:      {func(c *call) ir.ID { return c.times(c.Unary(ir.Sign, c.x())) }}, // 0 at 0
	ir.Sign:     {zero},
	ir.Ceil:     {zero},
	ir.Floor:    {zero},
	ir.Sin:      {func(c *call) ir.ID { return c.times(c.Unary(ir.Cos, c.x())) }},
	ir.Cos:      {func(c *call) ir.ID { return c.Unary(ir.Neg, c.times(c.Unary(ir.Sin, c.x()))) }},
	ir.Exp:      {func(c *call) ir.ID { return c.times(c.y) }},
	ir.Log:      {func(c *call) ir.ID { return c.Div(c.dy, c.x()) }},
	ir.Log2:     {func(c *call) ir.ID { return c.Scale(c.Div(c.dy, c.x()), 1/math.Ln2) }},
	ir.Log1p:    {func(c *call) ir.ID { return c.Div(c.dy, c.Add(c.Scalar(1), c.x())) }},
	ir.Expm1:    {func(c *call) ir.ID { return c.times(c.Add(c.y, c.Scalar(1))) }},
	ir.Square:   {func(c *call) ir.ID { return c.times(c.Scale(c.x(), 2)) }},
	ir.Cube:     {func(c *call) ir.ID { return c.times(c.Scale(c.Unary(ir.Square, c.x()), 3)) }},
	ir.Sqrt:     {func(c *call) ir.ID { return c.Div(c.Scale(c.dy, 0.5), c.y) }},
	ir.Inv:      {func(c *call) ir.ID { return c.Unary(ir.Neg, c.times(c.Unary(ir.Square, c.y))) }},    // -y^2
	ir.InvSqrt:  {func(c *call) ir.ID { return c.times(c.Scale(c.Unary(ir.Cube, c.y), -0.5)) }},        // -y^3/2
	ir.Tanh:     {func(c *call) ir.ID { return c.times(c.Sub(c.Scalar(1), c.Unary(ir.Square, c.y))) }}, // 1-y^2
	ir.Sigmoid:  {func(c *call) ir.ID { return c.times(c.Mul(c.y, c.Sub(c.Scalar(1), c.y))) }},         // y(1-y)
	ir.Softplus: {func(c *call) ir.ID { return c.times(c.Unary(ir.Sigmoid, c.x())) }},
	ir.Erf:      {erf},
	ir.Relu:     {func(c *call) ir.ID { return c.times(c.Binary(ir.Gt, c.y, c.Scalar(0))) }}, // 0 at 0

	ir.Add: {same, same},
	ir.Sub: {same, func(c *call) ir.ID { return c.Unary(ir.Neg, c.dy) }},
	ir.Mul: {func(c *call) ir.ID { return c.times(c.other()) }, func(c *call) ir.ID { return c.times(c.other()) }},
	ir.Div: {
		func(c *call) ir.ID { return c.Div(c.dy, c.other()) },
		func(c *call) ir.ID { return c.Unary(ir.Neg, c.times(c.Div(c.y, c.x()))) }, // -a/b^2 = -y/b
	},
	ir.Pow: {powBase, powExponent},
	ir.Max: {larger, larger},
	ir.Min: {smaller, smaller},
	ir.Lt:  {zero, zero}, ir.Le: {zero, zero}, ir.Gt: {zero, zero}, ir.Ge: {zero, zero}, ir.Eq: {zero, zero}, ir.Ne: {zero, zero},
	ir.LogBound:     {func(c *call) ir.ID { return c.boundGrad(c.dy) }, logBoundBound},
	ir.LogBoundGrad: {func(c *call) ir.ID { return c.boundGrad(c.dy) }, logBoundGradSlope, logBoundGradBound},
	ir.Select: {
		zero,
		func(c *call) ir.ID { return c.Select(c.Args[0], c.dy, c.Scalar(0)) },
		func(c *call) ir.ID { return c.Select(c.Args[0], c.Scalar(0), c.dy) },
	},

	ir.MatMul: {left, right},

	ir.Sum:       {func(c *call) ir.ID { return c.repeat(c.dy) }},
	ir.MaxOver:   {maxOver},
	ir.LogSumExp: {logSumExp},

	ir.Reshape:   {func(c *call) ir.ID { return c.Reshape(c.dy, c.Shape(c.x())...) }},
	ir.Transpose: {transpose},
	ir.Slice:     {func(c *call) ir.ID { return c.Emit(ir.Unslice, c.Attr, c.Shape(c.x()), c.dy) }},
	ir.Unslice:   {func(c *call) ir.ID { return c.Emit(ir.Slice, c.Attr, c.Shape(c.x()), c.dy) }},
	ir.Concat:    {concat},
	ir.Broadcast: {same}, // accumulate sums over the repeats

	ir.StopGradient: {zero},
}

func same(c *call) ir.ID { return c.dy }

// Shape is the shape of any value; that of the result itself is c.Value.Shape.
func (c *call) Shape(id ir.ID) ir.Shape { return c.Builder.Shape(id) }
