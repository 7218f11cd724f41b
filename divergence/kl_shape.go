package divergence

// KL within the gamma, beta, Dirichlet, Laplace and Poisson families.

import "math"

// klGamma is (a-c) psi(a) - log Gamma(a) + log Gamma(c) + c log(b/d) + a (d-b)/b for shapes a, c and rates b, d. Stirling's terms cancel, and what
// remains is never negative: with m = a d/(b c), the ratio of the means,
//
//	c (m - 1 - log m) + phi((c-a)/a)/2 + B_R(c, a)
func klGamma(p, q Gamma) float64 {
	s, v := (p.shape-q.shape)/q.shape, (q.rate-p.rate)/p.rate
	small := smallShapeTerms(q.shape, p.shape, (q.shape-p.shape)/p.shape)
	if u := s + v + s*v; math.Abs(u) < 0.5 {
		return q.shape*phi(u) + small
	}
	logMean := logRatio(p.shape, q.shape) + logRatio(q.rate, p.rate)
	scale := p.shape * (q.rate / p.rate)
	return scale - q.shape - q.shape*logMean + small
}

// klShapes is KL between Dirichlet distributions of concentrations a and b with sums n and m,
//
//	log Gamma(n) - sum log Gamma(a_i) - log Gamma(m) + sum log Gamma(b_i) + sum (a_i - b_i) (psi(a_i) - psi(n)),
//
// with Stirling's terms cancelled: the sum of the small terms of (b_i, a_i), less those of (m, n), and m times KL of the means b/m and a/n.
func klShapes(a, b []float64) float64 {
	n, m := total(a), total(b)
	t := total(difference(b, a)) / n
	sum := -smallShapeTerms(m, n, t)
	for i := range a {
		ti := (b[i] - a[i]) / a[i]
		sum += smallShapeTerms(b[i], a[i], ti)
		// The ratio of the means is (1 + ti)/(1 + t), and near 1 its difference from 1 is known to more digits than itself.
		if r := (ti - t) / (1 + t); math.Abs(r) < 0.5 {
			sum += m * (a[i] / n) * (1 + r) * phi(-r/(1+r))
		} else {
			sum += m * gap(b[i]/m, a[i]/n)
		}
	}
	return max(sum, 0)
}

// klLaplace is log(b_q/b_p) + |m_p - m_q|/b_q + (b_p/b_q) e^(-|m_p - m_q|/b_p) - 1, as a sum of terms none of which is negative: with r = b_p/b_q
// and d = |m_p - m_q|/b_p,
//
//	(r - 1 - log r) + r (e^-d - 1 + d)
func klLaplace(p, q Laplace) float64 {
	shift := math.Abs(p.loc - q.loc)
	d, r := shift/p.scale, p.scale/q.scale
	switch {
	case math.IsInf(r, 1):
		return r
	case d > 1 && r < 1: // where d may overflow and r underflow
		return ratioGap(p.scale, q.scale) + r*math.Expm1(-d) + shift/q.scale
	}
	return ratioGap(p.scale, q.scale) + r*expGap(-d)
}

// klPoisson is p log(p/q) - p + q of the rates.
func klPoisson(p, q Poisson) float64 { return gap(p.rate, q.rate) }

// klFinite is the sum of p_i log(p_i/q_i) over categories.
func klFinite(p, q Distribution) (float64, bool) {
	a, okP := p.(enumerable)
	b, okQ := q.(enumerable)
	if !okP || !okQ {
		return 0, false
	}
	return a.finiteMasses().kl(b.finiteMasses()), true
}

// klFinitePoisson is the sum over the n categories of gap(p_k, q_k) and Poisson's mass from n on.
func klFinitePoisson(p, q Distribution) (float64, bool) {
	a, okP := p.(enumerable)
	b, okQ := q.(Poisson)
	if !okP || !okQ {
		return 0, false
	}
	m := a.finiteMasses()
	log := make([]float64, len(m.p))
	for k := range log {
		log[k] = b.LogProb(float64(k))
	}
	head := massesOf(log)
	return m.kl(head) + b.tail(len(log)), true
}

// tail is the probability of n or more: the series where it is small, else what the head leaves.
func (p Poisson) tail(n int) float64 {
	if p.rate < float64(n) {
		term := math.Exp(p.LogProb(float64(n)))
		sum := term
		for k := n + 1; term > sum*0x1p-60; k++ {
			term *= p.rate / float64(k)
			sum += term
		}
		return sum
	}
	head := 0.0
	for k := range n {
		head += math.Exp(p.LogProb(float64(k)))
	}
	return 1 - head
}
