package main

// A run's loss as text.

import (
	"fmt"
	"io"
	"math"

	"github.com/guptarohit/asciigraph"

	"vae/train"
)

// The size of the drawing, in characters.
const (
	curveWidth  = 64
	curveHeight = 10
)

// printCurve draws the loss over the epochs of a run, where there are two or more.
func printCurve(w io.Writer, dir string, coloured bool) error {
	epochs, err := train.ReadHistory(dir)
	if err != nil || len(epochs) < 2 {
		return err
	}
	var training, validation []float64
	for _, e := range epochs {
		training = append(training, e.TrainLoss)
		if e.ValidLoss != nil {
			validation = append(validation, *e.ValidLoss)
		}
	}
	// The first epochs would take all the height: what is far above the median is drawn at the top.
	top := ceiling(training)
	series, names, marks := [][]float64{cut(training, top)}, []string{"training"}, "o training"
	if len(validation) == len(training) {
		series, names, marks = append(series, cut(validation, top)), append(names, "validation"), marks+", x validation"
	}
	ticks := 5
	if len(epochs) <= 8 {
		ticks = len(epochs) // few epochs are named one by one: the labels of others are rounded
	}
	options := []asciigraph.Option{
		asciigraph.Width(curveWidth), asciigraph.Height(curveHeight), asciigraph.Precision(1),
		asciigraph.XAxisRange(1, float64(len(epochs))), asciigraph.XAxisTickCount(ticks),
		asciigraph.XAxisValueFormatter(func(x float64) string { return fmt.Sprintf("%.0f", x) }),
	}
	const caption = "loss, nats for each example, over epochs"
	if coloured {
		options = append(options, asciigraph.Caption(caption), asciigraph.SeriesLegends(names...), asciigraph.SeriesColors(asciigraph.Blue, asciigraph.Orange))
	} else {
		options = append(options, asciigraph.Caption(caption+": "+marks), asciigraph.SeriesChars(asciigraph.CreateCharSet("o"), asciigraph.CreateCharSet("x")))
	}
	_, err = fmt.Fprintln(w, asciigraph.PlotMany(series, options...))
	return err
}

// ceiling is three times as far above the last value as the value of the second tenth is, or the largest.
func ceiling(y []float64) float64 {
	last, early := y[len(y)-1], y[min(len(y)-1, 1+len(y)/10)]
	if early <= last {
		return math.Inf(1)
	}
	return last + 3*(early-last)
}

// cut brings what lies above the top down to it.
func cut(y []float64, top float64) []float64 {
	out := make([]float64, len(y))
	for i, v := range y {
		out[i] = min(v, top)
	}
	return out
}
