package vae

import (
	"fmt"
	"strings"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff"
	"vae/autodiff/exec"
	"vae/autodiff/op"
	"vae/internal/invalid"
	"vae/loss"
	"vae/model"
)

// CompileOptions says how an objective runs.
type CompileOptions struct {
	Batch     int             // B, the examples of a step
	Gradients []float32       // where parameter gradients go, in the model's layout; nil: the objective is only evaluated
	Engine    autodiff.Engine // the zero value is the compiled program
	Pool      *exec.Pool      // the workers; nil: the caller's goroutine
}

// Step is an objective of a model at one batch size, ready to run: fill X and Eps, then Run.
type Step struct {
	X        exec.Tensor // [B, D], data
	Eps      exec.Tensor // [B*K, Z], standard normal; sample k of example b is row b*K + k
	beta     exec.Tensor
	capacity exec.Tensor // without data where the objective has none
	machine  autodiff.Machine
	loss     exec.Tensor
	parts    [2]exec.Tensor
	guard    guard
}

// Weights are what of an objective may change from step to step.
type Weights = loss.Weights

// Terms are the values of an objective, nats for each example, averaged over the batch.
type Terms struct {
	Loss           float64 // what is minimised: reconstruction + beta * kl for the ELBO
	Reconstruction float64 // minus E log p(x|z), all constants kept
	KL             float64 // KL(q(z|x) || p(z)), whatever beta
}

// ELBO is the evidence lower bound, -(reconstruction + kl), nats.
func (t Terms) ELBO() float64 { return -(t.Reconstruction + t.KL) }

// Compile makes the program of an objective at one batch size. Programs share the model's parameters: a training loop compiles one for its batches,
// one for the last, smaller batch and others for evaluation. Where there are variances in closed form (Model.Trained), those with gradients use that of the batch, the others
// what FitVariance has set.
func (m *Model) Compile(o Objective, opt CompileOptions) (*Step, error) {
	program, err := m.CompileProgram(o, opt)
	if err != nil {
		return nil, err
	}
	machine, err := program.NewMachine(m.block, opt.Gradients, opt.Pool)
	if err != nil {
		return nil, err
	}
	s := &Step{
		X: machine.Input("x"), Eps: machine.Input("eps"), beta: machine.Input("beta"),
		machine: machine, loss: machine.Output("loss"),
	}
	s.parts = [2]exec.Tensor{machine.Output(loss.Reconstruction), machine.Output(loss.KL)}
	if o.HasCapacity() {
		s.capacity = machine.Input("capacity")
	}
	s.guard.loss = s.loss
	return s, nil
}

// maxValues bounds the layers' outputs of a step, so that a typing error is refused before memory is asked for: 2^32 float32 are 16 GiB.
const maxValues = 1 << 32

// CheckBatch refuses a number of examples whose steps would not reasonably fit in memory. The objective is a valid one.
func (m *Model) CheckBatch(o Objective, batch int) error {
	var bad invalid.Fields
	if batch < 1 {
		bad.Addf("batch", "%d examples; give at least one", batch)
		return bad
	}
	values := 0.0
	for _, p := range m.parameters {
		if len(p.Shape) != 1 {
			continue // a layer's bias is as wide as its output
		}
		rows := float64(batch)
		if strings.HasPrefix(p.Name, "decoder.") {
			rows *= float64(o.Samples)
		}
		values += rows * float64(p.Shape[0])
	}
	if values > maxValues {
		bad.Addf("batch", "%d examples, each with %d samples, make a step of %.3g values, more than %.3g; choose a smaller batch, fewer samples or narrower layers",
			batch, o.Samples, values, float64(maxValues))
	}
	return bad.Err()
}

// CompileProgram compiles an objective without binding it to memory, for those who want to look at it. Of opt it reads Batch, Engine, and whether Gradients
// is nil.
func (m *Model) CompileProgram(o Objective, opt CompileOptions) (*autodiff.Program, error) {
	if err := o.Validate().Err(); err != nil {
		return nil, fmt.Errorf("objective: %w", err)
	}
	if err := m.CheckBatch(o, opt.Batch); err != nil {
		return nil, fmt.Errorf("objective: %w", err)
	}
	dtype := tensor.Float32
	if opt.Engine == autodiff.Reference {
		dtype = tensor.Float64 // the graph's constants, such as 1/B, are of its type
	}
	spec, err := m.spec(o, opt, dtype)
	if err != nil {
		return nil, err
	}
	return autodiff.Compile(spec, opt.Engine)
}

// spec builds the objective's graph, in the spelling that the engine reads.
func (m *Model) spec(o Objective, opt CompileOptions, dtype tensor.Dtype) (autodiff.Spec, error) {
	spelling, training := op.Fused, opt.Gradients != nil
	if opt.Engine == autodiff.Gorgonia {
		spelling = op.Stock
	}
	if training {
		if err := o.Suits(m.arch.LikelihoodConfig); err != nil {
			return autodiff.Spec{}, fmt.Errorf("objective: %w", err)
		}
	}
	options := m.graphOptions(opt.Batch, o.Samples)
	options.Spelling, options.Dtype = spelling, dtype
	g, err := model.Build(m.arch.Config, options)
	if err != nil {
		return autodiff.Spec{}, err
	}
	beta := g.B.Input("beta")
	nodes := m.nodesOf(g, o.Samples)
	nodes.Beta, nodes.Decode, nodes.Training = beta, g.Decode, training
	inputs := gorgonia.Nodes{g.X, g.Eps, beta}
	if o.HasCapacity() {
		nodes.Capacity = g.B.Input("capacity")
		inputs = append(inputs, nodes.Capacity)
	}
	terms := o.Build(nodes, m.likelihood)
	if err := g.B.Err(); err != nil {
		return autodiff.Spec{}, fmt.Errorf("building the objective: %w", err)
	}
	spec := autodiff.Spec{
		Name: o.Objective, Inputs: inputs, Params: g.Params, Layout: &m.layout,
		Outputs: []autodiff.Output{{Name: "loss", Node: terms.Value}},
	}
	if training {
		spec.Loss = terms.Surrogate
	}
	for _, p := range terms.Parts {
		spec.Outputs = append(spec.Outputs, autodiff.Output{Name: p.Name, Node: p.Node})
	}
	return spec, nil
}

// Run computes the objective on what X and Eps hold, and its gradients where the step was compiled with them.
func (s *Step) Run(w Weights) (Terms, error) { return s.RunUpdate(w, nil) }

// RunUpdate is Run, followed by an update of the whole parameter block, in disjoint ranges, on the threads that computed the gradients. Where the loss is
// not finite nothing is updated, so that the parameters still tell what led there.
func (s *Step) RunUpdate(w Weights, u exec.Updater) (Terms, error) {
	s.beta.Data[0] = float32(w.Beta)
	if s.capacity.Data != nil {
		s.capacity.Data[0] = float32(w.Capacity)
	}
	var err error
	if u == nil {
		err = s.machine.Run()
	} else {
		s.guard.Updater = u
		err = s.machine.RunUpdate(&s.guard)
	}
	if err != nil {
		return Terms{}, err
	}
	return Terms{
		Loss:           float64(s.loss.Data[0]),
		Reconstruction: float64(s.parts[0].Data[0]),
		KL:             float64(s.parts[1].Data[0]),
	}, nil
}

// guard passes updates on while the loss is finite.
type guard struct {
	exec.Updater
	loss exec.Tensor
}

func (g *guard) Update(lo, hi int, past bool) {
	if loss := float64(g.loss.Data[0]); loss-loss == 0 { // neither NaN nor infinite
		g.Updater.Update(lo, hi, past)
	}
}
