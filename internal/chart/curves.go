package chart

import (
	"io"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Curve is a value over steps or epochs.
type Curve struct {
	Name   string
	X, Y   []float64
	Dashed bool
}

// Panel is curves that share their axes.
type Panel struct {
	Title, XAxis, YAxis string
	Curves              []Curve
	// X and Y are a point to ring, and MarkName what to say of it; nothing where that is empty.
	X, Y     float64
	MarkName string
}

// WritePanels draws panels side by side and writes them in one of Formats. Curves with the names of the first panel's need no legend of their own.
func WritePanels(w io.Writer, format string, panels ...Panel) error {
	const width, height = 5.2 * vg.Inch, 3.9 * vg.Inch
	c, err := newCanvas(format, width*vg.Length(len(panels)), height)
	if err != nil {
		return err
	}
	d := framed(c)
	each := d.Rectangle.Size().X / vg.Length(len(panels))
	for i, p := range panels {
		left := each * vg.Length(i)
		right := -each * vg.Length(len(panels)-1-i)
		gap := vg.Points(8)
		named := i > 0 && slices.EqualFunc(p.Curves, panels[0].Curves, func(a, b Curve) bool { return a.Name == b.Name })
		if err := p.draw(draw.Crop(d, left+gap, right-gap, 0, 0), !named); err != nil {
			return err
		}
	}
	_, err = c.WriteTo(w)
	return err
}

// draw draws one panel. A curve of one point is drawn as a point.
func (p Panel) draw(d draw.Canvas, legend bool) error {
	out := newPlot(p.Title, p.XAxis, p.YAxis)
	for i, c := range p.Curves {
		points := make(plotter.XYs, len(c.X))
		for k := range points {
			points[k] = plotter.XY{X: c.X[k], Y: c.Y[k]}
		}
		line, marks, err := plotter.NewLinePoints(points)
		if err != nil {
			return err
		}
		line.Color, line.Width = colour(i, 0xff), vg.Points(1.6)
		marks.GlyphStyle = draw.GlyphStyle{Color: line.Color, Radius: vg.Points(1.8), Shape: draw.CircleGlyph{}}
		if c.Dashed {
			line.Dashes = []vg.Length{vg.Points(4), vg.Points(3)}
		}
		out.Add(line)
		if len(points) <= 30 {
			out.Add(marks)
		}
		if legend {
			out.Legend.Add(c.Name, line)
		}
	}
	if p.MarkName != "" {
		mark, err := plotter.NewScatter(plotter.XYs{{X: p.X, Y: p.Y}})
		if err != nil {
			return err
		}
		mark.GlyphStyle = draw.GlyphStyle{Color: dark, Radius: vg.Points(4), Shape: draw.RingGlyph{}}
		out.Add(mark)
		out.Legend.Add(p.MarkName, mark)
	}
	out.Legend.Top = true
	out.Draw(d)
	return nil
}
