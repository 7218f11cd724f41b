package divergence

// KL from beta, uniform and continuous Bernoulli distributions to others on the unit interval and the half line.

import "math"

// uniformDip is E log X - log E X <= 0 for X uniform with its ends at 1-s and 1+s times its middle, 0 <= s <= 1:
//
//	((1+s) log(1+s) - (1-s) log(1-s))/(2s) - 1
//
// or, where that cancels, the average over Gauss and Legendre's nodes.
func uniformDip(s float64) float64 {
	if s == 1 {
		return math.Ln2 - 1
	}
	if s > 0.5 {
		return ((1+s)*math.Log1p(s)-(1-s)*math.Log1p(-s))/(2*s) - 1
	}
	sum := 0.0
	for i, u := range legendre.x {
		// The nodes are symmetric, and log(1+v) + log(1-v) = log(1-v^2) has no first order to cancel.
		v := s * (2*u - 1)
		sum += legendre.w[i] * math.Log1p(-v*v) / 2
	}
	return sum
}

// betaDip is E log X - log E X for X of a beta distribution: e(alpha) - e(alpha+beta) with e(x) = psi(x) - log x = R'(x) - 1/(2x).
func betaDip(alpha, beta float64) float64 {
	n := alpha + beta
	if beta > alpha/2 {
		return binetSlope(alpha) - binetSlope(n) - (1/alpha-1/n)/2
	}
	t, sum := beta/alpha, 0.0
	for i, u := range legendre.x {
		r := 1 + u*t
		sum += legendre.w[i] * (binetCurvature(alpha*r) + 0.5) / (r * r)
	}
	return -t / alpha * sum
}

// klUniformGamma is -H(p) - E log q(X), where E log q(X) is log q at E X and (shape-1) (E log X - log E X).
func klUniformGamma(p Uniform, q Gamma) float64 {
	c := p.low + p.width()/2
	return max(-p.Entropy()-q.LogProb(c)-(q.shape-1)*uniformDip(p.width()/2/c), 0)
}

// klBetaGamma is the same for a beta distribution.
func klBetaGamma(p Beta, q Gamma) float64 {
	return max(-p.Entropy()-q.LogProb(p.alpha/(p.alpha+p.beta))-(q.shape-1)*betaDip(p.alpha, p.beta), 0)
}

// klUniformBeta adds (beta-1) (E log(1-X) - log(1 - E X)); over the whole unit interval the uniform distribution is Beta(1, 1).
func klUniformBeta(p Uniform, q Beta) float64 {
	if p.low == 0 && p.high == 1 {
		return klShapes([]float64{1, 1}, q.shapes())
	}
	half := p.width() / 2
	c := p.low + half
	dips := (q.alpha-1)*uniformDip(half/c) + (q.beta-1)*uniformDip(half/(1-c))
	return max(-p.Entropy()-q.LogProb(c)-dips, 0)
}

// klBetaUniform is KL from Beta(1, 1), and what the interval's width adds.
func klBetaUniform(p Beta, q Uniform) float64 {
	return klShapes(p.shapes(), []float64{1, 1}) + math.Log(q.width())
}

// klBetaContinuousBernoulli is KL from Beta(1, 1), and -E log of the tilted density.
func klBetaContinuousBernoulli(p Beta, q ContinuousBernoulli) float64 {
	mean := p.alpha / (p.alpha + p.beta)
	if q.eta > 0 {
		mean = p.beta / (p.alpha + p.beta)
	}
	size := math.Abs(q.eta)
	return max(klShapes(p.shapes(), []float64{1, 1})+size*mean+tilt(size), 0)
}

// klUniformContinuousBernoulli is KL from eta = 0 over the whole unit interval, else -log width - E log of the tilted density.
func klUniformContinuousBernoulli(p Uniform, q ContinuousBernoulli) float64 {
	if p.low == 0 && p.high == 1 {
		return bregmanTilt(q.eta, 0)
	}
	mean := momentsOf(p).mean
	if q.eta > 0 {
		mean = 1 - mean
	}
	size := math.Abs(q.eta)
	return size*mean + tilt(size) - p.Entropy()
}

// klContinuousBernoulliUniform is KL from eta = 0, and what the interval's width adds.
func klContinuousBernoulliUniform(p ContinuousBernoulli, q Uniform) float64 {
	return bregmanTilt(0, p.eta) + math.Log(q.width())
}
