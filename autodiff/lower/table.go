package lower

import (
	"fmt"
	"strings"

	"gorgonia.org/gorgonia"

	"vae/autodiff/ir"
)

// rule lowers a node of one of Gorgonia's operations.
type rule func(c *call) (ir.ID, error)

// rules is keyed by the operation's type, as %T prints it.
var rules map[string]rule

func init() {
	rules = map[string]rule{
		"gorgonia.constantScalar": constant,
		"gorgonia.constantTensor": constant,
		"gorgonia.elemUnaryOp":    unary,
		"gorgonia.elemBinOp":      binary,
		"gorgonia.minBetween":     func(c *call) (ir.ID, error) { return c.elementwise(ir.Min) },
		"gorgonia.maxBetween":     func(c *call) (ir.ID, error) { return c.elementwise(ir.Max) },
		"gorgonia.linAlgBinOp":    product,
		"gorgonia.sumOp":          func(c *call) (ir.ID, error) { return c.reduce(ir.Sum, "Σ[%s]") },
		"*gorgonia.maxOp":         func(c *call) (ir.ID, error) { return c.reduce(ir.MaxOver, "MaxAlong[%s]") },
		"gorgonia.sizeOp":         size,
		"*gorgonia.repeatOp":      repeat,
		"gorgonia.reshapeOp":      func(c *call) (ir.ID, error) { return c.args[0], nil }, // emit reshapes
		"*gorgonia.sliceOp":       slice,
		"gorgonia.transposeOp":    transpose,
		"gorgonia.concatOp":       concat,
		"*gorgonia.softmaxOp":     softmax,
	}
}

// unaries is keyed by the String of Gorgonia's elementwise operations of one argument.
var unaries = map[string]ir.Op{
	"abs": ir.Abs, "sign": ir.Sign, "ceil": ir.Ceil, "floor": ir.Floor, "sin": ir.Sin, "cos": ir.Cos, "exp": ir.Exp, "ln": ir.Log,
	"log2": ir.Log2, "neg": ir.Neg, "square": ir.Square, "sqrt": ir.Sqrt, "inv": ir.Inv, "invSqrt": ir.InvSqrt, "cube": ir.Cube,
	"tanh": ir.Tanh, "sigmoid": ir.Sigmoid, "log1p": ir.Log1p, "expm1": ir.Expm1, "softplus": ir.Softplus,
}

// binaries is keyed by the symbol in the String of those of two.
var binaries = map[string]ir.Op{
	"+": ir.Add, "-": ir.Sub, "⊙": ir.Mul, "÷": ir.Div, "^": ir.Pow,
	"<": ir.Lt, ">": ir.Gt, "<=": ir.Le, ">=": ir.Ge, "==": ir.Eq, "!=": ir.Ne,
}

// advice says what to write instead of operations that are known not to be understood, by a part of their type's name.
var advice = []struct{ part, instead string }{
	{"random", "declare an input node for the noise, and fill it before each run"},
	{"dropout", "multiply by an input node that holds the mask"},
	{"BatchNorm", "write the normalisation out, from Mean, Square and elementwise operations"},
	{"im2col", "use affine layers; convolutions are not compiled"},
	{"col2im", "use affine layers; convolutions are not compiled"},
	{"maxPool", "use Max along an axis"},
	{"atOp", "use Slice"},
	{"tensordot", "use Mul or BatchedMatMul"},
	{"byIndices", "multiply by a constant 0/1 matrix"},
	{"dtConv", "build the graph in one element type"},
	{"readOp", "name the node that it reads among the outputs"},
	{"letOp", "name the node among the inputs, and fill it before each run"},
	{"iffyOp", "use the branches' product with a comparison and its opposite"},
}

func (c *call) unsupported() error {
	typ := fmt.Sprintf("%T", c.node.Op())
	instead := "write it with elementwise operations, sums, products and movements of elements, or give it an Emit method (see op.Emitter)"
	for _, a := range advice {
		if strings.Contains(strings.ToLower(typ), strings.ToLower(a.part)) {
			instead = a.instead
		}
	}
	return fmt.Errorf("the compiler does not know this operation; %s", instead)
}

// skips reports whether argument i only repeats what shapes say: the counts of a repeat, the tensor that a size is taken of.
func skips(n *gorgonia.Node, i int) bool {
	switch fmt.Sprintf("%T", n.Op()) {
	case "*gorgonia.repeatOp":
		return i > 0
	case "gorgonia.sizeOp":
		return true
	}
	return false
}
