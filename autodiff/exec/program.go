package exec

import (
	"fmt"

	"vae/autodiff/ir"
	"vae/autodiff/plan"
)

// Program is a compiled program. It is immutable: any number of machines and goroutines may share it.
type Program struct {
	schedule  *plan.Schedule
	memory    *plan.Memory
	params    plan.Layout
	constants []float32
	flops     float64
}

// Compile makes a program from an ir.Func. Its parameters are found by name in params. An output called "grad.P", for P in params, is written into
// the gradient block at P's place; every other output has memory of its own, which is valid until the next run.
func Compile(f *ir.Func, params plan.Layout) (*Program, error) {
	if err := f.Check(); err != nil {
		return nil, fmt.Errorf("compile %q: %w", f.Name, err)
	}
	for _, v := range f.Values {
		if v.Op != ir.Param {
			continue
		}
		e, ok := params.Lookup(v.Attr.Name)
		if !ok {
			return nil, fmt.Errorf("compile %q: parameter %q has no place in the layout; lay it out with the others", f.Name, v.Attr.Name)
		}
		if !e.Shape.Equal(v.Shape) {
			return nil, fmt.Errorf("compile %q: parameter %q has shape %v, but %v in the layout", f.Name, v.Attr.Name, v.Shape, e.Shape)
		}
	}
	for _, o := range f.Outputs {
		if e, ok := params.Gradient(o.Name); ok && !e.Shape.Equal(f.Values[o.ID].Shape) {
			return nil, fmt.Errorf("compile %q: output %q has shape %v, the parameter %v", f.Name, o.Name, f.Values[o.ID].Shape, e.Shape)
		}
	}
	return scheduled(f, params, plan.Standard), nil
}

// scheduled makes the program of a schedule by limits.
func scheduled(f *ir.Func, params plan.Layout, limits plan.Limits) *Program {
	s := plan.NewSchedule(f, params, limits)
	p := &Program{schedule: s, memory: plan.Plan(s, params), params: params, flops: float64(f.FLOPs())}
	p.fillConstants()
	return p
}

// fillConstants writes the constants to their places.
func (p *Program) fillConstants() {
	p.constants = NewBlock(p.memory.Constants)
	for id, v := range p.schedule.F.Values {
		slot := p.memory.Slots[id]
		if slot.Kind != plan.Constants {
			continue
		}
		g := p.schedule.Storage[id]
		for i, x := range v.Attr.Data {
			p.constants[slot.Offset+i/g.Cols*g.Stride+i%g.Cols] = float32(x)
		}
	}
}

// Layout is the order and place of the parameters.
func (p *Program) Layout() plan.Layout { return p.params }

// FLOPs is the number of floating-point operations of a run, a multiplication and an addition counting as two; functions count as one.
func (p *Program) FLOPs() float64 { return p.flops }

// String lists the schedule and the place of every value.
func (p *Program) String() string { return p.memory.Text(p.schedule) }
