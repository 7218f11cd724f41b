package main

import (
	"fmt"
	"math"

	"vae/divergence"
	"vae/vi"
)

// meanFieldTheory ascends on a spin glass from several starts, and on ferromagnets of rising coupling.
func meanFieldTheory(seed uint64) (*finding, error) {
	f := &finding{columns: []string{"model", "start", "sweeps", "bound J(q)", "log Z", "gap"}}
	left, err := glassPanel(f, seed)
	if err != nil {
		return nil, err
	}
	right, err := couplingPanel(f, seed)
	f.picture = figure{left, right}
	return f, err
}

// glassPanel draws the bound after each sweep, for couplings of random sign on a 4 by 4 grid.
func glassPanel(f *finding, seed uint64) (*panel, error) {
	const side = 4
	n := side * side
	src, draw := divergence.Source(seed), make([]float64, 1)
	normal := divergence.Must(divergence.NewNormal(0, 1))
	number := func(scale float64) float64 {
		normal.Sample(src, draw)
		return scale * draw[0]
	}
	bias, j := make([]float64, n), make([][]float64, n)
	for i := range j {
		bias[i], j[i] = number(0.3), make([]float64, n)
	}
	for i := range n {
		for _, k := range []int{i + 1, i + side} {
			if k < n && (k != i+1 || k%side > 0) {
				j[i][k] = number(1)
				j[k][i] = j[i][k]
			}
		}
	}
	field, err := vi.NewBinaryField(bias, j)
	if err != nil {
		return nil, err
	}
	logZ, err := field.LogZ()
	if err != nil {
		return nil, err
	}
	p := newPanel("Spin glass, 16 spins: every start climbs", "sweeps", "nats")
	const shown = 14
	p.level("log Z, by enumeration", logZ, 0, shown, stroke{colour: black})
	low := logZ
	for start := range 5 {
		m, err := field.MeanField(vi.MeanFieldConfig{Start: vi.RandomStart(field.Sizes(), seed, start)})
		if err != nil {
			return nil, err
		}
		f.add("spin glass 4x4", fmt.Sprint("random ", start+1), len(m.Bounds)-1, m.Bound(), logZ, logZ-m.Bound())
		var at, bounds []float64
		for i := range shown + 1 {
			at, bounds = append(at, float64(i)), append(bounds, m.Bounds[min(i, len(m.Bounds)-1)])
		}
		low = min(low, m.Bounds[1])
		p.line(fmt.Sprint("J(q), start ", start+1), points(at, bounds), stroke{colour: palette[start]})
	}
	p.Y.Min, p.Y.Max = low-0.5*(logZ-low), logZ+0.1*(logZ-low)
	p.Legend.Top = false
	return p, nil
}

// couplingPanel draws bound and log Z of a ferromagnetic grid, a spin.
func couplingPanel(f *finding, seed uint64) (*panel, error) {
	p := newPanel("Ising grid 4x4: the gap over the coupling", "coupling J", "nats for each spin")
	xs := steps(0, 1, 41)
	var exact, broken, symmetric []float64
	for i, c := range xs {
		grid, err := vi.NewGrid(4, 4, c, 0)
		if err != nil {
			return nil, err
		}
		logZ, err := grid.LogZ()
		if err != nil {
			return nil, err
		}
		m, err := grid.MeanField(vi.MeanFieldConfig{Start: vi.RandomStart(grid.Sizes(), seed, i)})
		if err != nil {
			return nil, err
		}
		if i%10 == 0 {
			f.add(fmt.Sprintf("Ising 4x4, J = %.2f", c), "random", len(m.Bounds)-1, m.Bound(), logZ, logZ-m.Bound())
		}
		exact, broken, symmetric = append(exact, logZ/16), append(broken, m.Bound()/16), append(symmetric, math.Ln2)
	}
	p.fill("gap: KL(q || p)", xs, broken, exact, faint(orange, 90))
	p.line("log Z, by enumeration", points(xs, exact), stroke{colour: black})
	p.line("J(q), random start", points(xs, broken), stroke{colour: blue})
	p.line("J(q), symmetric start", points(xs, symmetric), stroke{colour: grey, dashed: true})
	p.Legend.Left = true
	p.Legend.XOffs = -p.Legend.XOffs
	return p, nil
}
