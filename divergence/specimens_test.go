package divergence

// Two or three distributions of every family, for tests that walk the tables.

import "math"

// specimens are keyed by family. All of Bernoulli and categorical have two categories, and all of the multivariate ones two dimensions unless they
// can be compared with one.
var specimens = map[Family][]Distribution{
	NormalFamily:         {normal(0.3, 0.7), normal(-1, 1.9), normal(0.4, 0.75)},
	DiagonalNormalFamily: {Must(NewDiagonalNormal([]float64{0.5}, []float64{1.2})), Must(NewDiagonalNormal([]float64{-0.7}, []float64{0.8}))},
	MultivariateNormalFamily: {
		Must(NewMultivariateNormal([]float64{0.1}, [][]float64{{1.7}})), Must(NewMultivariateNormal([]float64{0.9}, [][]float64{{0.4}})),
	},
	BernoulliFamily:           {bernoulli(0.3), bernoulli(0.95), Must(NewBernoulliLogit(-2))},
	CategoricalFamily:         {Must(NewCategorical([]float64{0.6, 0.4})), Must(NewCategoricalLogits([]float64{3, 1}))},
	PoissonFamily:             {poisson(0.4), poisson(3.7), poisson(52)},
	GammaFamily:               {gamma(0.6, 1.5), gamma(3.5, 2), gamma(40, 13)},
	ExponentialFamily:         {Must(NewExponential(0.4)), Must(NewExponential(2.5))},
	BetaFamily:                {beta(0.7, 2), beta(3.5, 1.2), beta(20, 31)},
	UniformFamily:             {Must(NewUniform(0, 1)), Must(NewUniform(0.2, 0.9)), Must(NewUniform(-1, 1.5))},
	LaplaceFamily:             {laplace(0.2, 0.5), laplace(-1, 1.4), laplace(0.6, 0.5)},
	ContinuousBernoulliFamily: {tilted(0), tilted(1.2), tilted(-9)},
	DirichletFamily:           {dirichlet(2, 3, 1.5), dirichlet(1.1, 4, 2.5)},
	MixtureFamily: {
		Must(NewMixture([]float64{0.3, 0.7}, normal(-2, 0.5), normal(1, 1.5))), Must(NewMixture([]float64{0.5, 0.5}, normal(-1, 1), laplace(2, 0.6))),
	},
	ProductFamily: {
		Must(NewProduct(normal(0, 1), gamma(2, 3))), Must(NewProduct(normal(1, 2), Must(NewExponential(2)))),
	},
}

// planar are normal distributions of two and three dimensions, in both forms.
var planar = []Distribution{
	Must(NewMultivariateNormal([]float64{1, -0.5}, [][]float64{{2, 0.6}, {0.6, 0.5}})),
	Must(NewMultivariateNormal([]float64{0.2, 0.1}, [][]float64{{1, -0.7}, {-0.7, 1.4}})),
	Must(NewDiagonalNormal([]float64{0.5, 0.5}, []float64{1.1, 0.9})),
	Must(NewDiagonalNormal([]float64{-0.5, 0}, []float64{1.3, 1})),
}

// twoOfEach is a shorter list, for tests that integrate every pair many times over.
func twoOfEach() []Distribution {
	all := append([]Distribution(nil), planar[:3]...)
	for _, ds := range specimens {
		all = append(all, ds[:2]...)
	}
	return all
}

// everything is all specimens.
func everything() []Distribution {
	all := append([]Distribution(nil), planar...)
	for _, ds := range specimens {
		all = append(all, ds...)
	}
	return all
}

// closeTo is within a relative tolerance, or an absolute one below 1; infinities equal themselves.
func closeTo(got, want, tolerance float64) bool {
	return got == want || math.Abs(got-want) <= tolerance*max(1, math.Abs(want))
}
