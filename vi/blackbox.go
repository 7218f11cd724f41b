package vi

// A Gaussian approximation of a density that the user writes as a Gorgonia graph.

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff"
	"vae/divergence"
	"vae/internal/rng"
	"vae/optim"
)

// LogDensity writes the log density of every row of z, [K, D], as nodes of z's graph: a vector of K. It may be unnormalised; the bound then is
// one on the log of its integral. All of Gorgonia's operations that autodiff compiles can be used.
type LogDensity func(z *gorgonia.Node) (*gorgonia.Node, error)

// BlackBoxConfig sets BlackBox.
type BlackBoxConfig struct {
	Start     []float64       // theta of the GaussianFamily to begin with
	Steps     int             // of the optimiser
	Samples   int             // K >= 2, draws of q a step
	Optimizer optim.Config    // Adam(0.05), say
	Estimator Estimator       // Path or Reparameterised; empty is Path
	Engine    autodiff.Engine // Compiled by default
	Seed      uint64
	Record    int // a BoundPoint every so many steps; 0 only at the start and the end
	Final     int // draws for the last estimate of the ELBO, rounded up to a multiple of K; 0 is 10000
}

// BoundPoint is where a fit was before some step.
type BoundPoint struct {
	Step  int
	Theta []float64
	ELBO  float64 // from the K draws of this step alone
}

// BlackBoxResult is an approximation, its bound, and the way to it.
type BlackBoxResult struct {
	Q     *Gaussian
	Theta []float64
	Trace []BoundPoint
	ELBO  divergence.Estimate // E_q log p - E_q log q, by fresh draws
}

// BlackBox maximises the ELBO E_q[log p(z)] + H(q) over q = N(m, L L^T) with full covariance, by gradients through the draws z = m + L eps,
// where autodiff differentiates the graph of log p with respect to z (Titsias and Lazaro-Gredilla 2014; Kucukelbir et al. 2017). By default the
// gradient is the path derivative of log p - log q, whose noise vanishes if q can be p.
func BlackBox(dim int, density LogDensity, c BlackBoxConfig) (BlackBoxResult, error) {
	if c.Estimator == "" {
		c.Estimator = Path
	}
	if err := c.check(dim); err != nil {
		return BlackBoxResult{}, err
	}
	b, err := newBlackBox(dim, density, c)
	if err != nil {
		return BlackBoxResult{}, err
	}
	d, err := newDescent(c.Optimizer, c.Start, c.Steps)
	if err != nil {
		return BlackBoxResult{}, err
	}
	var out BlackBoxResult
	gradient := make([]float64, len(c.Start))
	for step := 0; ; step++ {
		q := NewGaussianFamily(dim).at(d.theta)
		if err := b.draw(q, placeSteps+step, 0); err != nil {
			return out, err
		}
		if step == 0 || step == c.Steps || c.Record > 0 && step%c.Record == 0 {
			out.Trace = append(out.Trace, BoundPoint{step, slices.Clone(d.theta), b.meanLog() + q.Entropy()})
		}
		if step == c.Steps {
			out.Q, out.Theta = q, d.theta
			out.ELBO, err = b.estimate(q)
			return out, err
		}
		b.gradient(gradient, q)
		if err := d.step(step, gradient); err != nil {
			return out, err
		}
	}
}

func (c BlackBoxConfig) check(dim int) error {
	if dim < 1 || len(c.Start) != NewGaussianFamily(max(dim, 1)).Parameters() {
		return fmt.Errorf("vi: %d dimensions and a start of %d numbers; a start is GaussianFamily.Start's, say", dim, len(c.Start))
	}
	if c.Steps < 1 || c.Samples < 2 || c.Record < 0 || c.Final < 0 {
		return fmt.Errorf("vi: %d steps of %d samples, a record every %d, %d final draws: give at least one step and two samples", c.Steps, c.Samples, c.Record, c.Final)
	}
	if c.Estimator != Path && c.Estimator != Reparameterised {
		return fmt.Errorf("vi: estimator %s: choose %s or %s", c.Estimator, Path, Reparameterised)
	}
	return nil
}

// blackBox is a compiled density and the draws of a step.
type blackBox struct {
	c             BlackBoxConfig
	dim           int
	machine       autodiff.Machine
	eps           []float32 // [K, D]
	z, logp, grad []float32
}

// newBlackBox compiles the graph of the K log densities, with gradients of their sum: row k's gradient is that of its own log density.
func newBlackBox(dim int, density LogDensity, c BlackBoxConfig) (*blackBox, error) {
	g, k := gorgonia.NewGraph(), c.Samples
	z := gorgonia.NewMatrix(g, tensor.Float32, gorgonia.WithShape(k, dim), gorgonia.WithName("z"))
	logp, err := density(z)
	if err != nil {
		return nil, fmt.Errorf("vi: the density's graph: %w", err)
	}
	if logp == nil || !logp.Shape().Eq(tensor.Shape{k}) {
		return nil, fmt.Errorf("vi: the density's graph is not a vector of %d log densities, one for each row of z", k)
	}
	sum, err := gorgonia.Sum(logp)
	if err != nil {
		return nil, fmt.Errorf("vi: the density's graph: %w", err)
	}
	program, err := autodiff.Compile(autodiff.Spec{
		Name: "density", Inputs: gorgonia.Nodes{z}, Loss: sum, WRT: gorgonia.Nodes{z},
		Outputs: []autodiff.Output{{Name: "log_density", Node: logp}},
	}, c.Engine)
	if err != nil {
		return nil, fmt.Errorf("vi: the density's graph: %w", err)
	}
	params, grads := program.NewBlocks()
	machine, err := program.NewMachine(params, grads, nil)
	if err != nil {
		return nil, fmt.Errorf("vi: the density's graph: %w", err)
	}
	n := k * dim
	return &blackBox{c, dim, machine, make([]float32, n), make([]float32, n), make([]float32, k), make([]float32, n)}, nil
}

// errDensity is wrapped where the graph gives no number.
var errDensity = errors.New("not finite: the density's support has to be all of R^D, and its graph stable there")

// draw takes K draws of q and evaluates the density and its gradient at each.
func (b *blackBox) draw(q *Gaussian, step, example int) error {
	rng.New(b.c.Seed).NormalSamples(b.eps, b.dim, b.dim, rng.MonteCarlo, step, example, 0, b.c.Samples)
	eps, z := make([]float64, b.dim), make([]float64, b.dim)
	for k := range b.c.Samples {
		for i := range eps {
			eps[i] = float64(b.eps[k*b.dim+i])
		}
		q.Draw(z, 0, eps)
		for i, v := range z {
			b.z[k*b.dim+i] = float32(v)
		}
	}
	b.machine.Input("z").CopyFrom(b.z)
	if err := b.machine.Run(); err != nil {
		return err
	}
	b.machine.Output("log_density").CopyTo(b.logp)
	b.machine.Output("grad.z").CopyTo(b.grad)
	for k, l := range b.logp {
		if !finite(float64(l)) {
			return fmt.Errorf("vi: log density %g at %v: %w", l, b.z[k*b.dim:][:b.dim], errDensity)
		}
	}
	return nil
}

// meanLog is the mean of the log densities.
func (b *blackBox) meanLog() float64 {
	sum := 0.0
	for _, l := range b.logp {
		sum += float64(l)
	}
	return sum / float64(len(b.logp))
}

// gradient sets dst to that of -ELBO: the pullback of -grad log p, with the gradient of log q(z), which is -L^-T eps, or of the entropy.
func (b *blackBox) gradient(dst []float64, q *Gaussian) {
	clear(dst)
	eps, dz := make([]float64, b.dim), make([]float64, b.dim)
	for k := range b.c.Samples {
		for i := range eps {
			eps[i], dz[i] = float64(b.eps[k*b.dim+i]), 0
		}
		if b.c.Estimator == Path {
			copy(dz, eps)
			q.l.solveTransposed(dz)
		}
		for i := range dz {
			dz[i] = (-dz[i] - float64(b.grad[k*b.dim+i])) / float64(b.c.Samples)
		}
		q.pullback(dst, dz, eps)
	}
	if b.c.Estimator == Reparameterised {
		q.addEntropyGradient(dst, -1)
	}
}

// estimate averages log p - log q over fresh draws.
func (b *blackBox) estimate(q *Gaussian) (divergence.Estimate, error) {
	n := b.c.Final
	if n == 0 {
		n = 10000
	}
	mean, squares, count, z := 0.0, 0.0, 0, make([]float64, b.dim)
	for batch := 0; count < n; batch++ {
		if err := b.draw(q, placeFinal, batch); err != nil {
			return divergence.Estimate{}, err
		}
		for k, l := range b.logp {
			for i := range z {
				z[i] = float64(b.z[k*b.dim+i])
			}
			count++
			v := float64(l) - q.LogProb(z...)
			d := v - mean
			mean += d / float64(count)
			squares += d * (v - mean)
		}
	}
	se := math.Sqrt(squares / float64(count-1) / float64(count))
	return divergence.Estimate{Value: mean, StdErr: se, Samples: count, Estimator: "log p - log q"}, nil
}
