package vae

// The chains of annealed importance sampling, many in lockstep, and their Hamiltonian transitions.

import (
	"context"
	"math"

	"gorgonia.org/gorgonia"

	"vae/autodiff"
	"vae/autodiff/exec"
	"vae/internal/rng"
	"vae/loss"
	"vae/model"
)

// annealingProgram computes log w(u) of every chain, and its gradient for u.
type annealingProgram struct {
	examples int
	chain    int // chains of an example
	program  *autodiff.Program
}

// compileAnnealing makes the program of as many examples as give about weightRows chains. Parameters are frozen: only u has a gradient.
func (m *Model) compileAnnealing(chains int) (*annealingProgram, error) {
	p := &annealingProgram{examples: AISOptions{Chains: chains}.Together(), chain: chains}
	g, err := model.BuildDecoderOf(m.arch.Config, m.graphOptions(p.examples, chains))
	if err != nil {
		return nil, err
	}
	nodes := m.nodesOf(g, chains)
	nodes.Heads, nodes.Shared = g.Decode(g.Z, true)
	weights := loss.LogWeights(nodes, m.likelihood)
	sum := g.B.SumAll(weights)
	if err := g.B.Err(); err != nil {
		return nil, err
	}
	p.program, err = autodiff.Compile(autodiff.Spec{
		Name: "anneal", Inputs: gorgonia.Nodes{g.X, g.Mean, g.LogVar, g.Eps}, Params: g.Params, Layout: &m.layout,
		Outputs: []autodiff.Output{{Name: "weights", Node: weights}}, Loss: sum, WRT: gorgonia.Nodes{g.Eps},
	}, autodiff.Compiled)
	return p, err
}

// chains is the memory of one goroutine: the machine, and the state of every chain, a row each.
type chains struct {
	machine         autodiff.Machine
	x, mean, logVar exec.Tensor
	eps             exec.Tensor // where the machine is to look: u, or a proposal
	weights         exec.Tensor
	slope           exec.Tensor // d log w / du there

	u, gradient, momentum [][]float32 // [rows][Z]: where the chain is, the slope there, and the momentum of a proposal
	w, energy             []float64   // log w(u), and the Hamiltonian at the start of a proposal
	step                  []float64   // the leapfrog step of this transition
	chance                []float32   // what the acceptance is compared with
	logWeight             []float64   // the sum so far
}

func (p *annealingProgram) chains(m *Model) (*chains, error) {
	machine, err := p.program.NewMachine(m.block, exec.NewBlock(m.layout.Len), nil)
	if err != nil {
		return nil, err
	}
	rows := p.examples * p.chain
	c := &chains{
		machine: machine, x: machine.Input("x"), mean: machine.Input("mean"), logVar: machine.Input("log_variance"), eps: machine.Input("eps"),
		weights: machine.Output("weights"), slope: machine.Output("grad.eps"),
		w: make([]float64, rows), energy: make([]float64, rows), step: make([]float64, rows), chance: make([]float32, rows), logWeight: make([]float64, rows),
	}
	for range rows {
		c.u = append(c.u, make([]float32, m.Latent()))
		c.gradient = append(c.gradient, make([]float32, m.Latent()))
		c.momentum = append(c.momentum, make([]float32, m.Latent()))
	}
	return c, nil
}

// passage is the way of the chains of some examples from the start to the posterior.
type passage struct {
	*annealing
	*chains
	first, examples int
	offset          int // of the chains' numbers, so that the pilot's noise is its own
}

// Step sizes. The target is what is best for long chains in many dimensions (Beskos et al. 2013); gain is how fast the pilot follows it.
const (
	acceptanceTarget  = 0.65
	adaptationGain    = 0.4
	firstStep         = 0.3
	minStep, maxStep  = 1e-4, 1.5
	jitterLo, jitterW = 0.8, 0.4 // a transition takes from 0.8 to 1.2 times the step, so that no period of the target is met again and again
)

// pilot anneals in fewer steps and returns, for each of them, the step size of each example.
func (p *passage) pilot(ctx context.Context, steps int) ([][]float64, error) {
	p.offset = maxAISChains
	if err := p.begin(); err != nil {
		return nil, err
	}
	size := make([]float64, p.examples)
	for i := range size {
		size[i] = firstStep
	}
	table := make([][]float64, steps)
	for t := range table {
		accepted, err := p.transition(ctx, t+1, temperature(t+1, steps), size)
		if err != nil {
			return nil, err
		}
		for i, a := range accepted {
			size[i] = min(max(size[i]*math.Exp(adaptationGain*(a-acceptanceTarget)), minStep), maxStep)
		}
		table[t] = append([]float64(nil), size...)
	}
	return table, nil
}

// measure anneals with the step sizes of a pilot, and leaves the chains' weights in logWeight. It returns the sum of each example's acceptance.
func (p *passage) measure(ctx context.Context, pilot [][]float64) ([]float64, error) {
	p.offset = 0
	if err := p.begin(); err != nil {
		return nil, err
	}
	steps, total := p.options.Steps, make([]float64, p.examples)
	for t := 1; t <= steps; t++ {
		rise := temperature(t, steps) - temperature(t-1, steps)
		for r := range p.rows() {
			p.logWeight[r] += rise * p.w[r]
		}
		if t == steps {
			break // where the last transition leads, no weight asks
		}
		accepted, err := p.transition(ctx, t, temperature(t, steps), pilot[t*len(pilot)/steps])
		if err != nil {
			return nil, err
		}
		for i, a := range accepted {
			total[i] += a
		}
	}
	return total, nil
}

func (p *passage) rows() int { return p.examples * p.options.Chains }

// draw fills a chain's row with its noise of one purpose: step 2t for positions and momenta.
func (p *passage) draw(row []float32, r, t int) {
	p.noise.Normal(row, rng.Anneal, 2*t, p.first+r/p.options.Chains, p.offset+r%p.options.Chains)
}

// begin draws every chain from the start.
func (p *passage) begin() error {
	for r := range p.rows() {
		p.draw(p.u[r], r, 0)
		copy(p.eps.Row(r), p.u[r])
		p.logWeight[r] = 0
	}
	if err := p.machine.Run(); err != nil {
		return err
	}
	for r := range p.rows() {
		p.w[r] = float64(p.weights.Data[r])
		copy(p.gradient[r], p.slope.Row(r))
	}
	return nil
}

// transition moves every chain by Hamiltonian dynamics in the potential |u|^2/2 - b log w(u) (Neal 2011), and returns each example's mean acceptance
// probability.
func (p *passage) transition(ctx context.Context, t int, b float64, size []float64) ([]float64, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var luck [2]float32
	for r := range p.rows() {
		p.draw(p.momentum[r], r, t)
		p.noise.Uniform(luck[:], rng.Anneal, 2*t+1, p.first+r/p.options.Chains, p.offset+r%p.options.Chains)
		p.chance[r], p.step[r] = luck[0], size[r/p.options.Chains]*(jitterLo+jitterW*float64(luck[1]))
		p.energy[r] = hamiltonian(p.u[r], p.momentum[r], b*p.w[r])
		kick(p.momentum[r], p.u[r], p.gradient[r], b, p.step[r]/2)
		copy(p.eps.Row(r), p.u[r])
	}
	for l := range p.options.Leapfrog {
		for r := range p.rows() {
			drift(p.eps.Row(r), p.momentum[r], p.step[r])
		}
		if err := p.machine.Run(); err != nil {
			return nil, err
		}
		part := 1.0
		if l == p.options.Leapfrog-1 {
			part = 0.5
		}
		for r := range p.rows() {
			kick(p.momentum[r], p.eps.Row(r), p.slope.Row(r), b, part*p.step[r])
		}
	}
	return p.accept(b), nil
}

// accept takes each proposal, which the machine has just seen, with probability min(1, e^(H - H')) (Metropolis et al. 1953). A proposal that is no number is not taken.
func (p *passage) accept(b float64) []float64 {
	mean := make([]float64, p.examples)
	for r := range p.rows() {
		w := float64(p.weights.Data[r])
		probability := math.Exp(min(0, p.energy[r]-hamiltonian(p.eps.Row(r), p.momentum[r], b*w)))
		if math.IsNaN(probability) {
			probability = 0
		}
		mean[r/p.options.Chains] += probability / float64(p.options.Chains)
		if float64(p.chance[r]) < probability {
			p.w[r] = w
			copy(p.u[r], p.eps.Row(r))
			copy(p.gradient[r], p.slope.Row(r))
		}
	}
	return mean
}

// hamiltonian is |u|^2/2 + |momentum|^2/2 - b log w.
func hamiltonian(u, momentum []float32, weight float64) float64 {
	sum := 0.0
	for j, x := range u {
		sum += float64(x)*float64(x) + float64(momentum[j])*float64(momentum[j])
	}
	return sum/2 - weight
}

// kick is momentum -= h (u - b dlogw/du).
func kick(momentum, u, slope []float32, b, h float64) {
	for j := range momentum {
		momentum[j] -= float32(h * (float64(u[j]) - b*float64(slope[j])))
	}
}

// drift is u += h momentum.
func drift(u, momentum []float32, h float64) {
	for j := range u {
		u[j] += float32(h * float64(momentum[j]))
	}
}
