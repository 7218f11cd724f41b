package loss

import (
	"math"
	"strings"
	"testing"
)

// TestWarmup holds the shapes to values that can be worked out by hand.
func TestWarmup(t *testing.T) {
	for _, c := range []struct {
		w    Warmup
		want map[int]float64
	}{
		{Warmup{}, map[int]float64{0: 1, 5: 1}},
		{Warmup{Shape: "none", Steps: 10}, map[int]float64{0: 1}},
		{Warmup{Shape: "linear", Steps: 10}, map[int]float64{0: 0, 1: 0.1, 9: 0.9, 10: 1, 1000: 1}},
		{Warmup{Shape: "linear", Steps: 10, Start: 0.2}, map[int]float64{0: 0.2, 5: 0.6, 10: 1}},
		{Warmup{Shape: "sigmoid", Steps: 100}, map[int]float64{0: 0, 50: 0.5, 25: (1/(1+math.Exp(3)) - 1/(1+math.Exp(6))) / (1 - 2/(1+math.Exp(6))), 100: 1}},
		{Warmup{Shape: "cyclical", Steps: 80, Cycles: 4, Ramp: 0.5}, map[int]float64{0: 0, 5: 0.5, 10: 1, 19: 1, 20: 0, 25: 0.5, 65: 0.5, 79: 1, 80: 1, 85: 1}},
		{Warmup{Shape: "cyclical", Steps: 8, Cycles: 1, Ramp: 1}, map[int]float64{0: 0, 4: 0.5}},
	} {
		for done, want := range c.want {
			if got := (Config{Beta: 3, Warmup: c.w}).At(done).Beta; math.Abs(got-3*want) > 1e-12 {
				t.Errorf("%+v after %d steps: %v, want %v", c.w, done, got, 3*want)
			}
		}
		if err := c.w.Validate().Err(); err != nil {
			t.Errorf("%+v: %v", c.w, err)
		}
	}
	// Within a rise beta never falls.
	for _, shape := range []string{"linear", "sigmoid"} {
		w := Warmup{Shape: shape, Steps: 333, Start: 0.1}
		for done := range 400 {
			if w.Part(done+1) < w.Part(done) || w.Part(done) > 1 || w.Over(done) != (done >= 333) {
				t.Errorf("%s falls after %d steps", shape, done)
			}
		}
	}
}

// TestCapacityRises: evenly from 0 to C, for the objective that has one, whatever beta does.
func TestCapacityRises(t *testing.T) {
	c := Config{Objective: "capacity", Beta: 100, Capacity: 25, CapacitySteps: 10, Warmup: Warmup{Shape: "linear", Steps: 4}}
	for done, want := range map[int]Weights{0: {0, 0}, 2: {50, 5}, 4: {100, 10}, 9: {100, 22.5}, 10: {100, 25}, 1000: {100, 25}} {
		if got := c.At(done); math.Abs(got.Beta-want.Beta)+math.Abs(got.Capacity-want.Capacity) > 1e-12 {
			t.Errorf("after %d steps: %+v, want %+v", done, got, want)
		}
		if c.Settled(done) != (done >= 10) {
			t.Errorf("after %d steps: settled is %v", done, c.Settled(done))
		}
	}
	c.CapacitySteps = 0
	if c.At(0).Capacity != 25 || !c.Settled(4) {
		t.Error("without steps the capacity is not there from the beginning")
	}
	if w := (Config{Objective: "elbo", Beta: 1, Capacity: 25, CapacitySteps: 10}); w.At(5) != (Weights{Beta: 1}) || !w.Settled(0) {
		t.Error("an objective without capacity has one")
	}
}

func TestWarmupRefuses(t *testing.T) {
	for field, change := range map[string]func(w *Warmup){
		"shape":  func(w *Warmup) { w.Shape = "cosine" },
		"steps":  func(w *Warmup) { w.Steps = 0 },
		"start":  func(w *Warmup) { w.Start = math.NaN() },
		"cycles": func(w *Warmup) { w.Cycles = 0 },
		"ramp":   func(w *Warmup) { w.Ramp = 0 },
	} {
		c := DefaultConfig()
		c.Warmup.Shape = "cyclical"
		if err := c.Validate().Err(); err != nil {
			t.Fatal(err)
		}
		change(&c.Warmup)
		if err := c.Validate().Err(); err == nil || !strings.HasPrefix(err.Error(), "warmup."+field+": ") {
			t.Errorf("%s: %v", field, err)
		}
	}
}
