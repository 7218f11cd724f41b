// Package optim holds gradient descent over one flat block of parameters: the methods, schedules of the learning rate, clipping of
// gradients, averages of the parameters.
//
// Parameters, gradients and an optimizer's own state (Adam's moments) are blocks of one length in one layout, so that an optimizer is a
// loop and knows nothing of tensors. Where the layout pads with zeros, gradients are zero, and every method here keeps parameters and
// moments of gradients at zero. An update depends on the step's number, the rate and the blocks alone: with the state restored exactly, a
// resumed run continues bit for bit. A method is a row of methods.
//
// The order of a step: gradients are clipped by value (ClipValue), their norm is measured and clipped (Norm), weight decay is added to them,
// the method moves the parameters, and the average follows (Average).
package optim

import (
	"maps"
	"slices"

	"vae/internal/invalid"
)

// Buffer is a part of an optimizer's state, of the parameter block's length and layout. A checkpoint stores Data, and restores it by
// copying into it.
type Buffer struct {
	Name string
	Data []float32
}

// Optimizer updates parameters from gradients.
type Optimizer interface {
	// Prepare sets the numbers of a step, counted from 1: its learning rate, and what the gradients are multiplied by first, which is 1
	// but for clipping. It is not to run at the same time as Update.
	Prepare(step int, rate, scale float64)
	// Update does the prepared step on elements [lo, hi) of the blocks, which have the length given to New. Disjoint ranges may be
	// updated at the same time, and any split into ranges gives the same bits. It allocates nothing and does not write grads.
	// Where past is set the parameters are written past the caches, to the same values: faster if threads of far cores have read them.
	Update(params, grads []float32, lo, hi int, past bool)
	// State lists what must be saved besides the parameters, always in one order; empty for methods without memory.
	State() []Buffer
}

// method is one row: how a method is made, which of its own settings are wrong, and whether it decays weights apart from the gradient.
type method struct {
	make      func(c Config, n int) Optimizer
	check     func(c Config, bad *invalid.Fields)
	decoupled bool
}

// methods lists what Config.Name may be.
var methods = map[string]method{
	"adagrad":  {make: newAdagrad, check: checkSecondMoment},
	"adam":     {make: newAdam, check: checkAdam},
	"adamw":    {make: newAdamW, check: checkAdam, decoupled: true},
	"momentum": {make: newMomentum, check: checkMomentum},
	"nesterov": {make: newNesterov, check: checkMomentum},
	"rmsprop":  {make: newRMSProp, check: checkRMSProp},
	"sgd":      {make: newSGD},
}

// Methods lists the names, sorted.
func Methods() []string { return slices.Sorted(maps.Keys(methods)) }

// New makes an optimizer for blocks of n elements, its state as before the first step: the method, behind clipping by value and weight decay
// where they are asked for. Clipping by norm, the schedule and the average are the loop's to apply: see Norm, Config.Rate and Average. The error is
// an invalid.Fields with every setting that cannot be used.
func New(c Config, n int) (Optimizer, error) {
	if err := c.Validate().Err(); err != nil {
		return nil, err
	}
	row := methods[c.Name]
	o := row.make(c, n)
	decay := c.WeightDecay
	if row.decoupled {
		decay = 0
	}
	if decay == 0 && c.ClipValue == 0 {
		return o, nil
	}
	return &shaped{method: o, limit: float32(c.ClipValue), decay: float32(decay), shape: make([]float32, n)}, nil
}
