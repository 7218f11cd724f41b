package vi

// What is fitted, and what it is fitted to.

import "vae/divergence"

// Target is a log density to be approximated, known up to a constant. All distributions of package divergence are targets.
type Target interface {
	// Dim is the length of a point.
	Dim() int
	// LogProb is the log density in nats at a point of Dim numbers.
	LogProb(x ...float64) float64
}

// Differentiable is a target with the gradient that reparameterised estimators need.
type Differentiable interface {
	Target
	// Gradient sets dst to the gradient of LogProb with respect to x.
	Gradient(dst, x []float64)
}

// Density is a member of a Family: a normalised density at parameters theta.
type Density interface {
	Differentiable
	// Score sets dst to the gradient of log p_theta(x) with respect to theta, and returns log p_theta(x).
	Score(dst, x []float64) float64
	// Draw sets x to a draw made of a uniform number in [0, 1) and Dim standard normal ones.
	Draw(x []float64, u float64, eps []float64)
	// Distribution is the density as one of package divergence.
	Distribution() (divergence.Distribution, error)
	// nodes appends points and weights of a quadrature of expectations, with that many points in each direction.
	nodes(rule rule, points int) rule
}

// Family is a set of densities with real parameters theta, any of which are allowed.
type Family interface {
	Dim() int
	// Parameters is the length of theta.
	Parameters() int
	// At is the density of a theta, which it does not keep.
	At(theta []float64) Density
}

// path is a density whose draws are differentiable in theta: all of them but mixtures, which choose a component.
type path interface {
	// pullback adds to dst the gradient with respect to theta of a function of the draw of eps, given its gradient dx with respect to the draw.
	pullback(dst, dx, eps []float64)
	// addEntropyGradient adds to dst the gradient of -E log p_theta, times scale.
	addEntropyGradient(dst []float64, scale float64)
}
