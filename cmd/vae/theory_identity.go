package main

import (
	"math"

	"gonum.org/v1/plot/vg/draw"

	"vae/divergence"
	"vae/vi"
)

// identityTheory varies q in probabilistic PCA with one latent and computes each term of the identity on its own.
func identityTheory(uint64) (*finding, error) {
	m, err := vi.NewPPCA([][]float64{{1.2}, {-0.7}, {0.4}}, []float64{0, 0, 0}, 0.5)
	if err != nil {
		return nil, err
	}
	x := []float64{1.6, -0.4, 0.9}
	posterior, err := m.Posterior(x)
	if err != nil {
		return nil, err
	}
	mean, std := posterior.Mean()[0], math.Sqrt(posterior.Covariance()[0][0])
	at := func(mean, std float64) (vi.Decomposition, error) {
		q, err := divergence.NewMultivariateNormal([]float64{mean}, [][]float64{{std * std}})
		if err != nil {
			return vi.Decomposition{}, err
		}
		return m.Decompose(x, q)
	}
	f := &finding{columns: []string{"q mean", "q std", "log p(x)", "elbo", "kl", "elbo + kl - log p(x)"}}
	for _, q := range [][2]float64{{0, 1}, {mean, 1}, {0, std}, {mean, 2 * std}, {mean, std}} {
		d, err := at(q[0], q[1])
		if err != nil {
			return nil, err
		}
		f.add(q[0], q[1], d.Evidence, d.ELBO, d.KL, -d.Residual())
	}
	left, err := identityPanel("The mean of q moves", "mean of q(z)", mean, steps(mean-2.5*std, mean+2.5*std, 121),
		func(v float64) (vi.Decomposition, error) { return at(v, std) })
	if err != nil {
		return nil, err
	}
	right, err := identityPanel("The width of q moves", "standard deviation of q(z)", std, steps(std/4, 2.5*std, 121),
		func(v float64) (vi.Decomposition, error) { return at(mean, v) })
	f.picture = figure{left, right}
	return f, err
}

// identityPanel draws the bound, the gap that KL fills, and the sum of both.
func identityPanel(title, label string, best float64, xs []float64, at func(float64) (vi.Decomposition, error)) (*panel, error) {
	p := newPanel(title, label, "nats")
	var elbo, top, few, sum []float64
	for i, v := range xs {
		d, err := at(v)
		if err != nil {
			return nil, err
		}
		elbo, top = append(elbo, d.ELBO), append(top, d.Evidence)
		if i%10 == 0 {
			few, sum = append(few, v), append(sum, d.ELBO+d.KL)
		}
	}
	p.fill("KL(q || p(z|x))", xs, elbo, top, faint(orange, 90))
	p.line("log p(x)", points(xs, top), stroke{colour: black})
	p.line("ELBO", points(xs, elbo), stroke{colour: blue, width: 2.4})
	p.dots("ELBO + KL", points(few, sum), vermilion, 3, draw.CircleGlyph{})
	low, high := elbo[0], top[0]
	for _, e := range elbo {
		low = min(low, e)
	}
	p.line("at the posterior", points([]float64{best, best}, []float64{low, high}), stroke{colour: grey, width: 1, dashed: true})
	p.Y.Min, p.Y.Max = low-0.4*(high-low), high+0.08*(high-low) // the legend is below the curves
	p.Legend.Top = false
	return p, nil
}
