package chart

import (
	"bytes"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"
)

// Every kind of mark leaves its colour in the picture of its panel, and the same panels give the same bytes.
func TestPNG(t *testing.T) {
	x := Range(-1, 1, 21)
	square := Map(x, func(v float64) float64 { return v * v })
	panel := func() []*Panel {
		left, right := New("curves", "x", "y"), New("shades", "x", "y")
		left.Line("square", x, square, Blue)
		left.Dots("", x, square, Vermilion, 5)
		right.Shade(func(x ...float64) float64 { return -8 * (x[0]*x[0] + x[1]*x[1]) }, -1, 1, Green)
		return []*Panel{left, right}
	}
	first, err := PNG(panel()...)
	if err != nil {
		t.Fatal(err)
	}
	again, err := PNG(panel()...)
	if err != nil || !bytes.Equal(first, again) {
		t.Error("a second drawing differs:", err)
	}
	m, err := png.Decode(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	if size := m.Bounds().Size(); size.X != 880 || size.Y != 380 {
		t.Error("size", size)
	}
	count := map[color.NRGBA]int{}
	for i := range 880 * 380 {
		count[color.NRGBAModel.Convert(m.At(i%880, i/880)).(color.NRGBA)]++
	}
	darkest := newShades(Green, 64)[63].(color.NRGBA)
	for name, c := range map[string]color.NRGBA{"line": Blue, "dots": Vermilion, "shade": darkest} {
		if count[c] == 0 {
			t.Errorf("the %s is not to be seen", name)
		}
	}
}

// What cannot be drawn is an error that names the mark and its panel.
func TestPNGRefuses(t *testing.T) {
	p := New("losses", "x", "y")
	p.Line("curve", []float64{0, 1}, []float64{1, math.NaN()}, Blue)
	for _, wanted := range []string{"losses", "curve"} {
		if _, err := PNG(p); err == nil || !strings.Contains(err.Error(), wanted) {
			t.Errorf("%v does not name %s", err, wanted)
		}
	}
	if _, err := PNG(); err == nil {
		t.Error("a picture of nothing")
	}
	if _, err := Grid(make([]float32, 7), []int{2, 2}, 1); err == nil {
		t.Error("a grid of seven values of shape [2 2]")
	}
}

// Every point of an ellipse is the given number of standard deviations away: (x-m)^T S^-1 (x-m) = deviations^2.
func TestEllipse(t *testing.T) {
	mean, cov := []float64{1, -2}, [][]float64{{2, 0.7}, {0.7, 0.5}}
	det := cov[0][0]*cov[1][1] - cov[0][1]*cov[1][0]
	xs, ys := Ellipse(mean, cov, 1.5)
	for i := range xs {
		x, y := xs[i]-mean[0], ys[i]-mean[1]
		if d := (cov[1][1]*x*x - 2*cov[0][1]*x*y + cov[0][0]*y*y) / det; math.Abs(d-2.25) > 1e-12 {
			t.Fatalf("point %d: squared distance %g", i, d)
		}
	}
}

// Ticks are round numbers within the axis, three to seven of them.
func TestTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi      float64
		first, last string
		n           int
	}{
		{0, 1, "0.0", "1.0", 6}, {0.3, 3, "0.5", "3.0", 6}, {-6, 8, "-5", "5", 3}, {-8, -3.1, "-8", "-4", 5}, {0.02, 2.4, "0.5", "2.0", 4}, {-30, 470, "0", "400", 5},
	} {
		all := ticks{}.Ticks(c.lo, c.hi)
		if len(all) != c.n || all[0].Label != c.first || all[len(all)-1].Label != c.last {
			t.Errorf("from %g to %g: %v", c.lo, c.hi, all)
		}
	}
}
