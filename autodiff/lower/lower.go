// Package lower turns a Gorgonia graph into IR, through Gorgonia's exported API alone.
//
// Gorgonia's own operations have unexported types: they are recognised by the spelling of the type and of String, which a test holds. Operations
// that implement op.Emitter write themselves. The graph must not have been differentiated by Gorgonia: what Grad adds is not
// needed, and may not be understood.
package lower

import (
	"errors"
	"fmt"

	"gorgonia.org/gorgonia"

	"vae/autodiff/ir"
	"vae/autodiff/op"
)

// Output is a node whose value a program hands back, by name.
type Output struct {
	Name string
	Node *gorgonia.Node
}

// Lower reads the part of a graph that the outputs need. Every leaf of it must be among inputs and params, whose names must be their own; all of them are
// declared, inputs first, whether the outputs need them or not.
func Lower(name string, inputs, params gorgonia.Nodes, outputs []Output) (*ir.Func, error) {
	roots, err := check(inputs, params, outputs)
	if err != nil {
		return nil, fmt.Errorf("lower %s: %w", name, err)
	}
	// A subgraph of its own has a fresh index from ID to node; the graph's own goes stale when Gorgonia removes a node in stabilising it.
	l := lowerer{
		g: roots[0].Graph().ExactSubgraphRoots(roots...), b: ir.NewBuilder(name), done: map[*gorgonia.Node]ir.ID{},
	}
	for _, n := range inputs {
		l.done[n] = l.b.Input(n.Name(), n.Shape()...)
	}
	for _, n := range params {
		l.done[n] = l.b.Param(n.Name(), n.Shape()...)
	}
	for _, o := range outputs {
		id, err := l.value(o.Node)
		if err != nil {
			return nil, fmt.Errorf("lower %s: output %s: %w", name, o.Name, err)
		}
		l.b.Output(o.Name, id)
	}
	if err := l.b.F.Check(); err != nil {
		return nil, fmt.Errorf("lower: %w", err)
	}
	return l.b.F, nil
}

// check refuses what would make a program ambiguous, and returns the output nodes.
func check(inputs, params gorgonia.Nodes, outputs []Output) (gorgonia.Nodes, error) {
	names := map[string]bool{}
	for _, n := range append(append(gorgonia.Nodes{}, inputs...), params...) {
		switch {
		case n == nil:
			return nil, errors.New("an input or parameter is nil")
		case n.Op() != nil:
			return nil, fmt.Errorf("%s is computed; inputs and parameters must be leaves of the graph", describe(n))
		case names[n.Name()]:
			return nil, fmt.Errorf("two inputs or parameters are named %q; name every leaf apart", n.Name())
		}
		names[n.Name()] = true
	}
	if len(outputs) == 0 {
		return nil, errors.New("there is no output")
	}
	var roots gorgonia.Nodes
	for _, o := range outputs {
		if o.Node == nil || o.Node.Graph() == nil {
			return nil, fmt.Errorf("output %q is no node of a graph", o.Name)
		}
		if o.Node.Graph() != outputs[0].Node.Graph() {
			return nil, fmt.Errorf("outputs %q and %q belong to different graphs", outputs[0].Name, o.Name)
		}
		roots = append(roots, o.Node)
	}
	return roots, nil
}

// lowerer walks a graph depth first and appends values to a program.
type lowerer struct {
	g    *gorgonia.ExprGraph
	b    *ir.Builder
	done map[*gorgonia.Node]ir.ID
}

// value returns the ID of a node's value, lowering it and what it needs first.
func (l *lowerer) value(n *gorgonia.Node) (ir.ID, error) {
	if id, ok := l.done[n]; ok {
		return id, nil
	}
	if n.Op() == nil {
		return 0, fmt.Errorf("%s is a leaf that is neither an input nor a parameter; name it among them", describe(n))
	}
	children, err := l.children(n)
	if err != nil {
		return 0, err
	}
	c := call{lowerer: l, node: n, shape: ir.Shape(n.Shape())}
	for i, child := range children {
		if skips(n, i) {
			continue
		}
		id, err := l.value(child)
		if err != nil {
			return 0, err
		}
		c.args = append(c.args, id)
	}
	id, err := c.emit()
	if err != nil {
		return 0, fmt.Errorf("%s, of arguments %v: %w", describe(n), c.argShapes(), err)
	}
	l.done[n] = id
	return id, nil
}

// children lists a node's arguments in order.
func (l *lowerer) children(n *gorgonia.Node) (gorgonia.Nodes, error) {
	if n.Op().Arity() == 0 || isConstant(n) {
		return nil, nil
	}
	if l.g.Node(n.ID()) != n {
		return nil, fmt.Errorf("%s is no longer in its graph; build the graph again", describe(n))
	}
	var children gorgonia.Nodes
	for it := l.g.From(n.ID()); it != nil && it.Next(); {
		children = append(children, it.Node().(*gorgonia.Node))
	}
	return children, nil
}

// call is one node being lowered, its arguments done.
type call struct {
	*lowerer
	node  *gorgonia.Node
	args  []ir.ID
	shape ir.Shape // what Gorgonia says the result's shape is
}

func (c *call) argShapes() []ir.Shape {
	shapes := make([]ir.Shape, len(c.args))
	for i, a := range c.args {
		shapes[i] = c.b.Shape(a)
	}
	return shapes
}

// emit lowers the node and gives the result the shape that Gorgonia gives it.
func (c *call) emit() (ir.ID, error) {
	rule := rules[fmt.Sprintf("%T", c.node.Op())]
	if e, ok := c.node.Op().(op.Emitter); ok {
		rule = func(c *call) (ir.ID, error) { return e.Emit(c.b, c.args), nil }
	}
	if rule == nil {
		return 0, c.unsupported()
	}
	id, err := rule(c)
	if err != nil {
		return 0, err
	}
	if c.b.Shape(id).Size() != c.shape.Size() {
		return 0, fmt.Errorf("its shape is %v by Gorgonia, %v by the compiler; write it with plainer shapes", c.shape, c.b.Shape(id))
	}
	return c.b.Reshape(id, c.shape...), nil
}

// describe names a node by its name, operation and shape.
func describe(n *gorgonia.Node) string {
	if n.Op() == nil {
		return fmt.Sprintf("node %q %v", n.Name(), n.Shape())
	}
	return fmt.Sprintf("node %q (%T %s) %v", n.Name(), n.Op(), n.Op(), n.Shape())
}
