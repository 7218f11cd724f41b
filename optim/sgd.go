package optim

import "vae/internal/kernel"

// sgd is plain gradient descent,
//
//	theta = theta - alpha * g
type sgd struct {
	rate float32 // alpha, times what the gradients are multiplied by
}

func newSGD(Config, int) Optimizer { return &sgd{} }

func (s *sgd) Prepare(_ int, rate, scale float64) { s.rate = float32(rate * scale) }

func (s *sgd) Update(params, grads []float32, lo, hi int, past bool) {
	kernel.SGD(params[lo:hi], grads[lo:hi], s.rate, past)
}

func (s *sgd) State() []Buffer { return nil }
