// Package vi is variational inference outside autoencoders: the identities that the evidence lower bound rests on, in models small enough to
// check them exactly, and the classical algorithms that follow from them.
//
//	log p(x) = ELBO + KL(q || p(z|x))      LinearGaussian, Table: exact, with each side computed on its own
//	Jensen's inequality, K draws           Table.ImportanceBound
//	mean field by coordinate ascent        Table.MeanField, BinaryField.MeanField: a bound on log Z that never falls
//	KL(p || q) and KL(q || p) over p       FitReverse (score function or reparameterised gradients), FitForward (maximum likelihood)
//	gradients of KL and their noise        GradientStudy
//	Gaussian mixtures                      EM, VariationalBayes: the bound after each half-step
//	a density of one's own, as a graph     BlackBox: a Gaussian with full covariance, gradients by autodiff
//
// Everything is in nats. Points are rows of float64. q is what is averaged over in a bound, p_theta what is fitted in FitReverse and FitForward,
// where q is the target. Results are plain structs for tables and pictures. Equal seeds give equal results; draws come from the purpose MonteCarlo
// of the project's counter-based generator, each at its own place.
//
// Sources: Jordan, Ghahramani, Jaakkola and Saul (1999), "An introduction to variational methods for graphical models"; Bishop (2006), "Pattern
// recognition and machine learning", chapters 9 and 10; Blei, Kucukelbir and McAuliffe (2017), "Variational inference: a review for statisticians".
package vi
