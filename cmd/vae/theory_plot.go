package main

import (
	"fmt"
	"image/color"
	"io"
	"math"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"vae/internal/atomicfile"
)

// The colours of Okabe and Ito (2008), which people who see colours differently can tell apart.
var (
	black     = color.NRGBA{A: 255}
	grey      = color.NRGBA{R: 110, G: 110, B: 110, A: 255}
	orange    = color.NRGBA{R: 230, G: 159, A: 255}
	skyBlue   = color.NRGBA{R: 86, G: 180, B: 233, A: 255}
	green     = color.NRGBA{G: 158, B: 115, A: 255}
	blue      = color.NRGBA{G: 114, B: 178, A: 255}
	vermilion = color.NRGBA{R: 213, G: 94, A: 255}
	purple    = color.NRGBA{R: 204, G: 121, B: 167, A: 255}
	palette   = []color.NRGBA{blue, vermilion, green, purple, orange, skyBlue, grey, black}
)

// faint is a colour that others show through.
func faint(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}

// figure is panels side by side.
type figure []*panel

// panel is one plot; problems of its parts are kept until it is written.
type panel struct {
	*plot.Plot
	err error
}

// newPanel is a plot with a title and labelled axes.
func newPanel(title, x, y string) *panel {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.TextStyle.Font.Size, p.Title.Padding = vg.Points(13), vg.Points(8)
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Label.TextStyle.Font.Size, axis.Tick.Label.Font.Size = vg.Points(11), vg.Points(10)
		axis.Label.Padding, axis.Tick.Marker = vg.Points(4), round{}
	}
	p.Legend.TextStyle.Font.Size = vg.Points(10)
	p.Legend.Padding, p.Legend.ThumbnailWidth = vg.Points(2), vg.Points(22)
	p.Legend.Top = true
	p.Legend.YOffs, p.Legend.XOffs = vg.Points(-4), vg.Points(-4)
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = faint(grey, 45), faint(grey, 45)
	p.Add(grid)
	return &panel{Plot: p}
}

// points are pairs of two slices.
func points(x, y []float64) plotter.XYs {
	out := make(plotter.XYs, len(x))
	for i := range x {
		out[i] = plotter.XY{X: x[i], Y: y[i]}
	}
	return out
}

// stroke is how a line is drawn.
type stroke struct {
	colour color.NRGBA
	width  float64 // points; 0 is 1.8
	dashed bool
}

func (s stroke) style() draw.LineStyle {
	if s.width == 0 {
		s.width = 1.8
	}
	style := draw.LineStyle{Color: s.colour, Width: vg.Points(s.width)}
	if s.dashed {
		style.Dashes = []vg.Length{vg.Points(5), vg.Points(4)}
	}
	return style
}

// line adds a curve; a name puts it into the legend.
func (p *panel) line(name string, xy plotter.XYs, s stroke) {
	l, err := plotter.NewLine(xy)
	if err != nil {
		p.fail(name, err)
		return
	}
	l.LineStyle = s.style()
	p.Add(l)
	if name != "" {
		p.Legend.Add(name, l)
	}
}

// level adds a horizontal line from x0 to x1.
func (p *panel) level(name string, y, x0, x1 float64, s stroke) {
	p.line(name, plotter.XYs{{X: x0, Y: y}, {X: x1, Y: y}}, s)
}

// dots adds a scatter.
func (p *panel) dots(name string, xy plotter.XYs, c color.NRGBA, radius float64, shape draw.GlyphDrawer) {
	s, err := plotter.NewScatter(xy)
	if err != nil {
		p.fail(name, err)
		return
	}
	s.GlyphStyle = draw.GlyphStyle{Color: c, Radius: vg.Points(radius), Shape: shape}
	p.Add(s)
	if name != "" {
		p.Legend.Add(name, s)
	}
}

// fill adds the area between two curves over the same x.
func (p *panel) fill(name string, x, low, high []float64, c color.NRGBA) {
	outline := points(x, high)
	for i := len(x) - 1; i >= 0; i-- {
		outline = append(outline, plotter.XY{X: x[i], Y: low[i]})
	}
	area, err := plotter.NewPolygon(outline)
	if err != nil {
		p.fail(name, err)
		return
	}
	area.Color, area.LineStyle.Width = c, 0
	p.Add(area)
	if name != "" {
		p.Legend.Add(name, area)
	}
}

// fail keeps the first problem.
func (p *panel) fail(name string, err error) {
	if p.err == nil {
		p.err = fmt.Errorf("drawing %q of %q: %w", name, p.Title.Text, err)
	}
}

// ellipse is where the normal density of a mean and covariance is so many standard deviations from the middle.
func ellipse(mean []float64, cov [][]float64, deviations float64) plotter.XYs {
	a := math.Sqrt(cov[0][0])
	b := cov[1][0] / a
	c := math.Sqrt(max(0, cov[1][1]-b*b))
	out := make(plotter.XYs, 121)
	for i := range out {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / 120)
		out[i] = plotter.XY{X: mean[0] + deviations*a*cos, Y: mean[1] + deviations*(b*cos+c*sin)}
	}
	return out
}

// steps are n numbers from lo to hi, both included.
func steps(lo, hi float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = lo + (hi-lo)*float64(i)/float64(n-1)
	}
	return out
}

// pictureFormats are the endings that can be written.
var pictureFormats = []string{".png", ".svg"}

// checkPicture refuses names that say no format.
func checkPicture(path string) error {
	if path == "" {
		return nil
	}
	for _, ending := range pictureFormats {
		if strings.EqualFold(filepath.Ext(path), ending) {
			return nil
		}
	}
	return usageError{fmt.Errorf("-o %s: the name has to end in %s", path, strings.Join(pictureFormats, " or "))}
}

// write draws the panels side by side, in the format that the name ends in.
func (f figure) write(path string) error {
	for _, p := range f {
		if p.err != nil {
			return p.err
		}
	}
	w, h := vg.Length(len(f))*5.6*vg.Inch, 4.6*vg.Inch
	format := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
	canvas, err := draw.NewFormattedCanvas(w, h, format)
	if err != nil {
		return err
	}
	plots := [][]*plot.Plot{nil}
	for _, p := range f {
		plots[0] = append(plots[0], p.Plot)
	}
	pad := vg.Points(10)
	tiles := draw.Tiles{Rows: 1, Cols: len(f), PadX: 2 * pad, PadTop: pad, PadBottom: pad, PadLeft: pad, PadRight: 2 * pad}
	for i, c := range plot.Align(plots, tiles, draw.New(canvas))[0] {
		f[i].Draw(c)
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		_, err := canvas.WriteTo(w)
		return err
	})
}
