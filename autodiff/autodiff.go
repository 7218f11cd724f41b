// Package autodiff compiles Gorgonia graphs: from the graph of a loss to a program that computes it and its gradients.
//
//	program, err := autodiff.Compile(autodiff.Spec{Inputs: ..., Params: ..., Loss: loss, Outputs: ...}, autodiff.Compiled)
//	params, grads := program.NewBlocks()
//	machine, err := program.NewMachine(params, grads, nil)
//	copy(machine.Input("x").Row(0), example)
//	err = machine.Run() // outputs and grads are filled
//
// Parameters and their gradients are contiguous blocks of float32 in one layout, so that an optimiser is a loop over slices. A batch size is
// part of a graph: compile one program for each, over one parameter block.
package autodiff

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"vae/autodiff/exec"
	"vae/autodiff/ir"
	"vae/autodiff/plan"
)

// Output is a node whose value a program reports, by name.
type Output struct {
	Name string
	Node *gorgonia.Node
}

// Spec is what to compile.
type Spec struct {
	// Name is for messages and listings.
	Name string
	// Inputs are the leaves that are given before each run, Params those that are trained. Every leaf has a name of its own.
	Inputs, Params gorgonia.Nodes
	// Outputs are the values to report.
	Outputs []Output
	// Loss is the scalar to differentiate with respect to Params and WRT; nil compiles the outputs alone.
	Loss *gorgonia.Node
	// WRT are inputs whose gradients are wanted too; each is reported as the output "grad.NAME".
	WRT gorgonia.Nodes
	// Layout places the parameters in their block. nil makes one of Params, in order. It is given where several programs share one block; it
	// may hold more parameters than this graph has.
	Layout *plan.Layout
}

// Program is a compiled graph. It is immutable, and any number of machines may run it at once.
type Program struct {
	signature
	engine    Engine
	layout    plan.Layout
	f         *ir.Func // nil for the gorgonia engine
	stages    []Stage
	compiled  *exec.Program // for the compiled engine
	evaluator evaluator
}

// Compile makes a program for an engine. Errors name the node and what to write instead.
func Compile(s Spec, engine Engine) (*Program, error) {
	p := &Program{engine: engine}
	var err error
	if p.signature, err = s.sign(); err != nil {
		return nil, fmt.Errorf("compile %s: %w", s.Name, err)
	}
	if p.layout, err = s.layout(); err != nil {
		return nil, fmt.Errorf("compile %s: %w", s.Name, err)
	}
	switch engine {
	case Compiled:
		err = p.compile(s)
	case Reference:
		err = p.interpret(s)
	case Gorgonia:
		err = p.delegate(s)
	default:
		err = fmt.Errorf("there is no engine %d", engine)
	}
	if err != nil {
		return nil, fmt.Errorf("compile %s: %w", s.Name, err)
	}
	return p, nil
}

// Engine returns the engine that the program was compiled for.
func (p *Program) Engine() Engine { return p.engine }

// Layout says where each parameter lies in the blocks of parameters and gradients.
func (p *Program) Layout() plan.Layout { return p.layout }

// NewBlocks allocates a block of parameters, all 0, and one of gradients.
func (p *Program) NewBlocks() (params, grads []float32) {
	return exec.NewBlock(p.layout.Len), exec.NewBlock(p.layout.Len)
}

// Parameters counts the elements of the parameters that the program reads, without padding.
func (p *Program) Parameters() int {
	n := 0
	for _, l := range p.params {
		n += l.shape.Size()
	}
	return n
}

// FLOPs counts the floating-point operations of one run; 0 for the gorgonia engine, which is not asked.
func (p *Program) FLOPs() int64 {
	if p.f == nil {
		return 0
	}
	return p.f.FLOPs()
}
