// Package gorgoniaengine runs a graph on Gorgonia's own TapeMachine with Gorgonia's own gradients: the check that shares no code
// with the compiler.
//
// The graph must be in the stock spelling of package op, or be written with Gorgonia's operations alone; nothing in it may be reshaped, and
// Gorgonia must not have differentiated it before.
package gorgoniaengine

import (
	"fmt"
	"sync"

	"gorgonia.org/gorgonia"

	"vae/autodiff/op"
)

// Output is a node to report, by name.
type Output struct {
	Name string
	Node *gorgonia.Node
}

// Engine is a graph ready to run. One evaluation goes at a time, however many goroutines ask: Gorgonia keeps values in the graph itself.
type Engine struct {
	mu      sync.Mutex
	machine gorgonia.VM
	leaves  gorgonia.Nodes
	results []*result
}

// result is a named value to hand back: where Gorgonia puts it, or, for a gradient that is zero whatever happens, how long it is.
type result struct {
	name  string
	value gorgonia.Value
	zeros int
}

// New differentiates loss, unless it is nil, with respect to the leaves wrt, and prepares the graph to run. The leaves are all inputs and
// parameters.
func New(leaves gorgonia.Nodes, outputs []Output, loss *gorgonia.Node, wrt gorgonia.Nodes) (e *Engine, err error) {
	defer func() {
		if r := recover(); r != nil { // Gorgonia panics where a graph cannot be compiled
			e, err = nil, fmt.Errorf("gorgonia engine: %v", r)
		}
	}()
	if len(outputs) == 0 {
		return nil, fmt.Errorf("gorgonia engine: there is nothing to compute; name an output")
	}
	e = &Engine{leaves: leaves}
	for _, o := range outputs {
		e.read(o.Name, o.Node)
	}
	if loss != nil {
		if err := e.differentiate(loss, wrt); err != nil {
			return nil, fmt.Errorf("gorgonia engine: %w", err)
		}
	}
	e.machine = gorgonia.NewTapeMachine(outputs[0].Node.Graph())
	return e, nil
}

// read asks Gorgonia for a node's value. Read, not Value: registers are reused.
func (e *Engine) read(name string, n *gorgonia.Node) {
	r := &result{name: name}
	gorgonia.Read(n, &r.value)
	e.results = append(e.results, r)
}

// differentiate adds the gradients as results "grad.NAME". Gorgonia refuses leaves that the loss does not depend on; their gradients are zero.
func (e *Engine) differentiate(loss *gorgonia.Node, wrt gorgonia.Nodes) error {
	depends := dependencies(loss)
	var reached gorgonia.Nodes
	for _, n := range wrt {
		if depends[n] {
			reached = append(reached, n)
		} else {
			e.results = append(e.results, &result{name: "grad." + n.Name(), zeros: n.Shape().TotalSize()})
		}
	}
	if len(reached) == 0 {
		return nil
	}
	grads, err := gorgonia.Grad(loss, reached...)
	if err != nil {
		return fmt.Errorf("differentiating %s: %w", loss, err)
	}
	for i, g := range grads {
		e.read("grad."+reached[i].Name(), g)
	}
	return nil
}

// dependencies is the set of nodes that a gradient reaches from loss.
func dependencies(loss *gorgonia.Node) map[*gorgonia.Node]bool {
	g := loss.Graph().ExactSubgraphRoots(loss)
	seen := map[*gorgonia.Node]bool{}
	var visit func(n *gorgonia.Node)
	visit = func(n *gorgonia.Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		o, ok := n.Op().(gorgonia.SDOp)
		if !ok {
			return
		}
		var children gorgonia.Nodes
		for it := g.From(n.ID()); it != nil && it.Next(); {
			children = append(children, it.Node().(*gorgonia.Node))
		}
		for i, able := range o.DiffWRT(len(children)) {
			if able {
				visit(children[i])
			}
		}
	}
	visit(loss)
	return seen
}

// Evaluate runs the graph once. in has the elements of every leaf by name, dense and row-major, which are rounded to the leaf's type. It
// returns the outputs, and the gradients as "grad.NAME".
func (e *Engine) Evaluate(in map[string][]float64) (map[string][]float64, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, n := range e.leaves {
		data, ok := in[n.Name()]
		if !ok {
			return nil, fmt.Errorf("gorgonia engine: %q is not given", n.Name())
		}
		v, err := op.NewValue(n.Dtype(), n.Shape(), data)
		if err == nil {
			err = gorgonia.Let(n, v)
		}
		if err != nil {
			return nil, fmt.Errorf("gorgonia engine: %q: %w", n.Name(), err)
		}
	}
	e.machine.Reset() // without it RunAll does nothing the second time
	if err := e.machine.RunAll(); err != nil {
		return nil, fmt.Errorf("gorgonia engine: %w", err)
	}
	return e.collect()
}

func (e *Engine) collect() (map[string][]float64, error) {
	out := make(map[string][]float64, len(e.results))
	for _, r := range e.results {
		if r.zeros > 0 {
			out[r.name] = make([]float64, r.zeros)
			continue
		}
		if r.value == nil {
			return nil, fmt.Errorf("gorgonia engine: %q was not computed", r.name)
		}
		var err error
		if out[r.name], err = op.Floats(r.value); err != nil {
			return nil, fmt.Errorf("gorgonia engine: %q: %w", r.name, err)
		}
	}
	return out, nil
}
