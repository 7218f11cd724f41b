// Package chart draws the pictures of the notebooks: a few kinds of marks on plots side by side, as PNG.
package chart

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The colours of Okabe and Ito (2008), which people who see colours differently can tell apart.
var (
	Black     = color.NRGBA{A: 255}
	Grey      = color.NRGBA{R: 120, G: 120, B: 120, A: 255}
	Orange    = color.NRGBA{R: 230, G: 159, A: 255}
	SkyBlue   = color.NRGBA{R: 86, G: 180, B: 233, A: 255}
	Green     = color.NRGBA{G: 158, B: 115, A: 255}
	Blue      = color.NRGBA{G: 114, B: 178, A: 255}
	Vermilion = color.NRGBA{R: 213, G: 94, A: 255}
	Purple    = color.NRGBA{R: 204, G: 121, B: 167, A: 255}
	Brown     = color.NRGBA{R: 120, G: 72, B: 24, A: 255}
	Yellow    = color.NRGBA{R: 214, G: 200, B: 20, A: 255}
)

// Palette is ten colours in the order in which curves and classes take them.
var Palette = []color.NRGBA{Blue, Vermilion, Green, Purple, Orange, SkyBlue, Black, Brown, Yellow, Grey}

// Panel is one plot, and the first problem of its parts, which PNG returns.
type Panel struct {
	*plot.Plot
	err error
}

// New is an empty plot with a title and labelled axes, its legend at the upper right.
func New(title, x, y string) *Panel {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.TextStyle.Font.Size, p.Title.Padding = vg.Points(12), vg.Points(7)
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Label.TextStyle.Font.Size, axis.Tick.Label.Font.Size = vg.Points(10.5), vg.Points(9.5)
		axis.Label.Padding, axis.Tick.Marker = vg.Points(4), ticks{}
	}
	p.Legend.TextStyle.Font.Size = vg.Points(9.5)
	p.Legend.Padding, p.Legend.ThumbnailWidth = vg.Points(3.5), vg.Points(20)
	p.Legend.Top, p.Legend.YOffs, p.Legend.XOffs = true, vg.Points(-3), vg.Points(-3)
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = fade(Grey, 45), fade(Grey, 45)
	p.Add(grid)
	return &Panel{Plot: p}
}

// Line adds a curve. A name, here and below, puts a mark into the legend; without one it stays out.
func (p *Panel) Line(name string, x, y []float64, c color.NRGBA) { p.stroke(name, x, y, c) }

// Dashed adds a dashed curve.
func (p *Panel) Dashed(name string, x, y []float64, c color.NRGBA) {
	p.stroke(name, x, y, c, vg.Points(5), vg.Points(4))
}

// stroke adds a curve with dashes, or none.
func (p *Panel) stroke(name string, x, y []float64, c color.NRGBA, dashes ...vg.Length) {
	l, err := plotter.NewLine(pairs(x, y))
	if p.failed(name, err) {
		return
	}
	l.LineStyle = draw.LineStyle{Color: c, Width: vg.Points(1.8), Dashes: dashes}
	p.add(name, l)
}

// Dots adds a point for each pair, with a radius in points.
func (p *Panel) Dots(name string, x, y []float64, c color.NRGBA, radius float64) {
	s, err := plotter.NewScatter(pairs(x, y))
	if p.failed(name, err) {
		return
	}
	s.GlyphStyle = draw.GlyphStyle{Color: c, Radius: vg.Points(radius), Shape: draw.CircleGlyph{}}
	p.add(name, s)
}

// Fill adds the area between two curves over the same x, faint enough for others to show through.
func (p *Panel) Fill(name string, x, low, high []float64, c color.NRGBA) {
	outline := pairs(x, high)
	for i := len(low) - 1; i >= 0 && i < len(x); i-- {
		outline = append(outline, plotter.XY{X: x[i], Y: low[i]})
	}
	area, err := plotter.NewPolygon(outline)
	if p.failed(name, err) {
		return
	}
	area.Color, area.LineStyle.Width = fade(c, 80), 0
	p.add(name, area)
}

// mark is what both a plot and a legend can hold.
type mark interface {
	plot.Plotter
	plot.Thumbnailer
}

// add puts a mark into the plot, and into the legend under its name.
func (p *Panel) add(name string, m mark) {
	p.Add(m)
	if name != "" {
		p.Legend.Add(name, m)
	}
}

// failed keeps the first problem, and says whether there is one.
func (p *Panel) failed(name string, err error) bool {
	if err != nil && p.err == nil {
		p.err = fmt.Errorf("drawing %q of %q: %w", name, p.Title.Text, err)
	}
	return err != nil
}

// pairs are the points of two slices, as many as the shorter has.
func pairs(x, y []float64) plotter.XYs {
	out := make(plotter.XYs, min(len(x), len(y)))
	for i := range out {
		out[i] = plotter.XY{X: x[i], Y: y[i]}
	}
	return out
}

// fade is a colour that others show through.
func fade(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}
