package autodiff

import (
	"fmt"
	"time"

	"vae/autodiff/grad"
	"vae/autodiff/ir"
	"vae/autodiff/lower"
	"vae/autodiff/pass"
)

// stage is one step from graph to program.
type stage struct {
	name string
	run  func(s Spec, f *ir.Func) (*ir.Func, error)
	// meaning marks the steps without which a program could not be interpreted as well as it can: the reference engine takes only these, so that it
	// checks the others.
	meaning bool
}

// stages is the compiler, read from top to bottom.
var stages = []stage{
	{"lower", lowerGraph, true},
	{"fold", plain(pass.Fold), false},
	{"stabilize", plain(pass.Stabilize), true},
	{"grad", differentiate, true},
	{"release", plain(pass.Release), false},
	{"fold", plain(pass.Fold), false},
	{"cse", plain(pass.CSE), false},
	{"dce", plain(pass.DCE), true},
}

// order is a constraint on the list: each occurrence of a stage has the other somewhere before it.
type order struct {
	stage, needs, because string
}

var orders = []order{
	{"fold", "lower", "there is nothing to fold before the graph is read"},
	{"stabilize", "lower", "there is nothing to stabilise before the graph is read"},
	{"stabilize", "fold", "its patterns are matched on folded constants and plain movements"},
	{"grad", "stabilize", "the derivative of an unstable formula is unstable, and no longer looks like the pattern"},
	{"release", "grad", "a stop that is gone stops no gradient"},
	{"cse", "grad", "adjoints repeat forward values, which are then computed once"},
	{"dce", "grad", "what looks dead may be needed by an adjoint, and the loss itself may be dead after it"},
	{"dce", "cse", "values that lost their readers to an equal one remain until then"},
}

// finals are stages that must come once more after another.
var finals = []order{
	{"grad", "fold", "reverse mode multiplies by ones and adds to zeros, and leaves that to folding"},
	{"grad", "release", "a stop that is left hides that two values are equal"},
	{"release", "fold", "values that a stop held apart fold together"},
	{"fold", "cse", "folding makes values equal that were not"},
	{"cse", "dce", "the planner is to see live values alone"},
}

// plain makes a stage of a pass.
func plain(f func(*ir.Func) *ir.Func) func(Spec, *ir.Func) (*ir.Func, error) {
	return func(_ Spec, in *ir.Func) (*ir.Func, error) { return f(in), nil }
}

// lossName is the output that carries the loss from lowering to differentiation. No graph gives an output that name.
const lossName = "(loss)"

func lowerGraph(s Spec, _ *ir.Func) (*ir.Func, error) {
	var outputs []lower.Output
	for _, o := range s.Outputs {
		outputs = append(outputs, lower.Output(o))
	}
	if s.Loss != nil {
		outputs = append(outputs, lower.Output{Name: lossName, Node: s.Loss})
	}
	return lower.Lower(s.Name, s.Inputs, s.Params, outputs)
}

func differentiate(s Spec, f *ir.Func) (*ir.Func, error) {
	if s.Loss == nil {
		return f, nil
	}
	loss, ok := f.Output(lossName)
	if !ok {
		panic("autodiff: the loss was lost between lowering and differentiation")
	}
	var wrt []ir.ID
	for _, n := range s.Params {
		wrt = append(wrt, find(f, ir.Param, n.Name()))
	}
	for _, n := range s.WRT {
		wrt = append(wrt, find(f, ir.Input, n.Name()))
	}
	f = grad.Reverse(f, loss, wrt)
	kept := f.Outputs[:0:0]
	for _, o := range f.Outputs {
		if o.Name != lossName {
			kept = append(kept, o)
		}
	}
	return &ir.Func{Name: f.Name, Values: f.Values, Outputs: kept}, nil
}

func find(f *ir.Func, op ir.Op, name string) ir.ID {
	id, ok := f.Find(op, name)
	if !ok {
		panic("autodiff: a leaf was lost before differentiation")
	}
	return id
}

// Stage is a step of a compilation that has been done.
type Stage struct {
	Name     string
	Duration time.Duration
	Values   int // in the program after it
	text     func() string
}

// Text prints the program as it was after the stage, in the IR's own syntax; after the last stage, the memory plan.
func (s Stage) Text() string { return s.text() }

// Stages lists what the compiler did, in order. The gorgonia engine has none.
func (p *Program) Stages() []Stage { return append([]Stage(nil), p.stages...) }

// checkStages makes the driver check every stage's program; tests set it.
var checkStages = false

// runStages takes a graph through the stages, or only through those that give it its meaning.
func (p *Program) runStages(s Spec, all bool) error {
	for _, st := range stages {
		if !all && !st.meaning {
			continue
		}
		start := time.Now()
		f, err := st.run(s, p.f)
		if err != nil {
			return err
		}
		p.f = f
		p.note(st.name, start, func() string { return f.Text(longestConstant) })
		if !checkStages {
			continue
		}
		if err := f.Check(); err != nil {
			return fmt.Errorf("after %s: %w", st.name, err)
		}
	}
	return nil
}

// longestConstant is how many elements of a constant a listing shows.
const longestConstant = 8

func (p *Program) note(name string, start time.Time, text func() string) {
	p.stages = append(p.stages, Stage{name, time.Since(start), len(p.f.Values), text})
}
