package divergence

// Symmetrised and skewed forms of KL: Jeffreys, Jensen and Shannon, and the geometric ones.

import (
	"fmt"
	"math"
)

// Jeffreys is KL(p||q) + KL(q||p) (Jeffreys 1946), closed where both are.
func Jeffreys() Divergence {
	return Divergence{
		name: "Jeffreys divergence",
		closed: func(p, q Distribution) (float64, bool, error) {
			forward, err := KL(p, q)
			if err != nil {
				return 0, false, err
			}
			backward, err := KL(q, p)
			return forward + backward, err == nil, err
		},
		term: func(lp, lq float64) float64 { return klDensity(lp, lq) + klDensity(lq, lp) },
	}
}

// JensenShannon is (1-w) KL(p||m) + w KL(q||m) with m = (1-w) p + w q, 0 <= w <= 1 (Lin 1991; w = 1/2 is the usual one, at most log 2): w is
// q's weight. Closed for Bernoulli and categorical distributions.
func JensenShannon(w float64) Divergence {
	d := Divergence{name: fmt.Sprintf("Jensen-Shannon divergence of weight %g", w)}
	d.err = weight("w", w)
	d.closed = func(p, q Distribution) (float64, bool, error) {
		a, b, m, ok := mixed(p, q, w)
		if !ok {
			return 0, false, nil
		}
		return skew(1-w, a, m) + skew(w, b, m), true, nil
	}
	d.term = func(lp, lq float64) float64 {
		m := logAdd(lp+math.Log1p(-w), lq+math.Log(w))
		return skewDensity(1-w, lp, m) + skewDensity(w, lq, m)
	}
	return d
}

// skewDensity is w p log(p/m), 0 at w = 0 even where m is 0.
func skewDensity(w, lp, lm float64) float64 {
	if w == 0 {
		return 0
	}
	return w * klDensity(lp, lm)
}

// SkewKL is KL(p||(1-a) p + a q), 0 <= a <= 1: KL itself at a = 1, Lin's K divergence at 1/2 (Lin 1991; Nielsen 2010). It is finite for a below 1
// whatever the supports. Closed for Bernoulli and categorical distributions, and at a = 1 wherever KL is.
func SkewKL(a float64) Divergence {
	d := Divergence{name: fmt.Sprintf("skew KL divergence of alpha %g", a)}
	d.err = weight("alpha", a)
	if a == 1 {
		d.closed, d.term = closedKLOf, klDensity
		return d
	}
	d.closed = func(p, q Distribution) (float64, bool, error) {
		x, _, m, ok := mixed(p, q, a)
		if !ok {
			return 0, false, nil
		}
		return skew(1, x, m), true, nil
	}
	d.term = func(lp, lq float64) float64 { return klDensity(lp, logAdd(lp+math.Log1p(-a), lq+math.Log(a))) }
	return d
}

// weight checks a number in [0, 1].
func weight(name string, w float64) error {
	if !(w >= 0 && w <= 1) {
		return badParameter(name, w, "a weight in [0, 1]")
	}
	return nil
}

// mixed gives two finite distributions and their mixture (1-w) p + w q.
func mixed(p, q Distribution, w float64) (a, b, m masses, ok bool) {
	x, okP := p.(enumerable)
	y, okQ := q.(enumerable)
	if !okP || !okQ {
		return a, b, m, false
	}
	a, b = x.finiteMasses(), y.finiteMasses()
	m = masses{make([]float64, len(a.p)), make([]float64, len(a.p))}
	for i := range a.p {
		m.p[i] = blend(b.p[i], a.p[i], w)
		m.log[i] = logAdd(a.log[i]+math.Log1p(-w), b.log[i]+math.Log(w))
	}
	return a, b, m, true
}

// skew is w KL(p||m), 0 at w = 0 even where p has mass that m has not.
func skew(w float64, p, m masses) float64 {
	if w == 0 {
		return 0
	}
	return w * p.kl(m)
}

// GeometricJensenShannon is (1-alpha) KL(p||g) + alpha KL(q||g), where g is the normalised geometric mean p^alpha q^(1-alpha), alpha in [0, 1].
// alpha = 0 gives KL(p||q) and alpha = 1 gives KL(q||p), which is the convention of Deasy, Simidjievski and Lio (2020): alpha weighs q's
// divergence and p's part in the mean. Nielsen (2019) gives g the exponents the other way round, so that both ends are 0. Closed for
// normal distributions and all others of GeometricMean.
func GeometricJensenShannon(p, q Distribution, alpha float64) (float64, error) {
	return geometricSkew(p, q, alpha, func(d, g Distribution) (float64, error) { return KL(d, g) })
}

// DualGeometricJensenShannon is (1-alpha) KL(g||p) + alpha KL(g||q) with the same g, p^alpha q^(1-alpha) normalised (Deasy et al. 2020): alpha = 0
// gives KL(q||p) and alpha = 1 gives KL(p||q).
func DualGeometricJensenShannon(p, q Distribution, alpha float64) (float64, error) {
	return geometricSkew(p, q, alpha, func(d, g Distribution) (float64, error) { return KL(g, d) })
}

// geometricSkew weighs the divergences between p, q and their geometric mean.
func geometricSkew(p, q Distribution, alpha float64, kl func(d, g Distribution) (float64, error)) (float64, error) {
	if err := weight("alpha", alpha); err != nil {
		return 0, err
	}
	// At the ends the mean is p or q, and the term of weight 0 may be infinite.
	if err := checkPair(p, q); err != nil {
		return 0, err
	}
	switch alpha {
	case 0:
		return kl(p, q)
	case 1:
		return kl(q, p)
	}
	g, err := GeometricMean(p, q, alpha)
	if err != nil {
		return 0, err
	}
	ofP, err := kl(p, g)
	if err != nil {
		return 0, err
	}
	ofQ, err := kl(q, g)
	if err != nil {
		return 0, err
	}
	return (1-alpha)*ofP + alpha*ofQ, nil
}
