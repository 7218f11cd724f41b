package loss

// What of an objective changes from step to step, as functions of the step alone, so that a resumed run goes on with the same values.

import (
	"math"
	"slices"

	"vae/internal/invalid"
)

// Warmup says what part of beta a step uses: little at first, so that the decoder learns to use z before the KL presses it towards the prior. Any objective may have one;
// in importance weights beta is the power of p(z)/q(z|x), which is 1 in the end.
type Warmup struct {
	// Shape is none, linear (Sonderby et al. 2016, https://arxiv.org/abs/1602.02282), sigmoid (Bowman et al. 2016, https://arxiv.org/abs/1511.06349) or
	// cyclical (Fu et al. 2019, https://arxiv.org/abs/1903.10145): none by default.
	Shape string `yaml:"shape" json:"shape"`
	// Steps is the number of optimiser steps after which beta stays what it is: 10000 by default.
	Steps int `yaml:"steps" json:"steps"`
	// Start is the part of beta at the beginning: 0 by default.
	Start float64 `yaml:"start" json:"start"`
	// Cycles is, for cyclical, how often beta begins anew within Steps: 4 by default.
	Cycles int `yaml:"cycles" json:"cycles"`
	// Ramp is, for cyclical, the part of a cycle in which beta rises: 0.5 by default.
	Ramp float64 `yaml:"ramp" json:"ramp"`
}

// DefaultWarmup leaves beta as it is.
func DefaultWarmup() Warmup {
	return Warmup{Shape: "none", Steps: 10000, Cycles: 4, Ramp: 0.5}
}

// warmups lists what Warmup.Shape may be: how far beta has risen, from 0 to 1, after a part p < 1 of the steps.
var warmups = map[string]func(w Warmup, p float64) float64{
	"linear":   func(_ Warmup, p float64) float64 { return p },
	"sigmoid":  func(_ Warmup, p float64) float64 { return sShape(p) },
	"cyclical": Warmup.cycle,
}

// sharpness is how steep the sigmoid is: it runs over logits from -6 to 6.
const sharpness = 6

// sShape is a sigmoid that is 0 at 0 and 1 at 1.
func sShape(p float64) float64 {
	low := sigmoid(-sharpness)
	return (sigmoid(sharpness*(2*p-1)) - low) / (1 - 2*low)
}

func (w Warmup) cycle(p float64) float64 {
	_, within := math.Modf(p * float64(w.Cycles))
	return min(within/w.Ramp, 1)
}

// Part is what part of beta is used after a number of completed steps: start + (1 - start) * f(done / steps), and 1 from steps on.
//
//	linear    f(p) = p
//	sigmoid   f(p) = a sigmoid of 6 (2p - 1), stretched so that f(0) = 0 and f(1) = 1
//	cyclical  f(p) = min(1, c / ramp), c the fraction of p * cycles
func (w Warmup) Part(done int) float64 {
	f := warmups[w.Shape]
	if f == nil || done >= w.Steps {
		return 1
	}
	return w.Start + (1-w.Start)*f(w, float64(done)/float64(w.Steps))
}

// Over reports whether beta stays what it is after a number of completed steps.
func (w Warmup) Over(done int) bool { return warmups[w.Shape] == nil || done >= w.Steps }

// Weights are what of an objective may change from step to step: scalar inputs of its graph, so that no schedule recompiles.
type Weights struct {
	Beta     float64 // multiplies the KL term
	Capacity float64 // C of the objective capacity, nats; others have none
}

// At are the weights of the step that follows a number of completed ones.
func (c Config) At(done int) Weights {
	w := c.Final()
	w.Beta *= c.Warmup.Part(done)
	if done < c.CapacitySteps {
		w.Capacity *= float64(done) / float64(c.CapacitySteps)
	}
	return w
}

// Final are the weights once all schedules are over, by which models are validated.
func (c Config) Final() Weights {
	w := Weights{Beta: c.Beta}
	if c.HasCapacity() {
		w.Capacity = c.Capacity
	}
	return w
}

// Settled reports whether the weights stay what they are after a number of completed steps.
func (c Config) Settled(done int) bool {
	return c.Warmup.Over(done) && !(c.HasCapacity() && done < c.CapacitySteps)
}

// HasCapacity reports whether the objective reads Weights.Capacity.
func (c Config) HasCapacity() bool { return c.Objective == capacity.name }

// Bounds of the settings.
const (
	maxWarmup = 1_000_000_000
	maxCycles = 100_000
)

// Validate reports every setting that cannot be used. An empty shape is none.
func (w Warmup) Validate() invalid.Fields {
	var bad invalid.Fields
	shapes := []string{"none", "linear", "sigmoid", "cyclical"}
	if w.Shape != "" {
		bad.OneOf("shape", w.Shape, shapes...)
	}
	if w.Shape == "" || w.Shape == "none" || !slices.Contains(shapes, w.Shape) {
		return bad
	}
	if w.Steps < 1 || w.Steps > maxWarmup {
		bad.Addf("steps", "%d is not between 1 and %d", w.Steps, maxWarmup)
	}
	if !(w.Start >= 0 && w.Start <= 1) {
		bad.Addf("start", "%v is not in [0, 1]", w.Start)
	}
	if w.Shape == "cyclical" {
		if w.Cycles < 1 || w.Cycles > maxCycles {
			bad.Addf("cycles", "%d is not between 1 and %d", w.Cycles, maxCycles)
		}
		if !(w.Ramp > 0 && w.Ramp <= 1) {
			bad.Addf("ramp", "%v is not in (0, 1]", w.Ramp)
		}
	}
	return bad
}
