package autodiff

import (
	"time"

	"gorgonia.org/gorgonia"

	"vae/autodiff/exec"
	"vae/autodiff/gorgoniaengine"
	"vae/autodiff/ir"
)

// evaluator runs a program once in the widest precision it has. in has every input and parameter by name, dense and row-major; the result has every
// output, and every gradient as "grad.NAME".
type evaluator interface {
	Evaluate(in map[string][]float64) (map[string][]float64, error)
}

// compile is the compiled engine: all stages, then schedule, memory and code.
func (p *Program) compile(s Spec) error {
	if err := p.runStages(s, true); err != nil {
		return err
	}
	start := time.Now()
	var err error
	if p.compiled, err = exec.Compile(p.f, p.layout); err != nil {
		return err
	}
	p.note("plan", start, p.compiled.String)
	p.evaluator = interpreter{p.f}
	return nil
}

// interpret is the reference engine. It skips the stages that only make a program faster, and so checks them.
func (p *Program) interpret(s Spec) error {
	err := p.runStages(s, false)
	p.evaluator = interpreter{p.f}
	return err
}

// delegate is the gorgonia engine.
func (p *Program) delegate(s Spec) error {
	outputs := make([]gorgoniaengine.Output, len(s.Outputs))
	for i, o := range s.Outputs {
		outputs[i] = gorgoniaengine.Output(o)
	}
	leaves := append(append(gorgonia.Nodes{}, s.Inputs...), s.Params...)
	wrt := append(append(gorgonia.Nodes{}, s.Params...), s.WRT...)
	e, err := gorgoniaengine.New(leaves, outputs, s.Loss, wrt)
	p.evaluator = e
	return err
}

// interpreter is the float64 reference on a program.
type interpreter struct{ f *ir.Func }

func (i interpreter) Evaluate(in map[string][]float64) (map[string][]float64, error) {
	return exec.Reference(i.f, in)
}

// Evaluate runs the program once in float64: by the reference interpreter, on exactly the values that the compiled engine computes, or by Gorgonia, if compiled for
// it, in the element type of the graph. in has every input and parameter by name, dense and row-major; the result has every output in that form, and the gradients of
// parameters and of WRT as "grad.NAME".
func (p *Program) Evaluate(in map[string][]float64) (map[string][]float64, error) {
	return p.evaluator.Evaluate(in)
}
