package divergence

// Normalised geometric means p^a q^(1-a)/Z. Within an exponential family they are members of it, with natural parameters interpolated, and they give
// everything that is a function of Z, since for any densities
//
//	log Z = log of the integral of p^a q^(1-a) = -(a KL(g||p) + (1-a) KL(g||q))

import (
	"fmt"
	"math"
)

// meaner makes the geometric mean with exponents a >= 0 on p and 1-a on q. Without one, g is nil and limit is log Z: -Inf for disjoint supports,
// +Inf for a divergent integral, NaN where the mean is outside the family.
type meaner func(p, q Distribution, a float64) (g Distribution, limit float64)

// geometricMeans are keyed by the family of both after alike.
var geometricMeans = map[Family]meaner{
	NormalFamily: typed(func(p, q Normal, a float64) (Distribution, float64) {
		return orDivergent(meanNormal(p, q, a))
	}),
	DiagonalNormalFamily:     typed(meanDiagonal),
	MultivariateNormalFamily: typed(meanMultivariate),
	CategoricalFamily:        typed(meanCategorical),
	GammaFamily: typed(func(p, q Gamma, a float64) (Distribution, float64) {
		return orDivergent(NewGamma(blend(p.shape, q.shape, a), blend(p.rate, q.rate, a)))
	}),
	ExponentialFamily: typed(func(p, q Exponential, a float64) (Distribution, float64) {
		return orDivergent(NewExponential(blend(p.rate, q.rate, a)))
	}),
	BetaFamily: typed(func(p, q Beta, a float64) (Distribution, float64) {
		return orDivergent(NewBeta(blend(p.alpha, q.alpha, a), blend(p.beta, q.beta, a)))
	}),
	DirichletFamily: typed(func(p, q Dirichlet, a float64) (Distribution, float64) {
		mean := make([]float64, len(p.concentration))
		for i := range mean {
			mean[i] = blend(p.concentration[i], q.concentration[i], a)
		}
		return orDivergent(NewDirichlet(mean))
	}),
	PoissonFamily: typed(func(p, q Poisson, a float64) (Distribution, float64) {
		rate := math.Exp(blend(math.Log(p.rate), math.Log(q.rate), a))
		if math.IsInf(rate, 1) {
			return nil, rate // log Z is rate less a p + (1-a) q
		}
		return Poisson{rate}, 0
	}),
	ContinuousBernoulliFamily: typed(func(p, q ContinuousBernoulli, a float64) (Distribution, float64) {
		return ContinuousBernoulli{blend(p.eta, q.eta, a)}, 0
	}),
	UniformFamily: typed(meanUniform),
	LaplaceFamily: typed(func(p, q Laplace, a float64) (Distribution, float64) {
		if p.loc != q.loc {
			return nil, math.NaN()
		}
		return orDivergent(NewLaplace(p.loc, 1/blend(1/p.scale, 1/q.scale, a)))
	}),
}

// typed makes a meaner of a function of one family's own type.
func typed[D Distribution](f func(p, q D, a float64) (Distribution, float64)) meaner {
	return func(p, q Distribution, a float64) (Distribution, float64) {
		x, okP := p.(D)
		y, okQ := q.(D)
		if !okP || !okQ {
			return nil, math.NaN()
		}
		return f(x, y, a)
	}
}

// blend is a x + (1-a) y, exactly x where they are equal.
func blend(x, y, a float64) float64 {
	switch {
	case x == y || a == 1:
		return x
	case a == 0:
		return y
	}
	return a*x + (1-a)*y
}

// orDivergent takes what a constructor made of blended parameters. It refuses only where an exponent above 1 has pushed one of them out of its
// range, which is where the integral diverges.
func orDivergent[D Distribution](d D, err error) (Distribution, float64) {
	if err != nil {
		return nil, math.Inf(1)
	}
	return d, 0
}

// alike gives two distributions of related families one family: exponentials are gammas, Bernoullis categoricals, normals multivariate.
func alike(p, q Distribution) (Distribution, Distribution) {
	if a, ok := p.(enumerable); ok {
		if b, ok := q.(enumerable); ok {
			return Categorical{a.finiteMasses()}, Categorical{b.finiteMasses()}
		}
	}
	if p.Family() == q.Family() {
		return p, q
	}
	if a, ok := asGaussian(p); ok {
		if b, ok := asGaussian(q); ok {
			return MultivariateNormal(a), MultivariateNormal(b)
		}
	}
	return gammaOr(p), gammaOr(q)
}

// gammaOr is an exponential distribution as a gamma, anything else as it is.
func gammaOr(p Distribution) Distribution {
	if e, ok := p.(Exponential); ok {
		return e.gamma()
	}
	return p
}

// GeometricMean is the distribution of density proportional to p^a q^(1-a), 0 <= a <= 1: p at a = 1. It exists in closed form within each
// family of the package doc's table, Laplace's only at equal locations; the errors wrap ErrParameter, ErrIncomparable or ErrNoClosedForm.
func GeometricMean(p, q Distribution, a float64) (Distribution, error) {
	if !(a >= 0 && a <= 1) {
		return nil, badParameter("a", a, "a weight in [0, 1]")
	}
	if err := checkPair(p, q); err != nil {
		return nil, err
	}
	p, q = alike(p, q)
	mean, ok := geometricMeans[p.Family()]
	if !ok || p.Family() != q.Family() {
		return nil, fmt.Errorf("divergence: %w: geometric mean of %s and %s", ErrNoClosedForm, p.Family(), q.Family())
	}
	g, limit := mean(p, q, a)
	switch {
	case g != nil:
		return g, nil
	case math.IsNaN(limit):
		return nil, fmt.Errorf("divergence: %w: the geometric mean of these two leaves the %s family", ErrNoClosedForm, p.Family())
	}
	return nil, fmt.Errorf("divergence: %w: p and q have no mass in common, so their geometric mean is 0", ErrIncomparable)
}
