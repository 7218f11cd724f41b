// Package chart draws the plots of the command line, as PNG or SVG: curves over epochs, points on a plane.
package chart

import (
	"fmt"
	"image/color"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Formats are the kinds of files that plots are written as, by the ends of their names.
var Formats = []string{"png", "svg"}

// FormatOf is the format that a file's name says.
func FormatOf(path string) string {
	return strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
}

// palette are ten colours that stay apart for most of those who see few (after Tableau's ten).
var palette = []color.RGBA{
	{0x1f, 0x77, 0xb4, 0xff},
	{0xff, 0x7f, 0x0e, 0xff},
	{0x2c, 0xa0, 0x2c, 0xff},
	{0xd6, 0x27, 0x28, 0xff},
	{0x94, 0x67, 0xbd, 0xff},
	{0x8c, 0x56, 0x4b, 0xff},
	{0xe3, 0x77, 0xc2, 0xff},
	{0x60, 0x60, 0x60, 0xff},
	{0xbc, 0xbd, 0x22, 0xff},
	{0x17, 0xbe, 0xcf, 0xff},
}

var (
	faint = color.RGBA{0xe4, 0xe4, 0xe4, 0xff} // of a grid
	dark  = color.RGBA{0x33, 0x33, 0x33, 0xff} // of text and axes
)

func init() {
	plot.DefaultFont.Variant, plotter.DefaultFont.Variant = "Sans", "Sans" // a program's plots are alike
}

// newPlot is an empty plot in the house's style: a faint grid, a title above, dark grey text.
func newPlot(title, x, y string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.TextStyle.Font.Size, p.Title.Padding = vg.Points(13), vg.Points(8)
	p.Title.TextStyle.Color = dark
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Label.TextStyle.Font.Size = vg.Points(11)
		axis.Tick.Label.Font.Size = vg.Points(9.5)
		axis.Color, axis.Tick.Color, axis.Tick.LineStyle.Color = dark, dark, dark
		axis.Label.TextStyle.Color, axis.Tick.Label.Color = dark, dark
		axis.Tick.Marker = ticks{}
		axis.Padding = vg.Points(4)
	}
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = faint, faint
	p.Add(grid)
	p.Legend.TextStyle.Font.Size = vg.Points(9.5)
	p.Legend.TextStyle.Color = dark
	p.Legend.Padding = vg.Points(2)
	return p
}

// ticks are about six round numbers, all of them written with the same number of digits.
type ticks struct{}

// Ticks returns multiples of 1, 2 or 5 times a power of ten.
func (ticks) Ticks(lo, hi float64) []plot.Tick {
	if !(hi > lo) {
		return []plot.Tick{{Value: lo, Label: strconv.FormatFloat(lo, 'g', 4, 64)}}
	}
	const most = 7
	power := math.Floor(math.Log10((hi - lo) / most))
	step, digits := 0.0, 0
	for _, m := range []float64{1, 2, 5, 10, 20} {
		if step = m * math.Pow(10, power); (hi-lo)/step <= most {
			digits = max(0, -int(math.Floor(math.Log10(step)+1e-9)))
			break
		}
	}
	var out []plot.Tick
	for i := math.Ceil(lo/step - 1e-9); i*step <= hi+step*1e-9; i++ {
		out = append(out, plot.Tick{Value: i * step, Label: strconv.FormatFloat(i*step+0, 'f', digits, 64)})
	}
	return out
}

// canvas is what a plot is drawn on, and writes itself.
type canvas interface {
	vg.CanvasSizer
	io.WriterTo
}

// newCanvas makes a canvas of a size in points. PNG has 160 dots an inch.
func newCanvas(format string, width, height vg.Length) (canvas, error) {
	switch format {
	case "svg":
		return vgsvg.New(width, height), nil
	case "png":
		return vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(160))}, nil
	}
	return nil, fmt.Errorf("plots are written as %s, not as %q", strings.Join(Formats, " or "), format)
}

// framed leaves a margin around a canvas, and paints it white.
func framed(c canvas) draw.Canvas {
	d := draw.New(c)
	d.SetColor(color.White)
	d.Fill(d.Rectangle.Path())
	margin := vg.Points(10)
	return draw.Crop(d, margin, -margin, margin, -margin)
}
