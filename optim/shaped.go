package optim

// What is done to gradients before a method sees them.

import "vae/internal/kernel"

// shaped gives a method gradients that are clipped, scaled and pulled by an L2 penalty:
//
//	g' = scale * max(-limit, min(limit, g)) + decay * theta
//
// A gradient that is NaN stays so.
type shaped struct {
	method Optimizer
	limit  float32 // the greatest magnitude of an element; 0: any
	decay  float32 // lambda
	scale  float32
	shape  []float32 // g', of the range that is updated
}

// shapedAtOnce is how many elements are shaped before the method takes them: few enough to stay in the nearest cache.
const shapedAtOnce = 1024

func (s *shaped) Prepare(step int, rate, scale float64) {
	s.scale = float32(scale)
	s.method.Prepare(step, rate, 1)
}

func (s *shaped) Update(params, grads []float32, lo, hi int, past bool) {
	for ; lo < hi; lo += shapedAtOnce {
		end := min(lo+shapedAtOnce, hi)
		g := s.shape[lo:end]
		if s.limit > 0 {
			kernel.MinScalar(g, grads[lo:end], s.limit)
			kernel.MaxScalar(g, g, -s.limit)
			kernel.MulScalar(g, g, s.scale)
		} else {
			kernel.MulScalar(g, grads[lo:end], s.scale)
		}
		if s.decay > 0 {
			kernel.SGD(g, params[lo:end], -s.decay, false) // g = g + decay * theta
		}
		s.method.Update(params, s.shape, lo, end, past)
	}
}

func (s *shaped) State() []Buffer { return s.method.State() }
