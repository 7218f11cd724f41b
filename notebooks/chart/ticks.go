package chart

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// ticks marks an axis at multiples of 1, 2 or 5 times a power of ten, of which up to seven fit.
type ticks struct{}

// Ticks makes ticks a plot.Ticker.
func (ticks) Ticks(lo, hi float64) []plot.Tick {
	power := math.Pow(10, math.Floor(math.Log10((hi-lo)/5)))
	step := power
	for _, m := range []float64{2, 5, 10} {
		if (hi-lo)/step > 6 {
			step = m * power
		}
	}
	decimals := max(0, int(-math.Floor(math.Log10(step)+1e-9)))
	var out []plot.Tick
	for i := math.Ceil(lo/step - 1e-9); i <= hi/step+1e-9; i++ {
		out = append(out, plot.Tick{Value: i * step, Label: strconv.FormatFloat(i*step+0, 'f', decimals, 64)})
	}
	return out
}
