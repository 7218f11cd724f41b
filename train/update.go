package train

// What follows the gradients of a step: clipping, the optimiser, the average of the parameters.

import (
	"vae"
	"vae/autodiff/exec"
	"vae/optim"
)

// update moves a run's parameters. Without clipping by norm it works beside the gradients, on ranges as they are known; with it, the norm of all of them
// comes first.
type update struct {
	optimizer         optim.Optimizer
	clip              *optim.Norm    // nil: no clipping by norm
	average           *optim.Average // nil: none is kept
	params, gradients []float32
	trained           int              // how much of them moves
	measure, apply    func(lo, hi int) // on chunks of the blocks; values made once, so that a step allocates nothing
}

// newUpdate prepares an optimiser on a model's block, and its average in averaged, unless that is nil.
func newUpdate(c optim.Config, m, averaged *vae.Model, gradients []float32) (*update, error) {
	o, err := optim.New(c, len(gradients))
	if err != nil {
		return nil, err
	}
	u := &update{optimizer: o, clip: optim.NewNorm(c, len(gradients)), params: m.Block(), gradients: gradients, trained: m.Trained()}
	if averaged != nil {
		u.average = optim.NewAverage(c.EMA, averaged.Block())
	}
	u.measure = func(lo, hi int) { u.clip.Measure(u.gradients, lo, hi) }
	u.apply = func(lo, hi int) { u.Update(lo*optim.Chunk, min(hi*optim.Chunk, len(u.params)), false) }
	return u, nil
}

// prepare sets the numbers of a step.
func (u *update) prepare(step int, rate, scale float64) {
	u.optimizer.Prepare(step, rate, scale)
	if u.average != nil {
		u.average.Prepare(step)
	}
}

// Update does the prepared step on those of elements lo to hi of the blocks that are trained.
func (u *update) Update(lo, hi int, past bool) {
	if hi = min(hi, u.trained); lo >= hi {
		return
	}
	u.optimizer.Update(u.params, u.gradients, lo, hi, past && u.average == nil)
	if u.average != nil {
		u.average.Update(u.params, lo, hi)
	}
}

// clipped does a step with clipping by norm, when all gradients are known. Where the norm is not finite it changes nothing and reports false.
func (u *update) clipped(pool *exec.Pool, step int, rate float64) bool {
	pool.Share(u.clip.Chunks(), u.measure)
	norm := u.clip.Value()
	if !finite(norm) {
		return false
	}
	u.prepare(step, rate, u.clip.Scale(norm))
	pool.Share(u.clip.Chunks(), u.apply)
	return true
}
