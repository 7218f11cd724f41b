package op

import (
	"errors"
	"fmt"
	"math"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Spelling is how a Builder writes its mathematics.
type Spelling int

const (
	// Fused uses the operations of this package; it is what the compiler reads best.
	Fused Spelling = iota
	// Stock uses Gorgonia's own operations alone, in forms whose values and gradients are right on its TapeMachine: the independent check.
	Stock
)

// String is "fused" or "stock".
func (s Spelling) String() string {
	if s == Stock {
		return "stock"
	}
	return "fused"
}

// Builder writes a graph, in either spelling, by methods that read like formulas. The first mistake is kept for Err; after it every method returns nil and
// does nothing, so that a whole model can be written down and asked once.
type Builder struct {
	G        *gorgonia.ExprGraph
	Spelling Spelling
	Dtype    tensor.Dtype // tensor.Float32, or tensor.Float64 for checks

	err       error
	names     map[string]bool
	unchecked []string
}

// Err returns the first mistake, naming the method and the shapes, or nil.
func (b *Builder) Err() error { return b.err }

// Unchecked names the operations of a stock graph that are nevertheless ours, because Gorgonia has none: what they compute is not checked
// independently there.
func (b *Builder) Unchecked() []string { return b.unchecked }

// Input declares a value given before each run; without dimensions, a scalar. Names are unique in a graph.
func (b *Builder) Input(name string, shape ...int) *gorgonia.Node {
	return b.leaf("Input", name, shape)
}

// Param declares a trained value. In the stock spelling a vector [n] becomes a node of shape [1, n], the form in which Gorgonia can add it to
// rows; engines treat both alike.
func (b *Builder) Param(name string, shape ...int) *gorgonia.Node {
	if b.Spelling == Stock && len(shape) == 1 {
		shape = []int{1, shape[0]}
	}
	return b.leaf("Param", name, shape)
}

func (b *Builder) leaf(method, name string, shape []int) *gorgonia.Node {
	if b.err != nil {
		return nil
	}
	if name == "" || b.names[name] {
		b.fail(method, fmt.Errorf("the name %q is empty or taken; Gorgonia merges nodes of one name", name))
		return nil
	}
	for _, d := range shape {
		if d < 1 {
			b.fail(method, fmt.Errorf("%s has shape %v; every dimension must be at least 1", name, shape))
			return nil
		}
	}
	if b.Dtype != tensor.Float32 && b.Dtype != tensor.Float64 {
		b.failf(method, "the builder has no element type; set Dtype to tensor.Float32 or tensor.Float64")
		return nil
	}
	if b.names == nil {
		b.names = map[string]bool{}
	}
	b.names[name] = true
	return gorgonia.NewTensor(b.G, b.Dtype, len(shape), gorgonia.WithShape(shape...), gorgonia.WithName(name))
}

func (b *Builder) fail(method string, err error) {
	if b.err == nil {
		b.err = fmt.Errorf("%s: %w", method, err)
	}
}

var errNil = errors.New("an argument is nil; every node must come from this builder")

// ready reports whether a method may go on.
func (b *Builder) ready(method string, args ...*gorgonia.Node) bool {
	for _, a := range args {
		if a == nil && b.err == nil {
			b.fail(method, errNil)
		}
	}
	return b.err == nil
}

// atLeast reports whether a setting is finite and not below a limit.
func (b *Builder) atLeast(method, setting string, x, limit float64) bool {
	if b.err == nil && !(x >= limit && x <= math.MaxFloat64) {
		b.failf(method, "the %s is %v; give a finite number that is at least %v", setting, x, limit)
	}
	return b.err == nil
}

// try keeps the error of one of Gorgonia's functions.
func (b *Builder) try(method string, n *gorgonia.Node, err error) *gorgonia.Node {
	if err != nil {
		b.fail(method, err)
		return nil
	}
	return n
}

// ours applies an operation of this package, or in the stock spelling the equivalent that stock writes.
func (b *Builder) ours(method string, o Op, stock func() *gorgonia.Node, args ...*gorgonia.Node) *gorgonia.Node {
	if !b.ready(method, args...) {
		return nil
	}
	if b.Spelling == Fused {
		n, err := gorgonia.ApplyOp(o, args...)
		return b.try(method, n, err)
	}
	n := stock()
	if b.err != nil {
		b.err = fmt.Errorf("%s: %w", method, b.err)
		return nil
	}
	return n
}

// foreign applies an operation of this package in both spellings, and notes it.
func (b *Builder) foreign(o Op, args ...*gorgonia.Node) *gorgonia.Node {
	b.unchecked = append(b.unchecked, o.String())
	n, err := gorgonia.ApplyOp(o, args...)
	return b.try(o.String(), n, err)
}
