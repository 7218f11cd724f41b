package vi

// Divergences of densities, and their gradients, by quadrature: what estimates are held to.

import (
	"errors"
	"fmt"
	"math"
)

// rule is points and weights with which sums are expectations.
type rule struct {
	x [][]float64
	w []float64
}

// ErrDimension is wrapped where quadrature is asked for in more than two dimensions.
var ErrDimension = errors.New("quadrature is for one and two dimensions")

// reach is how many standard deviations quadrature goes: beyond, a normal density has mass 1e-17.
const reach = 8.5

// nodes is the trapezoidal rule in eps, which converges faster than any power for smooth functions (Trefethen and Weideman 2014).
func (g *Gaussian) nodes(r rule, points int) rule {
	d, h := g.Dim(), 2*reach/float64(points-1)
	total, eps := 1, make([]float64, d)
	for range d {
		total *= points
	}
	for n := range total {
		logw := float64(d) * (math.Log(h) - log2Pi/2)
		for i, rest := 0, n; i < d; i, rest = i+1, rest/points {
			eps[i] = -reach + h*float64(rest%points)
			logw -= eps[i] * eps[i] / 2
		}
		x := make([]float64, d)
		g.Draw(x, 0, eps)
		r.x, r.w = append(r.x, x), append(r.w, math.Exp(logw))
	}
	return r
}

// nodes is every component's, weighted.
func (m *GaussianMixture) nodes(r rule, points int) rule {
	for k, g := range m.components {
		first := len(r.w)
		r = g.nodes(r, points)
		for i := range r.w[first:] {
			r.w[first+i] *= math.Exp(m.logWeights[k])
		}
	}
	return r
}

// ruleOf is a quadrature of expectations under a density.
func ruleOf(p Density) (rule, error) {
	switch p.Dim() {
	case 1:
		return p.nodes(rule{}, 2001), nil
	case 2:
		return p.nodes(rule{}, 141), nil
	}
	return rule{}, fmt.Errorf("vi: %w, not %d", ErrDimension, p.Dim())
}

// KL is KL(p || q) = E_p[log p - log q] by quadrature, in nats, up to q's normalisation; one or two dimensions. With modes that are
// separated by many of p's standard deviations in two dimensions the error is about 1e-6.
func KL(p Density, q Target) (float64, error) {
	r, err := ruleOf(p)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for i, x := range r.x {
		if r.w[i] > 0 {
			sum += r.w[i] * (p.LogProb(x...) - q.LogProb(x...))
		}
	}
	return sum, nil
}

// Gradient is the gradient of KL(p_theta || q) with respect to theta, E[grad log p_theta (log p_theta - log q)], by quadrature.
func Gradient(f Family, theta []float64, q Target) ([]float64, error) {
	p := f.At(theta)
	r, err := ruleOf(p)
	if err != nil {
		return nil, err
	}
	score, out := make([]float64, f.Parameters()), make([]float64, f.Parameters())
	for i, x := range r.x {
		logRatio := p.Score(score, x) - q.LogProb(x...)
		for j, s := range score {
			out[j] += r.w[i] * s * logRatio
		}
	}
	return out, nil
}
