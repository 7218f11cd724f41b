package main

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// Every axis has a handful of labels that lie on it, say where they are, and are evenly apart.
func TestRoundTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Float64Range(-1e4, 1e4).Draw(t, "lo")
		width := math.Pow(10, rapid.Float64Range(-2, 5).Draw(t, "magnitude"))
		var labels []float64
		for _, tick := range (round{}).Ticks(lo, lo+width) {
			if tick.Value < lo-1e-6*width || tick.Value > lo+1.000001*width {
				t.Fatalf("tick %g outside %g to %g", tick.Value, lo, lo+width)
			}
			if tick.Label == "" {
				continue
			}
			v, err := strconv.ParseFloat(tick.Label, 64)
			if err != nil || math.Abs(v-tick.Value) > 1e-6*width {
				t.Fatalf("tick %g has the label %q", tick.Value, tick.Label)
			}
			labels = append(labels, v)
		}
		if len(labels) < 2 || len(labels) > 7 {
			t.Fatalf("labels %v from %g to %g", labels, lo, lo+width)
		}
		for i := 2; i < len(labels); i++ {
			if math.Abs(labels[i]-2*labels[i-1]+labels[i-2]) > 1e-6*width {
				t.Fatalf("labels %v are not evenly apart", labels)
			}
		}
	})
}
