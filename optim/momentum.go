package optim

import (
	"vae/internal/invalid"
	"vae/internal/kernel"
)

// momentum is gradient descent with a velocity m, from m_0 = 0: the heavy ball of Polyak 1964, and Nesterov's accelerated gradient as Sutskever et
// al. 2013 write it (https://proceedings.mlr.press/v28/sutskever13.html), for gradients at the point that the velocity has already led to.
//
//	m_t     = mu * m_(t-1) + g_t
//	theta_t = theta_(t-1) - alpha * m_t                   momentum
//	theta_t = theta_(t-1) - alpha * (g_t + mu * m_t)      nesterov
//
// The rate stands outside the velocity, as in PyTorch, so that a change of it acts at once. Velocities below 2^-126 in magnitude become 0.
type momentum struct {
	step kernel.MomentumStep
	m    []float32
}

func newMomentum(c Config, n int) Optimizer {
	return &momentum{kernel.MomentumStep{Mu: float32(c.Momentum), Ahead: 1}, make([]float32, n)}
}

func newNesterov(c Config, n int) Optimizer {
	mu := float32(c.Momentum)
	return &momentum{kernel.MomentumStep{Mu: mu, Forward: 1, Ahead: mu}, make([]float32, n)}
}

func (o *momentum) Prepare(_ int, rate, scale float64) {
	o.step.Rate, o.step.Scale = float32(rate), float32(scale)
}

func (o *momentum) Update(params, grads []float32, lo, hi int, past bool) {
	step := o.step
	step.Past = past
	kernel.Momentum(params[lo:hi], grads[lo:hi], o.m[lo:hi], step)
}

func (o *momentum) State() []Buffer { return []Buffer{{"m", o.m}} }

func checkMomentum(c Config, bad *invalid.Fields) { within(bad, "momentum", c.Momentum, 0, maxShare) }
