package vi

// The identity that variational inference begins with.

// Decomposition is log p(x) split by a distribution q of the latent z,
//
//	log p(x) = E_q[log p(x, z) - log q(z)] + KL(q || p(z|x)),
//
// each term computed on its own, in nats (Jordan et al. 1999; Bishop 2006, equation 9.70).
type Decomposition struct {
	Evidence float64 // log p(x), without q
	ELBO     float64 // the bound, without the posterior
	KL       float64 // from q to the posterior
}

// Gap is Evidence - ELBO: what Jensen's inequality loses, E_q log w <= log E_q w with w = p(x, z)/q(z).
func (d Decomposition) Gap() float64 { return d.Evidence - d.ELBO }

// Residual is Evidence - ELBO - KL: rounding alone.
func (d Decomposition) Residual() float64 { return d.Gap() - d.KL }
