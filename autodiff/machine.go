package autodiff

import (
	"fmt"

	"vae/autodiff/exec"
	"vae/autodiff/ir"
	"vae/autodiff/plan"
)

// Machine is a program bound to memory. It is used by one goroutine at a time.
type Machine interface {
	// Input returns the memory of an input, to be filled before Run. An unknown name panics.
	Input(name string) exec.Tensor
	// Output returns the memory of an output, valid after Run; "grad.NAME" for the gradient of an input in WRT. An unknown name panics.
	Output(name string) exec.Tensor
	// Run computes the outputs and overwrites the gradients of the program's parameters. The compiled engine never fails.
	Run() error
	// RunUpdate is Run, followed by updates of the whole parameter block, in disjoint ranges, on the threads that computed the gradients.
	RunUpdate(u exec.Updater) error
}

// NewMachine binds the program to a block of parameters, and to one of gradients if it has a loss, both in Layout. pool holds the workers of the compiled engine; nil
// runs on the caller's goroutine. Machines of one program may run at the same time.
func (p *Program) NewMachine(params, grads []float32, pool *exec.Pool) (Machine, error) {
	if len(params) != p.layout.Len {
		return nil, fmt.Errorf("bind %s: the parameter block has %d floats, its layout needs %d", p.name, len(params), p.layout.Len)
	}
	if p.differentiates && len(grads) != p.layout.Len {
		return nil, fmt.Errorf("bind %s: the gradient block has %d floats, its layout needs %d; compile without Loss if no gradients are wanted",
			p.name, len(grads), p.layout.Len)
	}
	if p.engine == Compiled {
		return compiledMachine{p.compiled.NewMachine(params, grads, pool)}, nil
	}
	return p.newSlowMachine(params, grads), nil
}

// compiledMachine is exec's machine, which has no errors to give.
type compiledMachine struct{ *exec.Machine }

func (m compiledMachine) Run() error {
	m.Machine.Run()
	return nil
}

func (m compiledMachine) RunUpdate(u exec.Updater) error {
	m.Machine.RunUpdate(u)
	return nil
}

// slowMachine carries float32 memory to an evaluator and back: the reference and gorgonia engines.
type slowMachine struct {
	p               *Program
	params, grads   []float32
	inputs, outputs map[string]exec.Tensor
	in              map[string][]float64
}

func (p *Program) newSlowMachine(params, grads []float32) *slowMachine {
	m := &slowMachine{p: p, params: params, grads: grads, in: map[string][]float64{}}
	m.inputs, m.outputs = newTensors(p.inputs), newTensors(p.outputs)
	for _, n := range append(append([]named{}, p.inputs...), p.params...) {
		m.in[n.name] = make([]float64, n.shape.Size())
	}
	return m
}

// RunUpdate updates the whole block at once, on the caller's goroutine.
func (m *slowMachine) RunUpdate(u exec.Updater) error {
	if err := m.Run(); err != nil {
		return err
	}
	u.Update(0, m.p.layout.Len, false)
	return nil
}

func newTensors(list []named) map[string]exec.Tensor {
	tensors := map[string]exec.Tensor{}
	for _, n := range list {
		tensors[n.name] = newTensor(n.shape)
	}
	return tensors
}

func newTensor(shape ir.Shape) exec.Tensor {
	g := plan.Activation(shape)
	return exec.Tensor{Shape: shape, Stride: g.Stride, Data: make([]float32, g.Floats())}
}

func (m *slowMachine) Input(name string) exec.Tensor  { return lookup(m.inputs, name) }
func (m *slowMachine) Output(name string) exec.Tensor { return lookup(m.outputs, name) }

func lookup(tensors map[string]exec.Tensor, name string) exec.Tensor {
	t, ok := tensors[name]
	if !ok {
		panic("autodiff: no input or output of that name")
	}
	return t
}

// Run widens inputs and parameters, evaluates, and rounds outputs and gradients.
func (m *slowMachine) Run() error {
	for _, n := range m.p.inputs {
		widen(m.in[n.name], m.inputs[n.name].Data, plan.Activation(n.shape))
	}
	for _, n := range m.p.params {
		e, _ := m.p.layout.Lookup(n.name)
		widen(m.in[n.name], e.In(m.params), e.Geometry())
	}
	out, err := m.p.evaluator.Evaluate(m.in)
	if err != nil {
		return fmt.Errorf("run %s: %w", m.p.name, err)
	}
	for _, n := range m.p.outputs {
		narrow(m.outputs[n.name].Data, out[n.name], plan.Activation(n.shape))
	}
	if !m.p.differentiates {
		return nil
	}
	for _, n := range m.p.params {
		e, _ := m.p.layout.Lookup(n.name)
		narrow(e.In(m.grads), out["grad."+n.name], e.Geometry())
	}
	return nil
}

// widen copies rows of float32 to dense float64.
func widen(to []float64, from []float32, g plan.Geometry) {
	for i := range to {
		to[i] = float64(from[i/g.Cols*g.Stride+i%g.Cols])
	}
}

// narrow copies dense float64 to rows of float32.
func narrow(to []float32, from []float64, g plan.Geometry) {
	for i, x := range from {
		to[i/g.Cols*g.Stride+i%g.Cols] = float32(x)
	}
}
