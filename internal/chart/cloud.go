package chart

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// cloud draws groups of points with no group on top of another: points come in turns, a point of each group.
type cloud struct {
	groups []*group
	radius vg.Length
}

// Plot draws the points.
func (c *cloud) Plot(d draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&d)
	longest := 0
	for _, g := range c.groups {
		longest = max(longest, len(g.points))
	}
	for turn := range longest {
		for i, g := range c.groups {
			// Groups of different sizes are spread over the same number of turns.
			if at := turn * len(g.points) / longest; turn == 0 || at != (turn-1)*len(g.points)/longest {
				style := draw.GlyphStyle{Color: colour(i, 0xb8), Radius: c.radius, Shape: draw.CircleGlyph{}}
				d.DrawGlyph(style, vg.Point{X: x(g.points[at].X), Y: y(g.points[at].Y)})
			}
		}
	}
}

// dot is a group's mark in the legend.
type dot struct{ colour color.Color }

// Thumbnail draws it.
func (t dot) Thumbnail(c *draw.Canvas) {
	c.DrawGlyph(draw.GlyphStyle{Color: t.colour, Radius: vg.Points(3.5), Shape: draw.CircleGlyph{}}, c.Center())
}
