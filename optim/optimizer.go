// Package optim holds gradient descent over one flat block of parameters: SGD, Adam.
//
// Parameters, gradients and an optimizer's own state (Adam's moments) are blocks of one length in one layout, so that an optimizer is a
// loop and knows nothing of tensors. Where the layout pads with zeros, gradients are zero, and every method here keeps parameters and
// state at zero. An update depends on the step's number, the rate and the blocks alone: with the state restored exactly, a resumed run
// continues bit for bit. A method is a row of methods and a file of its own.
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
	// Prepare sets the numbers of a step, counted from 1, and its learning rate. It is not to run at the same time as Update.
	Prepare(step int, rate float64)
	// Update does the prepared step on elements [lo, hi) of the blocks, which have the length given to New. Disjoint ranges may be
	// updated at the same time, and any split into ranges gives the same bits. It allocates nothing.
	Update(params, grads []float32, lo, hi int)
	// State lists what must be saved besides the parameters, always in one order; empty for methods without memory.
	State() []Buffer
}

// method is one row: how a method is made and which of its own settings are wrong.
type method struct {
	make  func(c Config, n int) Optimizer
	check func(c Config, bad *invalid.Fields)
}

// methods lists what Config.Name may be.
var methods = map[string]method{
	"adam": {newAdam, checkAdam},
	"sgd":  {newSGD, nil},
}

// Methods lists the names, sorted.
func Methods() []string { return slices.Sorted(maps.Keys(methods)) }

// New makes an optimizer for blocks of n elements, its state zero. The error is an invalid.Fields with every setting that cannot be used.
func New(c Config, n int) (Optimizer, error) {
	if err := c.Validate().Err(); err != nil {
		return nil, err
	}
	return methods[c.Name].make(c, n), nil
}
