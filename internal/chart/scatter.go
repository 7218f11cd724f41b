package chart

import (
	"image/color"
	"io"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Scatter is points on a plane, in groups that differ in colour.
type Scatter struct {
	Title, XAxis, YAxis string
	groups              map[int]*group
}

// group is the points of one label.
type group struct {
	name   string
	points plotter.XYs
}

// Add adds a point to a group. Groups stand in the legend in their order; a name that is empty is left out there.
func (s *Scatter) Add(order int, name string, x, y float64) {
	if s.groups == nil {
		s.groups = map[int]*group{}
	}
	g := s.groups[order]
	if g == nil {
		g = &group{name: name}
		s.groups[order] = g
	}
	g.points = append(g.points, plotter.XY{X: x, Y: y})
}

// Write draws the points and writes them in one of Formats. One unit is as long on both axes.
func (s *Scatter) Write(w io.Writer, format string) error {
	p := newPlot(s.Title, s.XAxis, s.YAxis)
	side := extent(s.groups)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = side.xlo, side.xhi, side.ylo, side.yhi
	p.Add(&cloud{s.order(), s.radius()})
	legend := p.Legend
	c, err := newCanvas(format, 7*vg.Inch, 6.2*vg.Inch)
	if err != nil {
		return err
	}
	d := framed(c)
	room := vg.Length(0)
	for i, g := range s.order() {
		if g.name == "" || i >= maxLegend {
			continue
		}
		legend.Add(g.name, dot{colour(i, 0xff)})
	}
	if legendRoom := legend.Rectangle(d); legendRoom.Size().X > 0 && len(s.groups) > 1 {
		legend.Top = true
		room = legendRoom.Size().X + vg.Points(14)
		legend.YOffs = -vg.Points(34)
		legend.Draw(d)
	}
	p.Draw(square(p, draw.Crop(d, 0, -room, 0, 0)))
	_, err = c.WriteTo(w)
	return err
}

// square is the part of a canvas in which a unit is as long on both axes of a plot of a square.
func square(p *plot.Plot, d draw.Canvas) draw.Canvas {
	size := p.DataCanvas(d).Size()
	if size.X > size.Y {
		return draw.Crop(d, 0, size.Y-size.X, 0, 0)
	}
	return draw.Crop(d, 0, 0, size.Y-size.X, 0)
}

// maxLegend bounds the legend; more labels have no colours of their own anyway.
const maxLegend = 20

// order lists the groups in their order.
func (s *Scatter) order() []*group {
	var keys []int
	for k := range s.groups {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	out := make([]*group, len(keys))
	for i, k := range keys {
		out[i] = s.groups[k]
	}
	return out
}

// radius makes few points large and many small.
func (s *Scatter) radius() vg.Length {
	n := 0
	for _, g := range s.groups {
		n += len(g.points)
	}
	return vg.Points(min(3, max(0.9, 60/math.Sqrt(float64(max(n, 1))))))
}

// colour is that of group i; lighter is more transparent.
func colour(i int, alpha uint8) color.Color {
	c := palette[i%len(palette)]
	return color.NRGBA{c.R, c.G, c.B, alpha}
}

// box is a part of the plane.
type box struct{ xlo, xhi, ylo, yhi float64 }

// extent is a square around all points, a little larger than they need.
func extent(groups map[int]*group) box {
	inf := math.Inf(1)
	b := box{inf, -inf, inf, -inf}
	for _, g := range groups {
		for _, p := range g.points {
			b.xlo, b.xhi, b.ylo, b.yhi = min(b.xlo, p.X), max(b.xhi, p.X), min(b.ylo, p.Y), max(b.yhi, p.Y)
		}
	}
	if b.xlo > b.xhi {
		return box{-1, 1, -1, 1}
	}
	half := max(b.xhi-b.xlo, b.yhi-b.ylo, 1e-6) * 0.52
	x, y := (b.xlo+b.xhi)/2, (b.ylo+b.yhi)/2
	return box{x - half, x + half, y - half, y + half}
}
