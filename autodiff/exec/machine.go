package exec

import (
	"vae/autodiff/ir"
	"vae/autodiff/plan"
)

// Machine is a program bound to memory. One goroutine at a time may use it.
type Machine struct {
	p       *Program
	pool    *Pool
	job     func(t int) // work, as a value made once
	threads int
	memory  [plan.Register + 1][]float32
	phases  [][]thread // by phase and thread
	inputs  map[string]Tensor
	outputs map[string]Tensor
	updater Updater
	past    bool     // the updater's advice
	rest    bool     // whether ranges holds any
	ranges  [][]span // of the parameter block, by thread: what is not updated as soon as its gradient is known
}

// NewMachine binds the program to a block of parameters and one of gradients, both as laid out by Layout; grads may be nil if the program has no
// gradients. The work is shared between the workers of pool; with nil, the goroutine that calls Run does it all.
func (p *Program) NewMachine(params, grads []float32, pool *Pool) *Machine {
	m := &Machine{p: p, pool: pool, threads: 1, inputs: map[string]Tensor{}, outputs: map[string]Tensor{}}
	if len(params) < p.params.Len || grads != nil && len(grads) < p.params.Len {
		panic("exec: NewMachine: a block is shorter than its layout")
	}
	if pool != nil && p.flops >= sharedFlops {
		m.threads = pool.threads
	}
	if grads == nil && p.hasGradients() {
		grads = NewBlock(p.params.Len)
	}
	m.memory[plan.Parameters], m.memory[plan.Gradients] = params, grads
	m.memory[plan.Constants] = p.constants
	m.memory[plan.Arena] = NewBlock(p.memory.Arena)
	m.memory[plan.Given] = m.memory[plan.Arena]
	m.job = m.work
	m.bind()
	m.name()
	return m
}

// sharedFlops is the least work of a run for which it is worth waking other threads: about a twentieth of a millisecond.
const sharedFlops = 5e6

func (p *Program) hasGradients() bool {
	for _, slot := range p.memory.Slots {
		if slot.Kind == plan.Gradients {
			return true
		}
	}
	return false
}

// name finds the tensors of inputs and outputs.
func (m *Machine) name() {
	s := m.p.schedule
	for id, v := range s.F.Values {
		if v.Op == ir.Input {
			if m.p.memory.Slots[id].Kind == plan.Nowhere { // no output depends on it
				g := s.Storage[id]
				m.inputs[v.Attr.Name] = Tensor{v.Shape, g.Stride, NewBlock(g.Floats())}
				continue
			}
			m.inputs[v.Attr.Name] = m.tensor(ir.ID(id))
		}
	}
	for _, o := range s.F.Outputs {
		m.outputs[o.Name] = m.tensor(o.ID)
	}
}

// tensor is a value that lives in shared memory.
func (m *Machine) tensor(id ir.ID) Tensor {
	s := m.p.schedule
	slot, g := m.p.memory.Slots[s.Root[id]], s.Storage[id]
	return Tensor{s.F.Values[id].Shape, g.Stride, m.memory[slot.Kind][slot.Offset:][:(g.Rows-1)*g.Stride+g.Cols]}
}

// Input returns the tensor that holds an input. Its contents stay until they are changed.
func (m *Machine) Input(name string) Tensor {
	t, ok := m.inputs[name]
	if !ok {
		panic("exec: the program has no input of this name")
	}
	return t
}

// Output returns the tensor that holds an output after a run, until the next.
func (m *Machine) Output(name string) Tensor {
	t, ok := m.outputs[name]
	if !ok {
		panic("exec: the program has no output of this name")
	}
	return t
}

// Run computes the outputs from the inputs and parameters. It does not allocate.
func (m *Machine) Run() { m.RunUpdate(nil) }

// RunUpdate is Run, followed by updates of the whole parameter block, on the same threads. Outputs are known before the first update; gradients
// only as far as the update's range: where nothing else needs them, parameters are updated while their gradients are still in the cache.
func (m *Machine) RunUpdate(u Updater) {
	m.updater = u
	m.past = m.threads > 1 && m.pool.far()
	if m.threads == 1 {
		for p := range m.phases {
			m.phases[p][0].run(u, m.past)
		}
		m.update(0)
	} else {
		m.phases[0][0].run(u, m.past)
		m.pool.run(m.job)
	}
	m.updater = nil
}

// work is the part of one thread in all phases after the first.
func (m *Machine) work(t int) {
	for p := 1; p < len(m.phases); p++ {
		if p > 1 {
			m.pool.barrier.wait()
		}
		m.phases[p][t].run(m.updater, m.past)
	}
	if m.updater != nil && m.rest {
		m.pool.barrier.wait()
		m.update(t)
	}
}

// update calls the updater for a thread's part of what has not been updated yet.
func (m *Machine) update(t int) {
	if m.updater == nil {
		return
	}
	for _, r := range m.ranges[t] {
		m.updater.Update(r.lo, r.hi, m.past)
	}
}
