package chart

import (
	"bytes"
	"fmt"
	"image/png"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// madeScatter is n points of three groups, added in no order.
func madeScatter(n int) *Scatter {
	s := &Scatter{Title: "a title", XAxis: "z0", YAxis: "z1"}
	for i := range n {
		g := (i * 7) % 3
		s.Add(g, fmt.Sprintf("group-%c", 'c'-rune(g)), float64(i%10), float64(3*(i/10)))
	}
	return s
}

func written(t *testing.T, write func(w *bytes.Buffer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Every point is drawn once, the legend names the groups in their order, and one unit is as long on both axes.
func TestScatter(t *testing.T) {
	const n = 60
	svg := written(t, func(w *bytes.Buffer) error { return madeScatter(n).Write(w, "svg") })
	// A circle is two arcs from its rightmost point; those of the legend are larger.
	radius := fmt.Sprintf("%.4g", float64(madeScatter(n).radius()))
	circles := regexp.MustCompile(`<path d="M([0-9.]+),([0-9.]+)A`+regexp.QuoteMeta(radius)+`,`).FindAllStringSubmatch(svg, -1)
	if len(circles) != n {
		t.Fatalf("%d points are drawn, want %d\n%.2000s", len(circles), n, svg)
	}
	if c, b, a := strings.Index(svg, "group-c"), strings.Index(svg, "group-b"), strings.Index(svg, "group-a"); !(0 < c && c < b && b < a) {
		t.Errorf("the legend is at %d %d %d", c, b, a)
	}
	lo, hi := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, c := range circles {
		for axis := range 2 {
			x, err := strconv.ParseFloat(c[axis+1], 64)
			if err != nil {
				t.Fatal(err)
			}
			lo[axis], hi[axis] = min(lo[axis], x), max(hi[axis], x)
		}
	}
	if ratio := (hi[0] - lo[0]) / 9 / ((hi[1] - lo[1]) / 15); math.Abs(ratio-1) > 0.01 {
		t.Errorf("a unit to the right is %g times one upwards", ratio)
	}
}

// The same numbers give the same bytes, of a picture that can be read.
func TestWritesTheSame(t *testing.T) {
	panel := Panel{
		Title: "loss", XAxis: "epoch", YAxis: "nats", X: 2, Y: 3, MarkName: "best",
		Curves: []Curve{{Name: "training", X: []float64{1, 2, 3}, Y: []float64{5, 4, 3}}, {Name: "one", X: []float64{2}, Y: []float64{3}, Dashed: true}},
	}
	for name, write := range map[string]func(w *bytes.Buffer) error{
		"scatter": func(w *bytes.Buffer) error { return madeScatter(40).Write(w, "png") },
		"panels":  func(w *bytes.Buffer) error { return WritePanels(w, "png", panel, panel) },
		"flat":    func(w *bytes.Buffer) error { return WritePanels(w, "png", Panel{Curves: panel.Curves[1:]}) },
		"empty":   func(w *bytes.Buffer) error { return (&Scatter{}).Write(w, "png") },
	} {
		first := written(t, write)
		if first != written(t, write) {
			t.Errorf("%s: other bytes the second time", name)
		}
		if m, err := png.Decode(strings.NewReader(first)); err != nil || m.Bounds().Dx() < 600 {
			t.Errorf("%s: %v", name, err)
		}
	}
	svg := written(t, func(w *bytes.Buffer) error { return WritePanels(w, "svg", panel) })
	for _, text := range []string{"loss", "epoch", "nats", "training", "best"} {
		if !strings.Contains(svg, ">"+text+"<") {
			t.Errorf("the plot does not say %q", text)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   string
	}{
		{1, 60, "10 20 30 40 50 60"},
		{-0.13, 0.38, "-0.1 0.0 0.1 0.2 0.3"},
		{251.2, 329, "260 280 300 320"},
		{0, 1e-3, "0.0000 0.0002 0.0004 0.0006 0.0008 0.0010"},
		{1, 2, "1.0 1.2 1.4 1.6 1.8 2.0"},
		{5, 5, "5"},
	} {
		var got []string
		for _, tick := range (ticks{}).Ticks(c.lo, c.hi) {
			got = append(got, tick.Label)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("from %g to %g: %v, want %s", c.lo, c.hi, got, c.want)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	err := madeScatter(3).Write(&bytes.Buffer{}, "gif")
	if err == nil || !strings.Contains(err.Error(), `png or svg, not as "gif"`) {
		t.Errorf("got %v", err)
	}
}
