package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// rgb is what a viewer sees at a place.
func rgb(m image.Image, x, y int) [3]uint8 {
	c := color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)
	return [3]uint8{c.R, c.G, c.B}
}

func grey(v uint8) [3]uint8 { return [3]uint8{v, v, v} }

// Three pictures of 1 by 2, two a row: places, gaps, and the empty cell.
func TestGridPlaces(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	m, err := Grid([]float32{0, 1, 0.5, nan, -3, inf}, []int{1, 2}, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	if want := image.Rect(0, 0, 2*(2+Gap)+Gap, 2*(1+Gap)+Gap); m.Bounds() != want {
		t.Fatalf("bounds %v, want %v", m.Bounds(), want)
	}
	want := map[image.Point]uint8{
		{2, 2}: 0, {3, 2}: 255, // first
		{6, 2}: 128, {7, 2}: 0, // second: 0.5 and NaN
		{2, 5}: 0, {3, 5}: 255, // third: cut off on both sides
	}
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			v, ok := want[image.Pt(x, y)]
			if !ok {
				v = background
			}
			if got := rgb(m, x, y); got != grey(v) {
				t.Errorf("pixel (%d, %d) is %v, want %d", x, y, got, v)
			}
		}
	}
}

func TestGridColourAndScale(t *testing.T) {
	m, err := Grid([]float32{1, 0, 0.2, 0, 1, 0.4}, []int{2, 1, 3}, 0, 3)
	if err != nil {
		t.Fatal(err)
	}
	for dy := range 3 {
		for dx := range 3 {
			if got := rgb(m, Gap+dx, Gap+dy); got != [3]uint8{255, 0, 51} {
				t.Errorf("upper pixel at +(%d, %d) is %v", dx, dy, got)
			}
			if got := rgb(m, Gap+dx, Gap+3+dy); got != [3]uint8{0, 255, 102} {
				t.Errorf("lower pixel at +(%d, %d) is %v", dx, dy, got)
			}
		}
	}
}

func TestNearSquare(t *testing.T) {
	for _, c := range []struct{ n, h, w, want int }{
		{64, 28, 28, 8}, {1, 28, 28, 1}, {10, 28, 28, 4}, {16, 10, 40, 2}, {16, 40, 10, 8}, {3, 1000, 1, 3},
	} {
		if got := nearSquare(c.n, c.h, c.w); got != c.want {
			t.Errorf("%d pictures of %d by %d: %d columns, want %d", c.n, c.h, c.w, got, c.want)
		}
	}
}

func TestGridRefuses(t *testing.T) {
	for name, err := range map[string]error{
		"table":      second(Grid(make([]float32, 4), []int{4}, 0, 1)),
		"channels":   second(Grid(make([]float32, 8), []int{2, 2, 2}, 0, 1)),
		"part":       second(Grid(make([]float32, 5), []int{2, 2}, 0, 1)),
		"none":       second(Grid(nil, []int{2, 2}, 0, 1)),
		"zero shape": second(Grid(nil, []int{0, 2}, 0, 1)),
		"columns":    second(Grid(make([]float32, 4), []int{2, 2}, -1, 1)),
		"scale":      second(Grid(make([]float32, 4), []int{2, 2}, 0, 0)),
	} {
		if err == nil {
			t.Errorf("%s: drawn", name)
		}
	}
}

func second(_ image.Image, err error) error { return err }

func TestWriteGrid(t *testing.T) {
	dir := t.TempDir()
	x := make([]float32, 5*28*28)
	for i := range x {
		x[i] = float32(i%97) / 96
	}
	var files [2][]byte
	for i, name := range []string{"a.png", "b.png"} {
		path := filepath.Join(dir, name)
		if err := WriteGrid(path, x, []int{28, 28}, 5); err != nil {
			t.Fatal(err)
		}
		if err := WriteGrid(path, x, []int{28, 28}, 5); err != nil { // over itself
			t.Fatal(err)
		}
		files[i], _ = os.ReadFile(path)
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("the same picture gives different bytes")
	}
	m, err := png.Decode(bytes.NewReader(files[0]))
	if err != nil || m.Bounds().Dx() != 5*30+2 || m.Bounds().Dy() != 32 {
		t.Fatalf("decoded %v, %v", m.Bounds(), err)
	}
	if got, want := rgb(m, 2+30+5, 2), grey(level(x[784+5])); got != want {
		t.Errorf("pixel 5 of picture 1 is %v, want %v", got, want)
	}
	entries, _ := os.ReadDir(dir)
	if len(entries) != 2 {
		t.Errorf("temporary files are left: %v", entries)
	}
}

// A failed write names the path and leaves neither a part nor a temporary file.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "folder.png")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := WritePNG(path, image.NewGray(image.Rect(0, 0, 1, 1))); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("writing over a folder: %v", err)
	}
	if err := WriteGrid(filepath.Join(dir, "x.png"), nil, []int{3}); err == nil || !strings.Contains(err.Error(), "x.png") {
		t.Errorf("drawing nothing: %v", err)
	}
	entries, _ := os.ReadDir(dir)
	if len(entries) != 1 {
		t.Errorf("files are left: %v", entries)
	}
}
