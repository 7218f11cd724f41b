// Package divergence holds probability distributions and the divergences between them: closed forms where they exist, numerical integration and
// Monte Carlo where the caller asks for them by name.
//
// Everything is in nats. A discrete distribution's "density" is its mass. p is what is averaged over and comes first: KL(p, q) is
// E_p log p(X)/q(X).
//
// # Distributions
//
//	Normal(mean, std)                     DiagonalNormal(mean, std)            MultivariateNormal(mean, covariance)
//	Bernoulli(p)                          Categorical(probs)                   ContinuousBernoulli(lambda)
//	Gamma(shape, rate)                    Exponential(rate)                    Poisson(rate)
//	Beta(alpha, beta)                     Dirichlet(concentration)             Uniform(low, high)
//	Laplace(loc, scale)                   Mixture(weights, components)         Product(components)
//
// Constructors are called New..., check every parameter, and name the entry that is wrong. Zero values are not distributions.
//
// # KL in closed form
//
//	from                        to                                   source
//	any normal                  any normal                           Kullback (1959), 9.1
//	Bernoulli, categorical      Bernoulli, categorical, Poisson      by definition
//	Poisson                     Poisson                              by definition
//	gamma, exponential          gamma, exponential                   Penny (2001)
//	beta; Dirichlet             beta; Dirichlet                      Penny (2001)
//	Laplace; uniform            Laplace; uniform                     Gil, Alajaji and Linder (2013)
//	continuous Bernoulli        continuous Bernoulli                 Loaiza-Ganem and Cunningham (2019): exponential family
//	normal, uniform, exp.       Laplace                              E|X - m|
//	Laplace, uniform, exp.,     normal                               first two moments
//	  gamma, beta, c. Bernoulli
//	uniform, beta               gamma, exponential, c. Bernoulli     E X, E log X
//	c. Bernoulli                exponential, uniform                 E X
//	uniform; beta               beta; uniform                        E log X, E log(1-X)
//	product                     product                              sum over components
//
// Where p has mass that q has not, KL is +Inf and there is no error. Any other pair is an error that wraps ErrNoClosedForm; KLQuadrature (one
// dimension) and KLMonteCarlo are the ways out.
//
// Each closed form is arranged as a sum of non-negative terms of second order in the difference of p and q, so that equality gives exactly 0, near
// equality keeps its digits, and no result is negative. Log Gamma and its derivatives are split after Stirling, so that large shapes cost nothing.
//
// # Other divergences
//
//	value                   definition                                            closed for
//	Jeffreys()              KL(p||q) + KL(q||p)                                    where both KL are
//	JensenShannon(w)        (1-w) KL(p||m) + w KL(q||m), m = (1-w) p + w q         Bernoulli, categorical
//	SkewKL(a)               KL(p||(1-a) p + a q)                                   Bernoulli, categorical
//	Renyi(a)                log(integral of p^a q^(1-a)) / (a-1)                   within a family (*)
//	Amari(a)                4/(1-a^2) (1 - integral of p^((1-a)/2) q^((1+a)/2))    within a family (*)
//	SquaredHellinger()      1 - integral of sqrt(p q)                              within a family (*)
//	Bhattacharyya()         -log(integral of sqrt(p q))                            within a family (*)
//	ChiSquared()            integral of (p-q)^2/q                                  within a family (*)
//	TotalVariation()        half the integral of |p-q|                             see there
//
// (*) all but mixtures; related families (the normals, gamma and exponential, Bernoulli and categorical) count as one. Each is a Divergence with the
// methods Closed, Quadrature and MonteCarlo. GeometricJensenShannon, its dual and GeometricMean work within the same families, Wasserstein2 for
// normals; Joint, GeneralizedKL and ItakuraSaito take vectors, and KLNearestNeighbours takes samples alone.
package divergence
