package ir

// Op is an operation. The rows of ops say how each is spelled, how many arguments it takes and what class it belongs to.
type Op uint8

// The operations. x and y are the arguments, element by element unless said otherwise.
const (
	Invalid Op = iota

	Input // given before each run; Attr.Name
	Param // trained; lives in the parameter block; Attr.Name
	Const // Attr.Data

	Neg      // -x
	Abs      // |x|
	Sign     // -1, 0, 1
	Ceil     // smallest integer >= x
	Floor    // largest integer <= x
	Sin      // sin x
	Cos      // cos x
	Exp      // e^x
	Log      // natural logarithm
	Log2     // logarithm to base 2
	Log1p    // log(1 + x)
	Expm1    // e^x - 1
	Square   // x^2
	Cube     // x^3
	Sqrt     // square root
	Inv      // 1 / x
	InvSqrt  // 1 / sqrt x
	Tanh     // hyperbolic tangent
	Sigmoid  // 1 / (1 + e^-x)
	Softplus // log(1 + e^x)
	Erf      // 2/sqrt(pi) times the integral of e^-t^2 from 0 to x
	Relu     // x where x > 0, else 0; NaN stays NaN

	Add // x + y
	Sub // x - y
	Mul // x * y
	Div // x / y
	Pow // x^y
	Max // the larger
	Min // the smaller
	Lt  // 1 where x < y, else 0
	Le  // 1 where x <= y, else 0
	Gt  // 1 where x > y, else 0
	Ge  // 1 where x >= y, else 0
	Eq  // 1 where x = y, else 0
	Ne  // 1 where x != y, else 0

	LogBound // x where |x| <= y, else sign(x) (y + log(1 + |x| - y)), for y >= 0

	LogBoundGrad // LogBoundGrad(d, x, y): d times the derivative of LogBound(x, y) in x: d where |x| <= y, else d / (1 + |x| - y)
	Select       // Select(c, x, y): x where c != 0, else y

	MatMul // matrix product of the last two axes; leading axes equal; Attr.TransA, Attr.TransB

	Sum       // sum over Attr.Axes, which are dropped
	MaxOver   // maximum over Attr.Axes, which are dropped
	LogSumExp // log of the sum of e^x over Attr.Axes, which are dropped; never overflows

	Reshape   // same elements in row-major order, another shape
	Transpose // axis i of the result is axis Attr.Axes[i] of x
	Slice     // every Attr.Step-th index from Attr.Start along Attr.Axes[0]; the shape says how many
	Unslice   // the transpose of Slice: x placed at those indices, 0 elsewhere
	Concat    // the arguments one after the other along Attr.Axes[0]
	Broadcast // x repeated to a larger shape

	StopGradient // x, with derivative zero

	opCount
)

// Class groups operations that the stages treat alike.
type Class uint8

// The classes.
const (
	Leaf        Class = iota // no arguments
	Elementwise              // result[i] depends on the arguments' [i] alone, after broadcasting
	Reduction                // drops Attr.Axes
	Movement                 // moves elements, computes nothing
	Product                  // MatMul
)

// variadic is the arity of an operation that takes one argument or more.
const variadic = -1

type opInfo struct {
	name  string
	arity int
	class Class
}

var ops = [opCount]opInfo{
	Input:        {"input", 0, Leaf},
	Param:        {"param", 0, Leaf},
	Const:        {"const", 0, Leaf},
	Neg:          {"neg", 1, Elementwise},
	Abs:          {"abs", 1, Elementwise},
	Sign:         {"sign", 1, Elementwise},
	Ceil:         {"ceil", 1, Elementwise},
	Floor:        {"floor", 1, Elementwise},
	Sin:          {"sin", 1, Elementwise},
	Cos:          {"cos", 1, Elementwise},
	Exp:          {"exp", 1, Elementwise},
	Log:          {"log", 1, Elementwise},
	Log2:         {"log2", 1, Elementwise},
	Log1p:        {"log1p", 1, Elementwise},
	Expm1:        {"expm1", 1, Elementwise},
	Square:       {"square", 1, Elementwise},
	Cube:         {"cube", 1, Elementwise},
	Sqrt:         {"sqrt", 1, Elementwise},
	Inv:          {"inv", 1, Elementwise},
	InvSqrt:      {"inv_sqrt", 1, Elementwise},
	Tanh:         {"tanh", 1, Elementwise},
	Sigmoid:      {"sigmoid", 1, Elementwise},
	Softplus:     {"softplus", 1, Elementwise},
	Erf:          {"erf", 1, Elementwise},
	Relu:         {"relu", 1, Elementwise},
	Add:          {"add", 2, Elementwise},
	Sub:          {"sub", 2, Elementwise},
	Mul:          {"mul", 2, Elementwise},
	Div:          {"div", 2, Elementwise},
	Pow:          {"pow", 2, Elementwise},
	Max:          {"max", 2, Elementwise},
	Min:          {"min", 2, Elementwise},
	Lt:           {"lt", 2, Elementwise},
	Le:           {"le", 2, Elementwise},
	Gt:           {"gt", 2, Elementwise},
	Ge:           {"ge", 2, Elementwise},
	Eq:           {"eq", 2, Elementwise},
	Ne:           {"ne", 2, Elementwise},
	LogBound:     {"log_bound", 2, Elementwise},
	LogBoundGrad: {"log_bound_grad", 3, Elementwise},
	Select:       {"select", 3, Elementwise},
	MatMul:       {"matmul", 2, Product},
	Sum:          {"sum", 1, Reduction},
	MaxOver:      {"max_over", 1, Reduction},
	LogSumExp:    {"log_sum_exp", 1, Reduction},
	Reshape:      {"reshape", 1, Movement},
	Transpose:    {"transpose", 1, Movement},
	Slice:        {"slice", 1, Movement},
	Unslice:      {"unslice", 1, Movement},
	Concat:       {"concat", variadic, Movement},
	Broadcast:    {"broadcast", 1, Movement},
	StopGradient: {"stop_gradient", 1, Movement},
}

// String is the operation's spelling in program text.
func (o Op) String() string {
	if o > Invalid && o < opCount {
		return ops[o].name
	}
	return "invalid"
}

// Class returns the operation's class.
func (o Op) Class() Class { return ops[o].class }

// All lists every operation, in order.
func All() []Op {
	all := make([]Op, 0, opCount-1)
	for o := Invalid + 1; o < opCount; o++ {
		all = append(all, o)
	}
	return all
}
