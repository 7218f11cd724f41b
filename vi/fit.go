package vi

// Fitting a density to another by either direction of KL.

import (
	"errors"
	"fmt"
	"slices"

	"vae/internal/rng"
	"vae/optim"
)

// FitConfig sets FitReverse and FitForward.
type FitConfig struct {
	Start     []float64    // theta to begin with
	Steps     int          // of the optimiser
	Samples   int          // draws of p_theta a step (FitReverse), or examples a step (FitForward)
	Optimizer optim.Config // Adam(0.05), say
	Estimator Estimator    // FitReverse alone
	Seed      uint64
	Record    int // a FitPoint every so many steps; 0 only at the start and the end
}

// FitPoint is where a fit was after some steps.
type FitPoint struct {
	Step  int
	Theta []float64
	// Objective is KL(p_theta || q) by quadrature (FitReverse), or the mean of -log p_theta over all examples (FitForward), which is KL(q ||
	// p_theta) and the entropy of q in expectation; nats.
	Objective float64
}

// Fit is a fitted density and the way to it.
type Fit struct {
	P     Density
	Theta []float64
	Trace []FitPoint
}

// FitReverse minimises KL(p_theta || q) over theta: draws of p_theta are rewarded where q is high, so p settles inside a mode and leaves the others
// out. q may be unnormalised; it is evaluated at draws, nowhere else. The trace needs one or two dimensions.
func FitReverse(f Family, q Target, c FitConfig) (Fit, error) {
	if err := c.check(f); err != nil {
		return Fit{}, err
	}
	if f.Dim() != q.Dim() {
		return Fit{}, fmt.Errorf("vi: a family of %d dimensions and a target of %d", f.Dim(), q.Dim())
	}
	if err := c.Estimator.check(f, q, c.Samples); err != nil {
		return Fit{}, err
	}
	e := newEstimate(f, q, c.Samples)
	gradient := func(dst []float64, p Density, step int) {
		e.draw(p, newNoise(c.Seed, placeSteps+step, 0, f.Dim()))
		e.gradient(dst, c.Estimator)
	}
	objective := func(p Density) (float64, error) { return KL(p, q) }
	return c.run(f, gradient, objective)
}

// FitForward minimises KL(q || p_theta) over theta, given samples of q and not its density: it is maximum likelihood, the gradient of the mean of
// -log p_theta over random examples. p has to cover all that q does.
func FitForward(f Family, samples [][]float64, c FitConfig) (Fit, error) {
	if err := c.check(f); err != nil {
		return Fit{}, err
	}
	if len(samples) == 0 {
		return Fit{}, errors.New("vi: no samples")
	}
	for i, x := range samples {
		if len(x) != f.Dim() {
			return Fit{}, fmt.Errorf("vi: sample %d has %d numbers, the family %d dimensions", i, len(x), f.Dim())
		}
	}
	score, u := make([]float64, f.Parameters()), make([]float32, c.Samples)
	gradient := func(dst []float64, p Density, step int) {
		rng.New(c.Seed).Uniform(u, rng.MonteCarlo, placeSteps+step, 1, 0)
		clear(dst)
		for _, v := range u {
			p.Score(score, samples[int(float64(v)*float64(len(samples)))])
			for j, s := range score {
				dst[j] -= s / float64(c.Samples)
			}
		}
	}
	objective := func(p Density) (float64, error) {
		sum := 0.0
		for _, x := range samples {
			sum -= p.LogProb(x...)
		}
		return sum / float64(len(samples)), nil
	}
	return c.run(f, gradient, objective)
}

// run descends and records.
func (c FitConfig) run(f Family, gradient func(dst []float64, p Density, step int), objective func(Density) (float64, error)) (Fit, error) {
	d, err := newDescent(c.Optimizer, c.Start, c.Steps)
	if err != nil {
		return Fit{}, err
	}
	var fit Fit
	g := make([]float64, f.Parameters())
	for step := 0; ; step++ {
		p := f.At(d.theta)
		if step == 0 || step == c.Steps || c.Record > 0 && step%c.Record == 0 {
			value, err := objective(p)
			if err != nil {
				return fit, err
			}
			fit.Trace = append(fit.Trace, FitPoint{step, slices.Clone(d.theta), value})
		}
		if step == c.Steps {
			fit.P, fit.Theta = p, d.theta
			return fit, nil
		}
		gradient(g, p, step)
		if err := d.step(step, g); err != nil {
			return fit, err
		}
	}
}

func (c FitConfig) check(f Family) error {
	if len(c.Start) != f.Parameters() {
		return fmt.Errorf("vi: a start of %d numbers for %d parameters", len(c.Start), f.Parameters())
	}
	if c.Steps < 1 || c.Samples < 1 || c.Record < 0 {
		return fmt.Errorf("vi: %d steps, %d samples, a record every %d: give at least one step and one sample", c.Steps, c.Samples, c.Record)
	}
	return nil
}
