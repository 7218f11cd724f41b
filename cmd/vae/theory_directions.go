package main

import (
	"fmt"
	"math"

	"vae/vi"
)

// directionsTheory fits one normal density, and a mixture of two, to a mixture in both directions of KL.
func directionsTheory(seed uint64) (*finding, error) {
	q, err := vi.NewGaussianMixture([]float64{0.65, 0.35}, [][]float64{{-2.5}, {3}}, [][][]float64{{{0.6}}, {{0.9}}})
	if err != nil {
		return nil, err
	}
	fits, err := directionFits(q, seed, [][]float64{{-1}, {2}})
	if err != nil {
		return nil, err
	}
	f := &finding{columns: []string{"fit", "KL(p || q)", "KL(q || p)", "mean", "std"}}
	xs := steps(-6.5, 7.5, 400)
	density := func(p vi.Target) []float64 {
		ys := make([]float64, len(xs))
		for i, x := range xs {
			ys[i] = math.Exp(p.LogProb(x))
		}
		return ys
	}
	left := newPanel("One target, two directions of KL", "x", "density")
	left.fill("target q", xs, make([]float64, len(xs)), density(q), faint(grey, 70))
	right := newPanel("Descent on KL(p || q)", "steps", "KL(p || q), nats")
	for i, fit := range fits {
		if err := addDirections(f, fit, q); err != nil {
			return nil, err
		}
		left.line(fit.name, points(xs, density(fit.P)), stroke{colour: palette[i], dashed: fit.mixture})
		if fit.forward {
			continue
		}
		var at, values []float64
		for _, point := range fit.Trace {
			at, values = append(at, float64(point.Step)), append(values, point.Objective)
		}
		right.line(fit.name, points(at, values), stroke{colour: palette[i], dashed: fit.mixture})
	}
	left.Y.Max *= 1.25
	right.Y.Min = 0
	f.picture = figure{left, right}
	return f, nil
}

// namedFit is a fit for a table and a legend.
type namedFit struct {
	vi.Fit
	name             string
	forward, mixture bool
}

// directionFits fits a normal density from two starts to KL(p || q), and one to KL(q || p); and in the plain case of one dimension also a mixture.
func directionFits(q *vi.GaussianMixture, seed uint64, starts [][]float64) ([]namedFit, error) {
	f := vi.NewGaussianFamily(q.Dim())
	c := vi.FitConfig{Steps: 600, Samples: 16, Optimizer: vi.Adam(0.05), Estimator: vi.ScoreControl, Seed: seed, Record: 10}
	if q.Dim() > 1 {
		c.Record = 60
	}
	var out []namedFit
	for i, start := range starts {
		c.Start = f.Start(start, 0.7)
		fit, err := vi.FitReverse(f, q, c)
		if err != nil {
			return nil, err
		}
		out = append(out, namedFit{fit, fmt.Sprint("KL(p || q), start ", i+1), false, false})
	}
	samples := vi.Samples(q, 4000, seed)
	c.Start, c.Samples = f.Start(starts[0], 0.7), 64
	fit, err := vi.FitForward(f, samples, c)
	if err != nil {
		return nil, err
	}
	out = append(out, namedFit{fit, "KL(q || p)", true, false})
	mixture := vi.NewMixtureFamily(q.Dim(), 2)
	c.Start = mixture.Start([][]float64{starts[0], starts[len(starts)-1]}, 1)
	if fit, err = vi.FitReverse(mixture, q, c); err != nil {
		return nil, err
	}
	return append(out, namedFit{fit, "KL(p || q), mixture", false, true}), nil
}

// addDirections computes both divergences of a fit by quadrature. A mixture has no one mean.
func addDirections(f *finding, fit namedFit, q *vi.GaussianMixture) error {
	reverse, err := vi.KL(fit.P, q)
	if err != nil {
		return err
	}
	forward, err := vi.KL(q, fit.P)
	if err != nil {
		return err
	}
	row := []any{fit.name, reverse, forward}
	if g, ok := fit.P.(*vi.Gaussian); ok {
		for i, m := range g.Mean() {
			row = append(row, m, math.Sqrt(g.Covariance()[i][i]))
		}
	}
	f.add(row...)
	return nil
}

// planeTheory is the same in the plane: two correlated modes.
func planeTheory(seed uint64) (*finding, error) {
	q, err := vi.NewGaussianMixture([]float64{0.5, 0.5}, [][]float64{{-1.6, -1.2}, {1.8, 1.4}},
		[][][]float64{{{0.8, -0.5}, {-0.5, 0.7}}, {{0.5, 0.3}, {0.3, 0.9}}})
	if err != nil {
		return nil, err
	}
	fits, err := directionFits(q, seed, [][]float64{{-1, -1}, {1, 1}})
	if err != nil {
		return nil, err
	}
	f := &finding{columns: []string{"fit", "KL(p || q)", "KL(q || p)", "mean 1", "std 1", "mean 2", "std 2"}}
	s := newSurface(-5, 5, -5, 5, 200, q.LogProb)
	for i, title := range []string{"KL(p || q): inside a mode", "KL(q || p): over all", "KL(p || q), p a mixture of two"} {
		p := newPanel(title, "first coordinate", "second coordinate")
		p.density(s, grey)
		for k, fit := range fits {
			if fit.mixture != (i == 2) || fit.forward != (i == 1) {
				continue
			}
			drawPlaneFit(p, fit, k)
			if err := addDirections(f, fit, q); err != nil {
				return nil, err
			}
		}
		f.picture = append(f.picture, p)
	}
	return f, nil
}

// drawPlaneFit draws one and two standard deviations of every component.
func drawPlaneFit(p *panel, fit namedFit, k int) {
	components := []*vi.Gaussian{}
	switch d := fit.P.(type) {
	case *vi.Gaussian:
		components = append(components, d)
	case *vi.GaussianMixture:
		components = d.Components()
	}
	for i, g := range components {
		name := ""
		if i == 0 {
			name = fit.name
		}
		p.line(name, ellipse(g.Mean(), g.Covariance(), 1), stroke{colour: palette[k], width: 2.2})
		p.line("", ellipse(g.Mean(), g.Covariance(), 2), stroke{colour: palette[k], width: 1.4, dashed: true})
	}
}
