package main

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/plotter"
)

// surface is a density on a grid of the plane.
type surface struct {
	x, y []float64
	f    func(x ...float64) float64 // log density
	top  float64
}

// newSurface finds the highest point on a grid of n by n.
func newSurface(x0, x1, y0, y1 float64, n int, logProb func(x ...float64) float64) *surface {
	s := &surface{steps(x0, x1, n), steps(y0, y1, n), logProb, math.Inf(-1)}
	for _, x := range s.x {
		for _, y := range s.y {
			s.top = max(s.top, logProb(x, y))
		}
	}
	return s
}

// Dims, X, Y and Z make a surface a plotter.GridXYZ of the density relative to its top.
func (s *surface) Dims() (columns, rows int) { return len(s.x), len(s.y) }

func (s *surface) X(c int) float64 { return s.x[c] }

func (s *surface) Y(r int) float64 { return s.y[r] }

func (s *surface) Z(c, r int) float64 { return math.Exp(s.f(s.x[c], s.y[r]) - s.top) }

// shades are colours from white to a dark one, as a palette.
type shades []color.Color

// Colors makes shades a palette.Palette.
func (s shades) Colors() []color.Color { return s }

// newShades mixes a colour with white in n steps.
func newShades(c color.NRGBA, n int) shades {
	out := make(shades, n)
	for i := range out {
		share := math.Sqrt(float64(i)/float64(n-1)) * 0.75
		mix := func(v uint8) uint8 { return uint8(255 - share*float64(255-v)) }
		out[i] = color.NRGBA{R: mix(c.R), G: mix(c.G), B: mix(c.B), A: 255}
	}
	return out
}

// density adds a surface as shades with the frame of its grid.
func (p *panel) density(s *surface, c color.NRGBA) {
	h := plotter.NewHeatMap(s, newShades(c, 256))
	h.Min, h.Max = 0, 1
	h.Rasterized = true
	p.Add(h)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = s.x[0], s.x[len(s.x)-1], s.y[0], s.y[len(s.y)-1]
}
