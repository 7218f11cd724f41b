// Package loss builds what a variational autoencoder minimises as Gorgonia graphs: likelihoods p(x|z), the analytic KL to the prior, and the
// objectives made of them. Every quantity is in nats per example, positive is worse: loss = reconstruction + beta * kl, where
// reconstruction is minus E log p(x|z) with all normalising constants, and elbo = -(reconstruction + kl).
//
// The package receives the nodes it needs in a plain struct and knows nothing of how encoder and decoder are built.
package loss
