package main

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"vae/vi"
)

// clusters are points of a mixture of three.
func clusters(n int, seed uint64) ([][]float64, error) {
	m, err := vi.NewGaussianMixture([]float64{0.45, 0.35, 0.2}, [][]float64{{0, 0}, {3.2, 1.2}, {-1.5, 3.4}},
		[][][]float64{{{1.2, 0.7}, {0.7, 0.9}}, {{0.5, -0.3}, {-0.3, 0.9}}, {{0.4, 0.1}, {0.1, 0.3}}})
	if err != nil {
		return nil, err
	}
	return vi.Samples(m, n, seed), nil
}

// emTheory fits a mixture of three by maximum likelihood.
func emTheory(seed uint64) (*finding, error) {
	data, err := clusters(400, seed)
	if err != nil {
		return nil, err
	}
	r, err := vi.EM(data, vi.EMConfig{Components: 3, Seed: seed})
	if err != nil {
		return nil, err
	}
	f := &finding{columns: []string{"iteration", "after step", "bound", "log likelihood", "gap"}}
	n := len(r.Steps)
	for i, s := range r.Steps {
		if i < 6 || i >= n-2 {
			f.add(s.Iteration, s.Step, s.Bound, s.LogLikelihood, s.LogLikelihood-s.Bound)
		}
	}
	left := newPanel("400 points and the three components", "first coordinate", "second coordinate")
	drawClusters(left, data, r.Responsibilities, r.Mixture, []int{0, 1, 2})
	f.picture = figure{left, staircase(r.Steps)}
	return f, nil
}

// staircase draws the bound over half-steps, with the log-likelihood above it.
func staircase(all []vi.HalfStep) *panel {
	p := newPanel("E makes the bound tight, M raises it", "half-steps", "nats")
	const first, shown = 1, 20 // the very first step climbs too far for the others to be seen
	var at, bound, likelihood, ats, tight, atm, raised []float64
	for i, s := range all[:min(len(all), shown)] {
		if i < first {
			continue
		}
		x := float64(i)
		at, bound, likelihood = append(at, x), append(bound, s.Bound), append(likelihood, s.LogLikelihood)
		if s.Step == "E" {
			ats, tight = append(ats, x), append(tight, s.Bound)
		} else {
			atm, raised = append(atm, x), append(raised, s.Bound)
		}
	}
	p.fill("gap: KL to the posterior of the assignments", at, bound, likelihood, faint(orange, 90))
	p.line("log-likelihood", points(at, likelihood), stroke{colour: black})
	p.line("bound", points(at, bound), stroke{colour: blue})
	p.dots("after E", points(ats, tight), green, 4, draw.CircleGlyph{})
	p.dots("after M", points(atm, raised), vermilion, 4, draw.PyramidGlyph{})
	p.Legend.Top = false
	return p
}

// drawClusters draws the points in the colours of what they most likely belong to, and two standard deviations of the components.
func drawClusters(p *panel, data, r [][]float64, m *vi.GaussianMixture, kept []int) {
	groups := make([]plotter.XYs, len(kept))
	for n, x := range data {
		best := 0
		for i, k := range kept {
			if r[n][k] > r[n][kept[best]] {
				best = i
			}
		}
		groups[best] = append(groups[best], plotter.XY{X: x[0], Y: x[1]})
	}
	for i, k := range kept {
		c := palette[i%len(palette)]
		if len(groups[i]) > 0 {
			p.dots("", groups[i], faint(c, 120), 2, draw.CircleGlyph{})
		}
		g := m.Components()[k]
		p.line(fmt.Sprintf("weight %.2f", m.Weights()[k]), ellipse(g.Mean(), g.Covariance(), 2), stroke{colour: c, width: 2.2})
	}
}

// bayesTheory gives variational Bayes ten components where three are needed, and EM the same ten.
func bayesTheory(seed uint64) (*finding, error) {
	const components = 10
	data, err := clusters(400, seed)
	if err != nil {
		return nil, err
	}
	r, err := vi.VariationalBayes(data, vi.BayesConfig{Components: components, Concentration: 0.001, Seed: seed})
	if err != nil {
		return nil, err
	}
	em, err := vi.EM(data, vi.EMConfig{Components: components, Ridge: 0.05, Seed: seed})
	if err != nil {
		return nil, err
	}
	m, err := r.Mixture()
	if err != nil {
		return nil, err
	}
	f := &finding{columns: []string{"component", "weight, variational Bayes", "weight, EM", "points"}}
	weights, plain := r.Weights(), em.Mixture.Weights()
	for k := range components {
		points := 0.0
		for _, row := range r.Responsibilities {
			points += row[k]
		}
		f.add(k+1, weights[k], plain[k], points)
	}
	last := r.Steps[len(r.Steps)-1]
	f.add(fmt.Sprint("bound after ", last.Iteration, " iterations"), last.Bound, "", "")
	left := newPanel("What is kept of ten components", "first coordinate", "second coordinate")
	drawClusters(left, data, r.Responsibilities, m, r.Kept(0.01))
	f.picture = figure{left, weightBars(weights, plain), boundPanel(r.Steps)}
	return f, nil
}

// weightBars draws the weights of both fits side by side.
func weightBars(bayes, em []float64) *panel {
	p := newPanel("Expected weights", "component", "weight")
	names := make([]string, len(bayes))
	width := vg.Points(11)
	for i, bars := range []struct {
		name   string
		values plotter.Values
		colour color.NRGBA
	}{{"variational Bayes", bayes, blue}, {"EM, same components", em, orange}} {
		b, err := plotter.NewBarChart(bars.values, width)
		if err != nil {
			p.fail(bars.name, err)
			continue
		}
		b.Color, b.LineStyle.Width, b.Offset = bars.colour, 0, width*vg.Length(2*i-1)/2
		p.Add(b)
		p.Legend.Add(bars.name, b)
	}
	for i := range names {
		names[i] = fmt.Sprint(i + 1)
	}
	p.NominalX(names...)
	p.Y.Max *= 1.2
	return p
}

// boundPanel draws the bound over iterations.
func boundPanel(all []vi.HalfStep) *panel {
	p := newPanel("The bound never falls", "iteration", "lower bound of log p(X), nats")
	var at, bound []float64
	for _, s := range all {
		if s.Step == "E" {
			at, bound = append(at, float64(s.Iteration)), append(bound, s.Bound)
		}
	}
	p.line("after each E-step", points(at, bound), stroke{colour: blue})
	p.Legend.Top = false
	return p
}
