package main

import (
	"image/color"
	"math"

	"vae/vi"
)

// blackBoxTheory fits Gaussians with full covariance to a Gaussian and to a banana, both written as graphs.
func blackBoxTheory(seed uint64) (*finding, error) {
	target, err := vi.NewGaussian([]float64{1, -0.5}, [][]float64{{1.5, 1.0}, {1.0, 1.2}})
	if err != nil {
		return nil, err
	}
	banana := vi.Banana{Width: 1.6, Curve: 0.45}
	best, least := banana.BestGaussian()
	f := &finding{columns: []string{"target", "ELBO", "standard error", "best possible", "mean 1", "mean 2", "std 1", "std 2", "correlation"}}
	c := vi.BlackBoxConfig{
		Start: vi.NewGaussianFamily(2).Start([]float64{-1, 1}, 0.5), Steps: 800, Samples: 32, Optimizer: vi.Adam(0.05), Seed: seed, Record: 5, Final: 100000,
	}
	trace := newPanel("The bound climbs to the best (dashed)", "steps", "ELBO, nats")
	for i, d := range []struct {
		name  string
		graph vi.LogDensity
		plain vi.Target
		best  *vi.Gaussian
		bound float64
		frame [4]float64
	}{
		{"Gaussian", target.Graph, target, target, 0, [4]float64{-4, 6, -5, 4}},
		{"banana", banana.Graph, banana, best, -least, [4]float64{-5, 5, -4, 7}},
	} {
		r, err := vi.BlackBox(2, d.graph, c)
		if err != nil {
			return nil, err
		}
		cov := r.Q.Covariance()
		mean, sx, sy := r.Q.Mean(), math.Sqrt(cov[0][0]), math.Sqrt(cov[1][1])
		f.add(d.name, r.ELBO.Value, r.ELBO.StdErr, d.bound, mean[0], mean[1], sx, sy, cov[0][1]/(sx*sy))
		p := newPanel("Target: "+d.name, "first coordinate", "second coordinate")
		p.density(newSurface(d.frame[0], d.frame[1], d.frame[2], d.frame[3], 200, d.plain.LogProb), grey)
		p.line("best Gaussian, 1 and 2 std", ellipse(d.best.Mean(), d.best.Covariance(), 1), stroke{colour: black, width: 3})
		p.line("", ellipse(d.best.Mean(), d.best.Covariance(), 2), stroke{colour: black, width: 3})
		p.line("fitted q, 1 and 2 std", ellipse(r.Q.Mean(), cov, 1), stroke{colour: orange, width: 1.6, dashed: true})
		p.line("", ellipse(r.Q.Mean(), cov, 2), stroke{colour: orange, width: 1.6, dashed: true})
		f.picture = append(f.picture, p)
		if err := drawTrace(trace, r.Trace, d.plain, palette[i], d.name); err != nil {
			return nil, err
		}
		trace.level("", d.bound, 0, float64(c.Steps), stroke{colour: black, width: 1, dashed: true})
	}
	trace.Y.Min, trace.Y.Max = -4, 0.5
	trace.Legend.Top = false
	f.picture = append(f.picture, trace)
	return f, nil
}

// drawTrace draws the bound's estimates from the draws of a step, and at some of the steps the bound by quadrature: the targets are normalised, so it is
// minus the KL.
func drawTrace(p *panel, trace []vi.BoundPoint, target vi.Target, c color.NRGBA, name string) error {
	var at, values, some, exact []float64
	for i, point := range trace {
		at, values = append(at, float64(point.Step)), append(values, point.ELBO)
		if i%4 != 0 {
			continue
		}
		kl, err := vi.KL(vi.NewGaussianFamily(2).At(point.Theta), target)
		if err != nil {
			return err
		}
		some, exact = append(some, float64(point.Step)), append(exact, -kl)
	}
	p.line(name+", 32 draws", points(at, values), stroke{colour: faint(c, 90), width: 1})
	p.line(name+", exact", points(some, exact), stroke{colour: c, width: 2.4})
	return nil
}
