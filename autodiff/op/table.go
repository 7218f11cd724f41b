package op

import (
	"fmt"
	"strings"

	"gorgonia.org/tensor"

	"vae/autodiff/ir"
)

// kind indexes the table.
type kind uint8

const (
	affine kind = iota
	activate
	tileRows
	takeColumns
	reparameterize
	gaussianKL
	bernoulliNLL
	gaussianNLL
	gaussianFixedNLL
	continuousBernoulliNLL
	categoricalNLL
	boundLogVariance
	logSumExp
	groupLogSumExp
	groupSum
	groupSoftmax
	stopGradient

	kindCount
)

// attr holds what an operation needs besides its arguments. It is comparable, and String writes all of it.
type attr struct {
	Activation Activation // activate
	K          int        // tileRows: copies of each row; groupLogSumExp and other groups: elements of one
	Variance   float64    // gaussianKL: of the prior; gaussianFixedNLL: of the likelihood
	Bound      float64    // boundLogVariance
	Rank, Axis int        // logSumExp
	Columns    string     // takeColumns: ranges such as 0-3,7
}

// String is every attribute that is not zero, in braces.
func (a attr) String() string {
	var parts []string
	add := func(set bool, format string, args ...any) {
		if set {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	add(a.Activation != 0, "%s", a.Activation)
	add(a.K != 0, "k=%d", a.K)
	add(a.Variance != 0, "variance=%v", a.Variance)
	add(a.Bound != 0, "bound=%v", a.Bound)
	add(a.Rank != 0, "rank=%d axis=%d", a.Rank, a.Axis)
	add(a.Columns != "", "columns=%s", a.Columns)
	if len(parts) == 0 {
		return ""
	}
	return "{" + strings.Join(parts, " ") + "}"
}

// Ranks that are not numbers.
const (
	sameRank     = -1 // whatever it is, the same for argument and result
	attrRank     = -2 // attr.Rank
	attrRankLess = -3 // attr.Rank - 1
)

// row defines an operation.
type row struct {
	name   string
	ranks  []int // of the arguments
	result int   // rank of the result
	shape  func(a attr, in []tensor.Shape) (tensor.Shape, error)
	f32    rule[float32]
	f64    rule[float64]
	emit   func(a attr, b *ir.Builder, in []ir.ID) ir.ID
}

// rule is an operation's arithmetic. forward fills out, which starts at zero. vjp fills din, which starts at zero, with the gradient of argument wrt, given
// the gradient dout of the result; nil means that the derivative is zero.
type rule[T real] struct {
	forward func(a attr, in []array[T], out array[T])
	vjp     func(a attr, wrt int, in []array[T], out, dout, din array[T])
}

// rules lets the element type instantiate both functions.
func rules[T real](forward func(attr, []array[T], array[T]), vjp func(attr, int, []array[T], array[T], array[T], array[T])) rule[T] {
	return rule[T]{forward, vjp}
}

var table = [kindCount]row{
	affine: {
		"affine",
		[]int{2, 2, 1},
		2, affineShape,
		rules[float32](affineForward, affineVJP), rules[float64](affineForward, affineVJP), affineEmit,
	},
	activate: {
		"activate",
		[]int{sameRank},
		sameRank, sameShape,
		rules[float32](activateForward, activateVJP), rules[float64](activateForward, activateVJP), activateEmit,
	},
	tileRows: {
		"tile_rows",
		[]int{2},
		2, tileShape,
		rules[float32](tileForward, tileVJP), rules[float64](tileForward, tileVJP), tileEmit,
	},
	takeColumns: {
		"columns",
		[]int{2},
		2, columnsShape,
		rules[float32](columnsForward, columnsVJP), rules[float64](columnsForward, columnsVJP), columnsEmit,
	},
	reparameterize: {
		"reparameterize",
		[]int{2, 2, 2},
		2, reparameterizeShape,
		rules[float32](reparameterizeForward, reparameterizeVJP), rules[float64](reparameterizeForward, reparameterizeVJP), reparameterizeEmit,
	},
	gaussianKL: {
		"gaussian_kl",
		[]int{2, 2},
		2, allEqual,
		rules[float32](gaussianKLForward, gaussianKLVJP), rules[float64](gaussianKLForward, gaussianKLVJP), gaussianKLEmit,
	},
	bernoulliNLL: {
		"bernoulli_nll",
		[]int{2, 2},
		1, nllShape,
		rules[float32](bernoulliForward, bernoulliVJP), rules[float64](bernoulliForward, bernoulliVJP), bernoulliEmit,
	},
	gaussianNLL: {
		"gaussian_nll",
		[]int{2, 2, 2},
		1, nllShape,
		rules[float32](gaussianForward, gaussianVJP), rules[float64](gaussianForward, gaussianVJP), gaussianEmit,
	},
	gaussianFixedNLL: {
		"gaussian_fixed_nll",
		[]int{2, 2},
		1, nllShape,
		rules[float32](gaussianFixedForward, gaussianFixedVJP), rules[float64](gaussianFixedForward, gaussianFixedVJP), gaussianFixedEmit,
	},
	continuousBernoulliNLL: {
		"continuous_bernoulli_nll",
		[]int{2, 2},
		1, nllShape,
		rules[float32](continuousForward, continuousVJP), rules[float64](continuousForward, continuousVJP), continuousEmit,
	},
	categoricalNLL: {
		"categorical_nll",
		[]int{2, 2},
		1, categoricalShape,
		rules[float32](categoricalForward, categoricalVJP), rules[float64](categoricalForward, categoricalVJP), categoricalEmit,
	},
	boundLogVariance: {
		"bound_log_variance",
		[]int{sameRank},
		sameRank, sameShape,
		rules[float32](boundForward, boundVJP), rules[float64](boundForward, boundVJP), boundEmit,
	},
	logSumExp: {
		"log_sum_exp",
		[]int{attrRank},
		attrRankLess, logSumExpShape,
		rules[float32](logSumExpForward, logSumExpVJP), rules[float64](logSumExpForward, logSumExpVJP), logSumExpEmit,
	},
	groupLogSumExp: {
		"group_log_sum_exp",
		[]int{1},
		1, groupShape,
		rules[float32](groupLogSumExpForward, groupLogSumExpVJP), rules[float64](groupLogSumExpForward, groupLogSumExpVJP), groupLogSumExpEmit,
	},
	groupSum: {
		"group_sum",
		[]int{1},
		1, groupShape,
		rules[float32](groupSumForward, groupSumVJP), rules[float64](groupSumForward, groupSumVJP), groupSumEmit,
	},
	groupSoftmax: {
		"group_softmax",
		[]int{2},
		2, groupColumnsShape,
		rules[float32](groupSoftmaxForward, groupSoftmaxVJP), rules[float64](groupSoftmaxForward, groupSoftmaxVJP), groupSoftmaxEmit,
	},
	stopGradient: {
		"stop_gradient",
		[]int{sameRank},
		sameRank, sameShape,
		rules[float32](copyForward, nil), rules[float64](copyForward, nil), stopGradientEmit,
	},
}

// forwardRule is the operation as a formula over its arguments.
func (o Op) forwardRule() formula {
	r := o.row()
	return formula{
		shape: func(s []tensor.Shape) (tensor.Shape, error) { return r.shape(o.attr, s) },
		f32:   func(in []array[float32], out array[float32]) { r.f32.forward(o.attr, in, out) },
		f64:   func(in []array[float64], out array[float64]) { r.f64.forward(o.attr, in, out) },
	}
}

// vjpRule is the gradient of one argument as a formula over the arguments, the result and the result's gradient.
func (o Op) vjpRule(wrt int) formula {
	r, n := o.row(), o.Arity()
	return formula{
		shape: func(s []tensor.Shape) (tensor.Shape, error) { return s[wrt].Clone(), nil },
		f32: func(in []array[float32], din array[float32]) {
			r.f32.vjp(o.attr, wrt, in[:n], in[n], in[n+1], din)
		},
		f64: func(in []array[float64], din array[float64]) {
			r.f64.vjp(o.attr, wrt, in[:n], in[n], in[n+1], din)
		},
	}
}
