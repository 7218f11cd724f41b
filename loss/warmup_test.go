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
			if got := (Config{Beta: 3, Warmup: c.w}).BetaAt(done); math.Abs(got-3*want) > 1e-12 {
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
