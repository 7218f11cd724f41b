package chart

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/plotter"
)

// Range is n numbers from lo to hi, both included; n is at least 2.
func Range(lo, hi float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = lo + (hi-lo)*float64(i)/float64(n-1)
	}
	return out
}

// Map is f of every number.
func Map(x []float64, f func(float64) float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = f(v)
	}
	return out
}

// Ellipse is where the normal density of two coordinates is so many standard deviations from its mean: m + deviations L (cos t, sin t), L L^T = cov.
func Ellipse(mean []float64, cov [][]float64, deviations float64) (x, y []float64) {
	a := math.Sqrt(cov[0][0])
	b := cov[1][0] / a
	c := math.Sqrt(max(0, cov[1][1]-b*b))
	for i := range 121 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / 120)
		x, y = append(x, mean[0]+deviations*a*cos), append(y, mean[1]+deviations*(b*cos+c*sin))
	}
	return x, y
}

// Shade fills the square from lo to hi in both coordinates with shades of a colour, the darker the higher the density whose logarithm is given.
func (p *Panel) Shade(logDensity func(x ...float64) float64, lo, hi float64, c color.NRGBA) {
	const n = 160
	s := surface{at: Range(lo, hi, n), values: make([]float64, n*n)}
	top := math.Inf(-1)
	for i := range s.values {
		s.values[i] = logDensity(s.at[i%n], s.at[i/n])
		top = max(top, s.values[i])
	}
	for i, v := range s.values {
		s.values[i] = math.Exp(v - top)
	}
	h := plotter.NewHeatMap(s, newShades(c, 64))
	h.Min, h.Max, h.Rasterized = 0, 1, true
	p.Add(h)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = lo, hi, lo, hi
}

// surface is a plotter.GridXYZ of values on a square.
type surface struct{ at, values []float64 }

func (s surface) Dims() (columns, rows int) { return len(s.at), len(s.at) }

func (s surface) X(c int) float64 { return s.at[c] }

func (s surface) Y(r int) float64 { return s.at[r] }

func (s surface) Z(c, r int) float64 { return s.values[r*len(s.at)+c] }

// shades are colours from white to a dark one.
type shades []color.Color

// Colors makes shades a palette.Palette.
func (s shades) Colors() []color.Color { return s }

// newShades mixes a colour with white in n steps; the root makes thin tails visible.
func newShades(c color.NRGBA, n int) shades {
	out := make(shades, n)
	for i := range out {
		share := math.Sqrt(float64(i)/float64(n-1)) * 0.75
		mix := func(v uint8) uint8 { return uint8(255 - share*float64(255-v)) }
		out[i] = color.NRGBA{R: mix(c.R), G: mix(c.G), B: mix(c.B), A: 255}
	}
	return out
}
