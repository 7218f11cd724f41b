package main

import (
	"math"

	"gonum.org/v1/plot/vg/draw"

	"vae/vi"
)

// jensenTheory takes a latent with four values: the logarithm of the mean weight against the mean of the logarithms, for ever more draws.
func jensenTheory(uint64) (*finding, error) {
	joint := []float64{0.02, 0.10, 0.22, 0.06} // p(x, z) for the x that was seen
	logs := make([]float64, len(joint))
	for i, v := range joint {
		logs[i] = math.Log(v)
	}
	t, err := vi.NewTable([]int{len(joint)}, logs)
	if err != nil {
		return nil, err
	}
	guesses := []struct {
		name string
		q    []float64
	}{
		{"q far off", []float64{0.55, 0.17, 0.1, 0.18}},
		{"q uniform", []float64{0.25, 0.25, 0.25, 0.25}},
		{"q near", []float64{0.08, 0.3, 0.47, 0.15}},
	}
	f := &finding{columns: []string{"q", "draws k", "bound", "log p(x)", "gap", "KL(q || p(z|x))"}}
	p := newPanel("More draws inside the logarithm", "draws k", "E log of the mean weight, nats")
	p.level("log p(x)", t.LogZ(), 1, 9, stroke{colour: black})
	for i, g := range guesses {
		d, err := t.Decompose(g.q)
		if err != nil {
			return nil, err
		}
		var ks, bounds []float64
		for k := 1; k <= 9; k++ {
			bound, err := t.ImportanceBound(g.q, k)
			if err != nil {
				return nil, err
			}
			ks, bounds = append(ks, float64(k)), append(bounds, bound)
			if k == 1 || k == 3 || k == 9 {
				kl := any("")
				if k == 1 {
					kl = d.KL
				}
				f.add(g.name, k, bound, t.LogZ(), t.LogZ()-bound, kl)
			}
		}
		p.line(g.name, points(ks, bounds), stroke{colour: palette[i]})
		p.dots("", points(ks, bounds), palette[i], 3, draw.CircleGlyph{})
	}
	p.Y.Max, p.Legend.Top = t.LogZ()+0.08, false
	f.picture = figure{jensenPanel(joint, guesses[0].q), p}
	return f, nil
}

// jensenPanel draws the logarithm of the weights of one draw, and the two averages.
func jensenPanel(joint, q []float64) *panel {
	p := newPanel("One draw: the logarithm is concave", "weight w = p(x, z) / q(z)", "log w, nats")
	var w, logw []float64
	mean, meanLog, high := 0.0, 0.0, 0.0
	for i, v := range joint {
		w, logw = append(w, v/q[i]), append(logw, math.Log(v/q[i]))
		mean, meanLog, high = mean+q[i]*w[i], meanLog+q[i]*logw[i], max(high, w[i])
	}
	xs := steps(0.02, high*1.05, 400)
	ys := make([]float64, len(xs))
	for i, x := range xs {
		ys[i] = math.Log(x)
	}
	p.line("log w", points(xs, ys), stroke{colour: blue})
	for i := range w { // the area of a dot is the probability of the weight
		name := ""
		if i == 0 {
			name = "weights, by probability"
		}
		p.dots(name, points(w[i:i+1], logw[i:i+1]), orange, 9*math.Sqrt(q[i]), draw.CircleGlyph{})
	}
	p.line("", points([]float64{mean, mean}, []float64{meanLog, math.Log(mean)}), stroke{colour: vermilion, width: 1.2, dashed: true})
	p.dots("log E w = log p(x)", points([]float64{mean}, []float64{math.Log(mean)}), black, 4, draw.PyramidGlyph{})
	p.dots("E log w = ELBO", points([]float64{mean}, []float64{meanLog}), vermilion, 4, draw.BoxGlyph{})
	p.X.Min, p.Legend.Top = 0, false
	return p
}
