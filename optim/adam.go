package optim

import (
	"vae/internal/invalid"
	"vae/internal/kernel"
)

// adam is Adam, algorithm 1 of Kingma and Ba 2015 (https://arxiv.org/abs/1412.6980). In the paper's letters, at step t = 1, 2, ...
// with gradient g_t, from m_0 = v_0 = 0:
//
//	m_t     = beta1 * m_(t-1) + (1 - beta1) * g_t         first moment
//	v_t     = beta2 * v_(t-1) + (1 - beta2) * g_t^2       second moment
//	mhat_t  = m_t / (1 - beta1^t)                         bias correction: the moments start at 0
//	vhat_t  = v_t / (1 - beta2^t)
//	theta_t = theta_(t-1) - alpha * mhat_t / (sqrt(vhat_t) + epsilon)
//
// The corrections are the same for all elements. Prepare folds them into two numbers, in float64 and from t alone,
//
//	rate = alpha / (1 - beta1^t)    correction = 1 / sqrt(1 - beta2^t)
//
// so that an element needs theta = theta - rate * m / (correction * sqrt(v) + epsilon). Moments are float32, and those below
// 2^-126 in magnitude become 0: they cannot move a parameter, and denormals are slow.
//
// With SecondMomentStart, v_0 is that number, and all else stays, the correction too.
//
// adamw is Adam with decoupled weight decay, algorithm 2 of Loshchilov and Hutter 2019 (https://arxiv.org/abs/1711.05101), where lambda is
// multiplied by the learning rate, as in PyTorch, and not by the schedule alone:
//
//	theta_t = theta_(t-1) - alpha * lambda * theta_(t-1) - alpha * mhat_t / (sqrt(vhat_t) + epsilon)
type adam struct {
	config Config
	decay  float64 // lambda
	step   kernel.AdamStep
	m, v   []float32
}

func newAdam(c Config, n int) Optimizer {
	return &adam{config: c, m: make([]float32, n), v: started(c, n)}
}

func newAdamW(c Config, n int) Optimizer {
	return &adam{config: c, decay: c.WeightDecay, m: make([]float32, n), v: started(c, n)}
}

// started is a block of second moments before the first step. Its pads start as all else does and move nothing.
func started(c Config, n int) []float32 {
	v := make([]float32, n)
	if c.SecondMomentStart > 0 {
		kernel.Fill(v, float32(c.SecondMomentStart))
	}
	return v
}

func (a *adam) Prepare(step int, rate, scale float64) {
	c := a.config
	a.step = kernel.NewAdamStep(step, rate, c.Beta1, c.Beta2, c.Epsilon, a.decay)
	a.step.Scale = float32(scale)
}

func (a *adam) Update(params, grads []float32, lo, hi int, past bool) {
	step := a.step
	step.Past = past
	kernel.Adam(params[lo:hi], grads[lo:hi], a.m[lo:hi], a.v[lo:hi], step)
}

func (a *adam) State() []Buffer { return []Buffer{{"m", a.m}, {"v", a.v}} }

func checkAdam(c Config, bad *invalid.Fields) {
	within(bad, "beta1", c.Beta1, 0, maxShare)
	within(bad, "beta2", c.Beta2, 0, maxShare)
	checkSecondMoment(c, bad)
}

// checkSecondMoment checks what all methods that divide by a root of squared gradients share.
func checkSecondMoment(c Config, bad *invalid.Fields) {
	within(bad, "epsilon", c.Epsilon, minEpsilon, 1)
	within(bad, "second_moment_start", c.SecondMomentStart, 0, maxStart)
}
