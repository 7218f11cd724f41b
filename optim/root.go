package optim

// Methods that divide a gradient by the root of its past squares.

import (
	"vae/internal/invalid"
	"vae/internal/kernel"
)

// rooted is RMSProp (Tieleman and Hinton 2012, lecture 6.5 of Neural Networks for Machine Learning) and Adagrad (Duchi et al. 2011, the diagonal
// form, https://jmlr.org/papers/v12/duchi11a.html), from v_0 = SecondMomentStart:
//
//	v_t     = rho * v_(t-1) + (1 - rho) * g_t^2           RMSProp: the mean of recent squares
//	v_t     = v_(t-1) + g_t^2                             Adagrad: the sum of all squares
//	theta_t = theta_(t-1) - alpha * g_t / (sqrt(v_t) + epsilon)
//
// Both are Adam without a memory of g itself (beta1 = 0) and without correction, and run as that. m holds the last gradient, which the next step
// does not read; it is no state.
type rooted struct {
	step kernel.AdamStep
	m, v []float32
}

func newRMSProp(c Config, n int) Optimizer { return newRooted(c, n, c.Rho, 1-c.Rho) }

func newAdagrad(c Config, n int) Optimizer { return newRooted(c, n, 1, 1) }

func newRooted(c Config, n int, stay, gain float64) Optimizer {
	step := kernel.AdamStep{Gain1: 1, Beta2: float32(stay), Gain2: float32(gain), Correction: 1, Eps: float32(c.Epsilon)}
	return &rooted{step: step, m: make([]float32, n), v: started(c, n)}
}

func (r *rooted) Prepare(_ int, rate, scale float64) {
	r.step.Rate, r.step.Scale = float32(rate), float32(scale)
}

func (r *rooted) Update(params, grads []float32, lo, hi int, past bool) {
	step := r.step
	step.Past = past
	kernel.Adam(params[lo:hi], grads[lo:hi], r.m[lo:hi], r.v[lo:hi], step)
}

func (r *rooted) State() []Buffer { return []Buffer{{"v", r.v}} }

func checkRMSProp(c Config, bad *invalid.Fields) {
	within(bad, "rho", c.Rho, 0, maxShare)
	checkSecondMoment(c, bad)
}
