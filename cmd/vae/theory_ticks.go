package main

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// round puts labels at about five multiples of 1, 2 or 5 times a power of ten, and marks halfway.
type round struct{}

// Ticks makes round a plot.Ticker.
func (round) Ticks(lo, hi float64) []plot.Tick {
	if !(hi > lo) {
		return []plot.Tick{{Value: lo, Label: strconv.FormatFloat(lo, 'g', 4, 64)}}
	}
	power := math.Pow(10, math.Floor(math.Log10((hi-lo)/5)))
	step := power
	for _, m := range []float64{2, 5, 10} {
		if (hi-lo)/step > 6 {
			step = m * power
		}
	}
	digits := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	var ticks []plot.Tick
	slack := 1e-9 * (hi - lo)
	for i := math.Ceil((lo - slack) / step * 2); i*step/2 <= hi+slack; i++ {
		t := plot.Tick{Value: i * step / 2}
		if math.Mod(i, 2) == 0 {
			t.Label = strconv.FormatFloat(t.Value+0, 'f', digits, 64) // -0 + 0 is 0
		}
		ticks = append(ticks, t)
	}
	return ticks
}

// powers labels an axis of decimal logarithms with the powers of ten, and marks their multiples. (With plot.LogScale the room for an axis' label is
// taken at the top.)
type powers struct{}

// Ticks makes powers a plot.Ticker.
func (powers) Ticks(lo, hi float64) []plot.Tick {
	var ticks []plot.Tick
	for e := math.Floor(lo); e <= hi; e++ {
		for m := 1.0; m < 10; m++ {
			t := plot.Tick{Value: e + math.Log10(m)}
			if m == 1 {
				t.Label = strconv.FormatFloat(math.Pow(10, e), 'g', -1, 64)
			}
			if t.Value >= lo && t.Value <= hi {
				ticks = append(ticks, t)
			}
		}
	}
	return ticks
}

// logarithms are decimal ones.
func logarithms(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = math.Log10(x)
	}
	return out
}
