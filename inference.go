package vae

import (
	"fmt"
	"sync"

	"gorgonia.org/gorgonia"

	"vae/autodiff"
	"vae/autodiff/exec"
	"vae/model"
)

// half is the part of a model that an inference program runs.
type half uint8

const (
	encoderHalf half = iota // x -> mean, log_variance
	decoderHalf             // z -> E[x|z], part by part
)

// batchSizes are the rows of the inference programs, for a batch size is frozen in a graph. The last rows of a call go through the smallest
// program that holds them; a row's result does not depend on which.
var batchSizes = []int{1, 16, 128}

// programKey names an inference program.
type programKey struct {
	half  half
	batch int
}

// inferenceProgram is a compiled half, and the machines of it that are free.
type inferenceProgram struct {
	m       *Model
	batch   int
	program *autodiff.Program
	input   string
	outputs []string
	free    sync.Pool // of *inferenceMachine
}

// inferenceMachine has its own buffers and is used by one goroutine at a time.
type inferenceMachine struct {
	machine autodiff.Machine
	in      exec.Tensor
	out     []exec.Tensor
}

// program returns the program for the next rows, compiled at its first use.
func (m *Model) program(h half, rows int) (*inferenceProgram, error) {
	key := programKey{h, batchSizes[len(batchSizes)-1]}
	for _, b := range batchSizes {
		if b >= rows {
			key.batch = b
			break
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if p := m.programs[key]; p != nil {
		return p, nil
	}
	p, err := m.compileHalf(key)
	if err == nil {
		m.programs[key] = p
	}
	return p, err
}

func (m *Model) compileHalf(key programKey) (*inferenceProgram, error) {
	o := m.graphOptions(key.batch, 1)
	p := &inferenceProgram{m: m, batch: key.batch}
	var spec autodiff.Spec
	var err error
	switch key.half {
	case encoderHalf:
		p.input = "x"
		spec, err = m.encoderSpec(o)
	case decoderHalf:
		p.input = "z"
		spec, err = m.decoderSpec(o)
	}
	if err != nil {
		return nil, err
	}
	for _, out := range spec.Outputs {
		p.outputs = append(p.outputs, out.Name)
	}
	p.program, err = autodiff.Compile(spec, autodiff.Compiled)
	return p, err
}

func (m *Model) encoderSpec(o model.Options) (autodiff.Spec, error) {
	g, err := model.BuildEncoder(m.arch.Config, o)
	if err != nil {
		return autodiff.Spec{}, err
	}
	return autodiff.Spec{
		Name: "encode", Inputs: gorgonia.Nodes{g.X}, Params: g.Params, Layout: &m.layout,
		Outputs: []autodiff.Output{{Name: "mean", Node: g.Mean}, {Name: "log_variance", Node: g.LogVar}},
	}, nil
}

func (m *Model) decoderSpec(o model.Options) (autodiff.Spec, error) {
	g, err := model.BuildDecoder(m.arch.Config, o)
	if err != nil {
		return autodiff.Spec{}, err
	}
	spec := autodiff.Spec{Name: "decode", Inputs: gorgonia.Nodes{g.Z}, Params: g.Params, Layout: &m.layout}
	for i, mean := range m.likelihood.Means(g.B, g.Heads) {
		spec.Outputs = append(spec.Outputs, autodiff.Output{Name: fmt.Sprint("mean ", i), Node: mean})
	}
	return spec, g.B.Err()
}

// take returns a free machine, or makes one.
func (p *inferenceProgram) take() (*inferenceMachine, error) {
	if run, ok := p.free.Get().(*inferenceMachine); ok {
		return run, nil
	}
	machine, err := p.program.NewMachine(p.m.block, nil, nil)
	if err != nil {
		return nil, err
	}
	run := &inferenceMachine{machine: machine, in: machine.Input(p.input)}
	for _, name := range p.outputs {
		run.out = append(run.out, machine.Output(name))
	}
	return run, nil
}
