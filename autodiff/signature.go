package autodiff

import (
	"errors"
	"fmt"

	"gorgonia.org/gorgonia"

	"vae/autodiff/ir"
	"vae/autodiff/plan"
)

// named is a name and a shape.
type named struct {
	name  string
	shape ir.Shape
}

// signature is what a program takes and gives, whatever computes it.
type signature struct {
	name            string
	inputs, outputs []named
	params          []named
	differentiates  bool
}

func namedOf(nodes gorgonia.Nodes) []named {
	list := make([]named, len(nodes))
	for i, n := range nodes {
		list[i] = named{n.Name(), ir.Shape(n.Shape())}
	}
	return list
}

// sign checks what the engines take for granted.
func (s Spec) sign() (signature, error) {
	for _, n := range append(append(append(gorgonia.Nodes{}, s.Inputs...), s.Params...), s.WRT...) {
		if n == nil {
			return signature{}, errors.New("an input or parameter is nil")
		}
	}
	sig := signature{name: s.Name, inputs: namedOf(s.Inputs), params: namedOf(s.Params), differentiates: s.Loss != nil}
	for _, o := range s.Outputs {
		if o.Node == nil {
			return sig, fmt.Errorf("output %q is nil", o.Name)
		}
		sig.outputs = append(sig.outputs, named{o.Name, ir.Shape(o.Node.Shape())})
	}
	if s.Loss == nil {
		if len(s.WRT) > 0 {
			return sig, errors.New("there is something to differentiate with respect to, but no loss; set Loss")
		}
		return sig, nil
	}
	if !s.Loss.IsScalar() {
		return sig, fmt.Errorf("the loss %q has shape %v; reduce it to a scalar with a sum or mean", s.Loss.Name(), s.Loss.Shape())
	}
	for _, n := range s.WRT {
		if !s.Inputs.Contains(n) {
			return sig, fmt.Errorf("%q is differentiated with respect to but is no input; parameters are without being named", n.Name())
		}
		sig.outputs = append(sig.outputs, named{gradName(n), ir.Shape(n.Shape())})
	}
	return sig, nil
}

// gradName is how the gradient of a leaf is called, by every stage and engine.
func gradName(n *gorgonia.Node) string { return "grad." + n.Name() }

// layout makes the parameters' layout, or checks that the given one fits.
func (s Spec) layout() (plan.Layout, error) {
	names, shapes := make([]string, len(s.Params)), make([]ir.Shape, len(s.Params))
	for i, n := range s.Params {
		names[i], shapes[i] = n.Name(), ir.Shape(n.Shape())
	}
	if s.Layout == nil {
		return plan.NewLayout(names, shapes)
	}
	for i, name := range names {
		e, ok := s.Layout.Lookup(name)
		if !ok {
			return plan.Layout{}, fmt.Errorf("the given layout has no parameter %q", name)
		}
		// A bias [n] is [1, n] in the stock spelling: the same memory.
		if e.Geometry() != plan.Parameter(shapes[i]) {
			return plan.Layout{}, fmt.Errorf("parameter %q has shape %v in the layout, %v in the graph", name, e.Shape, shapes[i])
		}
	}
	return *s.Layout, nil
}
