package vi

// Stochastic gradient descent on a theta of float64 with the project's optimisers.

import (
	"errors"
	"fmt"

	"vae/optim"
)

// Adam is the optimiser that suits most fits: a learning rate (0.02 to 0.1) that falls to 0 along a cosine, which averages the noise of the last
// steps out.
func Adam(rate float64) optim.Config {
	c := optim.DefaultConfig()
	c.LearningRate, c.Schedule.Name = rate, "cosine"
	return c
}

// descent is a theta and its optimiser. The optimisers keep float32: the rounding is far below the noise of the gradients.
type descent struct {
	config        optim.Config
	theta         []float64
	params, grads []float32
	optimizer     optim.Optimizer
	norm          *optim.Norm
	steps         int
}

func newDescent(c optim.Config, start []float64, steps int) (*descent, error) {
	o, err := optim.New(c, len(start))
	if err != nil {
		return nil, fmt.Errorf("vi: optimizer: %w", err)
	}
	n := len(start)
	d := &descent{config: c, theta: make([]float64, n), params: make([]float32, n), grads: make([]float32, n), optimizer: o, norm: optim.NewNorm(c, n), steps: steps}
	for i, v := range start {
		d.params[i] = float32(v)
		d.theta[i] = float64(d.params[i])
	}
	return d, nil
}

// errDiverged is wrapped where a gradient or a parameter is not finite.
var errDiverged = errors.New("not finite: lower the learning rate, or start nearer")

// step number i, counted from 0, follows a gradient.
func (d *descent) step(i int, gradient []float64) error {
	for j, g := range gradient {
		if d.grads[j] = float32(g); !finite(float64(d.grads[j])) {
			return fmt.Errorf("vi: step %d, gradient of parameter %d: %w", i, j, errDiverged)
		}
	}
	scale := 1.0
	if d.norm != nil {
		d.norm.Measure(d.grads, 0, d.norm.Chunks())
		scale = d.norm.Scale(d.norm.Value())
	}
	d.optimizer.Prepare(i+1, d.config.Rate(i+1, d.steps), scale)
	d.optimizer.Update(d.params, d.grads, 0, len(d.params), false)
	for j, p := range d.params {
		if d.theta[j] = float64(p); !finite(d.theta[j]) {
			return fmt.Errorf("vi: step %d, parameter %d: %w", i, j, errDiverged)
		}
	}
	return nil
}
