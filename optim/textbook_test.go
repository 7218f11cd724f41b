package optim

import (
	"math"
	"testing"
)

// textbook is a method written down as in its paper, in float64, one element at a time. t counts from 1, and c says the rest.
type textbook func(c Config, theta, g, m, v []float64, t int, alpha float64)

var textbooks = map[string]textbook{
	"sgd": func(_ Config, theta, g, _, _ []float64, _ int, alpha float64) {
		for i := range theta {
			theta[i] -= alpha * g[i]
		}
	},
	"momentum": func(c Config, theta, g, m, _ []float64, _ int, alpha float64) {
		for i := range theta {
			m[i] = c.Momentum*m[i] + g[i]
			theta[i] -= alpha * m[i]
		}
	},
	"nesterov": func(c Config, theta, g, m, _ []float64, _ int, alpha float64) {
		for i := range theta {
			m[i] = c.Momentum*m[i] + g[i]
			theta[i] -= alpha * (g[i] + c.Momentum*m[i])
		}
	},
	"rmsprop": func(c Config, theta, g, _, v []float64, _ int, alpha float64) {
		for i := range theta {
			v[i] = c.Rho*v[i] + (1-c.Rho)*g[i]*g[i]
			theta[i] -= alpha * g[i] / (math.Sqrt(v[i]) + c.Epsilon)
		}
	},
	"adagrad": func(c Config, theta, g, _, v []float64, _ int, alpha float64) {
		for i := range theta {
			v[i] += g[i] * g[i]
			theta[i] -= alpha * g[i] / (math.Sqrt(v[i]) + c.Epsilon)
		}
	},
	"adam": adam64,
	"adamw": func(c Config, theta, g, m, v []float64, t int, alpha float64) {
		for i := range theta {
			theta[i] -= alpha * c.WeightDecay * theta[i]
		}
		adam64(c, theta, g, m, v, t, alpha)
	},
}

func adam64(c Config, theta, g, m, v []float64, t int, alpha float64) {
	for i := range theta {
		m[i] = c.Beta1*m[i] + (1-c.Beta1)*g[i]
		v[i] = c.Beta2*v[i] + (1-c.Beta2)*g[i]*g[i]
		mHat := m[i] / (1 - math.Pow(c.Beta1, float64(t)))
		vHat := v[i] / (1 - math.Pow(c.Beta2, float64(t)))
		theta[i] -= alpha * mHat / (math.Sqrt(vHat) + c.Epsilon)
	}
}

// shape64 clips and decays as Config's comments say.
func shape64(c Config, theta, g []float64, scale float64) {
	for i := range g {
		if c.ClipValue > 0 {
			g[i] = max(-c.ClipValue, min(c.ClipValue, g[i]))
		}
		g[i] *= scale
		if c.Name != "adamw" {
			g[i] += c.WeightDecay * theta[i]
		}
	}
}

// TestTextbook follows each method for 1,000 steps of a falling learning rate. Each step rounds a parameter by at most half a unit in
// the last place; the gradients' scales are compared one at a time, so that the large do not hide the small. What is left of a second moment's
// start has met the rounding of beta2 to float32, 1.3e-8 of it, 1,000 times.
func TestTextbook(t *testing.T) {
	eachMethod(t, func(t *testing.T, c Config) {
		p, params := newProblem()
		o := mustNew(t, c)
		theta, m, v := widen(params), make([]float64, elementCount), make([]float64, elementCount)
		for i := range v {
			v[i] = c.SecondMomentStart
		}
		for step := 1; step <= 1000; step++ {
			rate, scale := 1e-3/(1+float64(step)/300), 1/(1+float64(step%7))
			raw := p.gradients()
			g := widen(raw)
			o.Prepare(step, rate, scale)
			o.Update(params, raw, 0, elementCount, false)
			shape64(c, theta, g, scale)
			textbooks[c.Name](c, theta, g, m, v, step, rate)
		}
		tolerance := 1e-5
		if c.SecondMomentStart > 0 {
			tolerance = 5e-5
		}
		near(t, "parameters", params, theta, tolerance)
		for _, b := range o.State() {
			near(t, b.Name, b.Data, map[string][]float64{"m": m, "v": v}[b.Name], tolerance)
		}
	})
}
