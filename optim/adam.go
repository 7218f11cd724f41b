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
type adam struct {
	config Config
	step   kernel.AdamStep
	m, v   []float32
}

func newAdam(c Config, n int) Optimizer {
	return &adam{config: c, m: make([]float32, n), v: make([]float32, n)}
}

func (a *adam) Prepare(step int, rate float64) {
	c := a.config
	a.step = kernel.NewAdamStep(step, rate, c.Beta1, c.Beta2, c.Epsilon, 0)
}

func (a *adam) Update(params, grads []float32, lo, hi int) {
	kernel.Adam(params[lo:hi], grads[lo:hi], a.m[lo:hi], a.v[lo:hi], a.step)
}

func (a *adam) State() []Buffer { return []Buffer{{"m", a.m}, {"v", a.v}} }

// Bounds on Adam's settings. A beta nearer to 1 is not a float32 below 1 by a useful number of digits; an epsilon below the bound
// lets one flushed second moment throw a parameter far away.
const (
	maxBeta    = 0.999999
	minEpsilon = 1e-16
)

func checkAdam(c Config, bad *invalid.Fields) {
	if !(c.Beta1 >= 0 && c.Beta1 <= maxBeta) {
		bad.Addf("beta1", "%v is not in [0, %v]", c.Beta1, maxBeta)
	}
	if !(c.Beta2 >= 0 && c.Beta2 <= maxBeta) {
		bad.Addf("beta2", "%v is not in [0, %v]", c.Beta2, maxBeta)
	}
	if !(c.Epsilon >= minEpsilon && c.Epsilon <= 1) {
		bad.Addf("epsilon", "%v is not in [%v, 1]", c.Epsilon, minEpsilon)
	}
}
