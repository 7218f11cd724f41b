package op

import (
	"fmt"
	"hash"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// derivative is the vector-Jacobian product of an Op with respect to one argument: it takes the Op's arguments, its result and the result's
// gradient, and gives the argument's gradient. It is not itself differentiable.
type derivative struct {
	op  Op
	wrt int
}

// Arity counts the Op's arguments, its result and the gradient.
func (d derivative) Arity() int { return d.op.Arity() + 2 }

// Type is argument types, result, result, to the type of the argument in question.
func (d derivative) Type() hm.Type {
	types := d.op.types()
	result := types[len(types)-1]
	return hm.NewFnType(append(types, result, types[d.wrt])...)
}

// InferShape is the argument's own shape.
func (d derivative) InferShape(sizes ...gorgonia.DimSizer) (tensor.Shape, error) {
	shapes, err := gorgonia.DimSizersToShapes(sizes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d, err)
	}
	return shapes[d.wrt].Clone(), nil
}

// Do computes the product.
func (d derivative) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	return evaluate(d, d.op.vjpRule(d.wrt), inputs)
}

// DiffWRT is all false: second derivatives are not offered.
func (d derivative) DiffWRT(inputs int) []bool { return make([]bool, inputs) }

// SymDiff refuses.
func (d derivative) SymDiff(gorgonia.Nodes, *gorgonia.Node, *gorgonia.Node) (gorgonia.Nodes, error) {
	return nil, fmt.Errorf("%s has no second derivative; differentiate once only", d)
}

func (d derivative) String() string        { return fmt.Sprintf("d%d %s", d.wrt, d.op) }
func (d derivative) WriteHash(h hash.Hash) { fmt.Fprintf(h, "vae/autodiff/op:%s", d) }
func (d derivative) Hashcode() uint32      { return hashOf(d) }
func (d derivative) ReturnsPtr() bool      { return false }
func (d derivative) CallsExtern() bool     { return false }
func (d derivative) OverwritesInput() int  { return -1 }
