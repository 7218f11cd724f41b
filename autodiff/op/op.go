package op

import (
	"fmt"
	"hash"
	"hash/fnv"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff/ir"
)

// Emitter is a Gorgonia operation that can write itself as IR. Package lower asks for nothing else, so an operation defined elsewhere compiles too.
type Emitter interface {
	gorgonia.Op
	// Emit appends the operation to a program, in terms of its primitives. The shapes of args have been accepted by InferShape.
	Emit(b *ir.Builder, args []ir.ID) ir.ID
}

// Op is an operation of this package with its attributes. It implements gorgonia.Op, gorgonia.SDOp and Emitter; apply it with gorgonia.ApplyOp.
type Op struct {
	kind kind
	attr attr
}

var (
	_ Emitter       = Op{}
	_ gorgonia.SDOp = Op{}
	_ gorgonia.SDOp = derivative{}
)

func (o Op) row() *row { return &table[o.kind] }

// Arity is the number of arguments.
func (o Op) Arity() int { return len(o.row().ranks) }

// Type is the operation's type in Gorgonia's inference: a tensor of the element type 'a for every argument and for the result.
func (o Op) Type() hm.Type { return hm.NewFnType(o.types()...) }

// types lists the arguments' types and then the result's.
func (o Op) types() []hm.Type {
	var types []hm.Type
	for _, rank := range append(o.row().ranks, o.row().result) {
		types = append(types, o.tensorType(rank))
	}
	return types
}

func (o Op) tensorType(rank int) hm.Type {
	element := hm.TypeVariable('a')
	switch {
	case rank == sameRank:
		return hm.TypeVariable('b')
	case rank == attrRank:
		rank = o.attr.Rank
	case rank == attrRankLess:
		rank = o.attr.Rank - 1
	}
	if rank == 0 {
		return element
	}
	return gorgonia.TensorType{Dims: rank, Of: element}
}

// InferShape returns the shape of the result, or what is wrong with the arguments' shapes.
func (o Op) InferShape(sizes ...gorgonia.DimSizer) (tensor.Shape, error) {
	shapes, err := gorgonia.DimSizersToShapes(sizes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o, err)
	}
	shape, err := o.row().shape(o.attr, shapes)
	if err != nil {
		return nil, fmt.Errorf("%s of shapes %v: %w", o, shapes, err)
	}
	return shape, nil
}

// Do computes the operation.
func (o Op) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	return evaluate(o, o.forwardRule(), inputs)
}

// Emit appends the operation's primitives to a program.
func (o Op) Emit(b *ir.Builder, args []ir.ID) ir.ID { return o.row().emit(o.attr, b, args) }

// DiffWRT says which arguments the operation can be differentiated with respect to: all, or for StopGradient none.
func (o Op) DiffWRT(inputs int) []bool {
	able := make([]bool, inputs)
	for i := range able {
		able[i] = o.row().f64.vjp != nil
	}
	return able
}

// SymDiff returns the gradient of each argument as a node that applies the vector-Jacobian product.
func (o Op) SymDiff(inputs gorgonia.Nodes, output, grad *gorgonia.Node) (gorgonia.Nodes, error) {
	grads := make(gorgonia.Nodes, len(inputs))
	for i, able := range o.DiffWRT(len(inputs)) {
		if !able {
			continue
		}
		args := append(append(gorgonia.Nodes{}, inputs...), output, grad)
		var err error
		if grads[i], err = gorgonia.ApplyOp(derivative{o, i}, args...); err != nil {
			return nil, fmt.Errorf("gradient of %s with respect to argument %d: %w", o, i, err)
		}
	}
	return grads, nil
}

// String is the operation's name with every attribute.
func (o Op) String() string { return o.row().name + o.attr.String() }

// WriteHash writes name and attributes: Gorgonia merges nodes by this.
func (o Op) WriteHash(h hash.Hash) { fmt.Fprintf(h, "vae/autodiff/op:%s", o) }

// Hashcode is a hash of WriteHash.
func (o Op) Hashcode() uint32 { return hashOf(o) }

// ReturnsPtr is false: results are always new values.
func (o Op) ReturnsPtr() bool { return false }

// CallsExtern is false: everything is Go.
func (o Op) CallsExtern() bool { return false }

// OverwritesInput is -1: arguments are never changed.
func (o Op) OverwritesInput() int { return -1 }

func hashOf(o gorgonia.Op) uint32 {
	h := fnv.New32a()
	o.WriteHash(h)
	return h.Sum32()
}
