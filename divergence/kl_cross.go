package divergence

// KL between different families of one variable: entropy of p and expectations under p.

import "math"

// klNormalLaplace: with z = (m_p - m_q)/s, E|X - m_q|/s = sqrt(2/pi) e^(-z^2/2) + z erf(z/sqrt 2), the folded normal distribution's mean,
// and KL = that times s/b + log(2b/s) - log(2 pi e)/2.
func klNormalLaplace(p Normal, q Laplace) float64 {
	shift := math.Abs(p.mean - q.loc)
	z := shift / p.std
	if math.IsInf(p.std/q.scale, 1) {
		return math.Inf(1)
	}
	mean := math.Sqrt(2/math.Pi)*math.Exp(-z*z/2)*(p.std/q.scale) + shift/q.scale*math.Erf(z/math.Sqrt2)
	return mean + logRatio(q.scale, p.std) + math.Ln2 - halfLog2Pi - 0.5
}

// klUniformLaplace: E|X - m| is the distance from the middle where m lies outside, else ((high-m)^2 + (m-low)^2) / (2 width).
func klUniformLaplace(p Uniform, q Laplace) float64 {
	w := p.width()
	left, right := (q.loc-p.low)/q.scale, (p.high-q.loc)/q.scale
	mean := math.Abs(right-left) / 2
	if left > 0 && right > 0 {
		mean = (left*(q.loc-p.low) + right*(p.high-q.loc)) / w / 2
	}
	return mean + math.Ln2 + logRatio(q.scale, w)
}

// klExponentialLaplace: E|X - m| is 1/rate - m for m <= 0, else m - 1/rate + 2 e^(-rate m)/rate.
func klExponentialLaplace(p Exponential, q Laplace) float64 {
	mean := 1/(p.rate*q.scale) - q.loc/q.scale
	if q.loc > 0 {
		mean = (q.loc + (2*math.Exp(-p.rate*q.loc)-1)/p.rate) / q.scale
	}
	return mean + math.Ln2 + math.Log(q.scale) + math.Log(p.rate) - 1
}

// moments are an expectation and a standard deviation; a variance would underflow.
type moments struct{ mean, std float64 }

// momentsOf gives them for the one-dimensional families.
func momentsOf(p Distribution) moments {
	switch d := p.(type) {
	case Laplace:
		return moments{d.loc, math.Sqrt2 * d.scale}
	case Uniform:
		return moments{d.low + d.width()/2, d.width() / math.Sqrt(12)}
	case Exponential:
		return moments{1 / d.rate, 1 / d.rate}
	case Gamma:
		return moments{d.shape / d.rate, math.Sqrt(d.shape) / d.rate}
	case Beta:
		n := d.alpha + d.beta
		return moments{d.alpha / n, math.Sqrt(d.alpha/n) * math.Sqrt(d.beta/n) / math.Sqrt(n+1)}
	case ContinuousBernoulli:
		size := math.Abs(d.eta)
		if size > 100 { // an exponential distribution, to the last digit
			return moments{d.Mean(), 1 / size}
		}
		return moments{d.Mean(), math.Sqrt(tiltCurvature(size))}
	}
	return moments{math.NaN(), math.NaN()}
}

// klToNormal is -H(p) + log(2 pi s^2)/2 + (std^2 + (mean - m)^2)/(2 s^2) for any p of known moments.
func klToNormal(p, q Distribution) (float64, bool) {
	d, okP := p.(entropic)
	n, okQ := q.(Normal)
	if !okP || !okQ {
		return 0, false
	}
	m := momentsOf(p)
	r, z := m.std/n.std, (m.mean-n.mean)/n.std
	return math.Log(n.std) - d.Entropy() + halfLog2Pi + (r*r+z*z)/2, true
}

// klToExponential is -H(p) - log rate + rate E X for p on part of the half line.
func klToExponential(p, q Distribution) (float64, bool) {
	d, okP := p.(entropic)
	e, okQ := q.(Exponential)
	if !okP || !okQ {
		return 0, false
	}
	return e.rate*momentsOf(p).mean - math.Log(e.rate) - d.Entropy(), true
}
