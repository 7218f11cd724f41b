package divergence

// The table of closed forms of KL. A row is only asked where p's support lies within q's.

// closedKL has a row for every pair of families with a closed form; products are handled by their components.
var closedKL = map[pair]rule{
	{NormalFamily, NormalFamily}:                         exact(klNormal),
	{NormalFamily, DiagonalNormalFamily}:                 klGaussian,
	{NormalFamily, MultivariateNormalFamily}:             klGaussian,
	{DiagonalNormalFamily, NormalFamily}:                 klGaussian,
	{DiagonalNormalFamily, DiagonalNormalFamily}:         exact(klDiagonal),
	{DiagonalNormalFamily, MultivariateNormalFamily}:     klGaussian,
	{MultivariateNormalFamily, NormalFamily}:             klGaussian,
	{MultivariateNormalFamily, DiagonalNormalFamily}:     klGaussian,
	{MultivariateNormalFamily, MultivariateNormalFamily}: klGaussian,

	{BernoulliFamily, BernoulliFamily}:     klFinite,
	{BernoulliFamily, CategoricalFamily}:   klFinite,
	{CategoricalFamily, BernoulliFamily}:   klFinite,
	{CategoricalFamily, CategoricalFamily}: klFinite,
	{BernoulliFamily, PoissonFamily}:       klFinitePoisson,
	{CategoricalFamily, PoissonFamily}:     klFinitePoisson,
	{PoissonFamily, PoissonFamily}:         exact(klPoisson),

	{GammaFamily, GammaFamily}:             exact(klGamma),
	{GammaFamily, ExponentialFamily}:       exact(func(p Gamma, q Exponential) float64 { return klGamma(p, q.gamma()) }),
	{ExponentialFamily, GammaFamily}:       exact(func(p Exponential, q Gamma) float64 { return klGamma(p.gamma(), q) }),
	{ExponentialFamily, ExponentialFamily}: exact(func(p, q Exponential) float64 { return ratioGap(q.rate, p.rate) }),

	{BetaFamily, BetaFamily}:           exact(func(p, q Beta) float64 { return klShapes(p.shapes(), q.shapes()) }),
	{DirichletFamily, DirichletFamily}: exact(func(p, q Dirichlet) float64 { return klShapes(p.concentration, q.concentration) }),

	{LaplaceFamily, LaplaceFamily}: exact(klLaplace),
	{UniformFamily, UniformFamily}: exact(func(p, q Uniform) float64 { return logRatio(q.width(), p.width()) }),
	{ContinuousBernoulliFamily, ContinuousBernoulliFamily}: exact(func(p, q ContinuousBernoulli) float64 {
		return bregmanTilt(q.eta, p.eta)
	}),

	{NormalFamily, LaplaceFamily}:      exact(klNormalLaplace),
	{UniformFamily, LaplaceFamily}:     exact(klUniformLaplace),
	{ExponentialFamily, LaplaceFamily}: exact(klExponentialLaplace),

	{LaplaceFamily, NormalFamily}:             klToNormal,
	{UniformFamily, NormalFamily}:             klToNormal,
	{ExponentialFamily, NormalFamily}:         klToNormal,
	{GammaFamily, NormalFamily}:               klToNormal,
	{BetaFamily, NormalFamily}:                klToNormal,
	{ContinuousBernoulliFamily, NormalFamily}: klToNormal,

	{UniformFamily, ExponentialFamily}:             klToExponential,
	{BetaFamily, ExponentialFamily}:                klToExponential,
	{ContinuousBernoulliFamily, ExponentialFamily}: klToExponential,

	{UniformFamily, GammaFamily}: exact(klUniformGamma),
	{BetaFamily, GammaFamily}:    exact(klBetaGamma),
	{UniformFamily, BetaFamily}:  exact(klUniformBeta),

	{BetaFamily, UniformFamily}:                exact(klBetaUniform),
	{BetaFamily, ContinuousBernoulliFamily}:    exact(klBetaContinuousBernoulli),
	{UniformFamily, ContinuousBernoulliFamily}: exact(klUniformContinuousBernoulli),
	{ContinuousBernoulliFamily, UniformFamily}: exact(klContinuousBernoulliUniform),
}
