package vae

import (
	"gorgonia.org/gorgonia"

	"vae/autodiff"
	"vae/autodiff/exec"
	"vae/loss"
	"vae/model"
)

// weightRows is about how many decoder rows a program of importance weights has: enough for the products to run at full speed, few enough for what they read and write to
// stay in the cache.
const weightRows = 256

// weightProgram computes log importance weights of some samples of some examples; the encoder has been run before.
type weightProgram struct {
	total    int // samples of an example, in all
	samples  int // samples of an example in a run
	examples int // examples in a run
	program  *autodiff.Program
}

// compileWeights is compileSamples of log importance weights.
func (m *Model) compileWeights(total int) (*weightProgram, error) {
	return m.compileSamples("weights", total, func(n *loss.Nodes) *gorgonia.Node { return loss.LogWeights(n, m.likelihood) })
}

// compileSamples compiles a value of each sample, [B*K], reported as weights. It divides the samples of an example into runs of nearly equal size, and puts several
// examples into a run where the samples are few.
func (m *Model) compileSamples(name string, total int, value func(n *loss.Nodes) *gorgonia.Node) (*weightProgram, error) {
	runs := (total + weightRows - 1) / weightRows
	w := &weightProgram{total: total, samples: (total + runs - 1) / runs}
	w.examples = max(1, weightRows/w.samples)
	g, err := model.BuildDecoderOf(m.arch.Config, m.graphOptions(w.examples, w.samples))
	if err != nil {
		return nil, err
	}
	values := value(m.nodesOf(g, w.samples))
	if err := g.B.Err(); err != nil {
		return nil, err
	}
	w.program, err = autodiff.Compile(autodiff.Spec{
		Name: name, Inputs: gorgonia.Nodes{g.X, g.Mean, g.LogVar, g.Eps}, Params: g.Params, Layout: &m.layout,
		Outputs: []autodiff.Output{{Name: "weights", Node: values}},
	}, autodiff.Compiled)
	return w, err
}

// graphOptions are those of the model's graphs, for a number of examples with a number of samples each.
func (m *Model) graphOptions(batch, samples int) model.Options {
	return model.Options{Width: m.width, Batch: batch, Samples: samples, Heads: m.heads, Shared: m.likelihood.Shared()}
}

// nodesOf is what likelihoods and objectives read of a graph.
func (m *Model) nodesOf(g *model.Graph, samples int) *loss.Nodes {
	return &loss.Nodes{
		B: g.B, X: g.X, Mean: g.Mean, LogVar: g.LogVar, Z: g.Z, Eps: g.Eps, Heads: g.Heads, Shared: g.Shared,
		PriorVariance: m.arch.PriorVariance, Samples: samples,
	}
}

// weightMachine is a program's memory, for one goroutine.
type weightMachine struct {
	machine              autodiff.Machine
	x, mean, logVar, eps exec.Tensor
	weights              exec.Tensor
}

func (w *weightProgram) machine(m *Model) (*weightMachine, error) {
	machine, err := w.program.NewMachine(m.block, nil, nil)
	if err != nil {
		return nil, err
	}
	return &weightMachine{
		machine: machine, x: machine.Input("x"), mean: machine.Input("mean"), logVar: machine.Input("log_variance"), eps: machine.Input("eps"),
		weights: machine.Output("weights"),
	}, nil
}

// set gives example i of a run its data and its q(z|x).
func (w *weightMachine) set(i int, x, mean, logVar []float32) {
	copy(w.x.Row(i), x)
	copy(w.mean.Row(i), mean)
	copy(w.logVar.Row(i), logVar)
}
