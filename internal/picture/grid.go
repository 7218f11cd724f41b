// Package picture draws examples as a grid and writes it as PNG.
package picture

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
)

// Gap is the number of pixels between the images of a grid, and around it.
const Gap = 2

// background is what shows between images: a grey that differs from black and white ones.
const background = 0x60

// Grid lays examples out in rows of so many columns, 0 for a grid that is about square. x holds the examples one after the other, row-major, each of shape
// [h w], [h w 1] (grey) or [h w 3] (red, green, blue), with values from 0 to 1: what lies beyond is cut off, NaN is black. Every pixel becomes a square of
// scale by scale pixels.
func Grid(x []float32, shape []int, columns, scale int) (image.Image, error) {
	channels := 1
	if len(shape) == 3 {
		channels = shape[2]
	}
	if len(shape) < 2 || len(shape) > 3 || shape[0] < 1 || shape[1] < 1 || channels != 1 && channels != 3 {
		return nil, fmt.Errorf("examples of shape %v are no pictures; expected [h w], [h w 1] or [h w 3]", shape)
	}
	size := shape[0] * shape[1] * channels
	n := len(x) / size
	if n == 0 || len(x)%size != 0 {
		return nil, fmt.Errorf("%d values are no whole number of pictures of shape %v", len(x), shape)
	}
	if columns < 0 || scale < 1 {
		return nil, fmt.Errorf("a grid of %d columns at scale %d cannot be drawn", columns, scale)
	}
	if columns == 0 {
		columns = nearSquare(n, shape[0], shape[1])
	}
	columns = min(columns, n)
	rows := (n + columns - 1) / columns
	cellH, cellW := shape[0]*scale+Gap, shape[1]*scale+Gap
	out := canvas(image.Rect(0, 0, columns*cellW+Gap, rows*cellH+Gap), channels)
	fill(out, out.Bounds(), color.Gray{background})
	for i := range n {
		corner := image.Pt(i%columns*cellW+Gap, i/columns*cellH+Gap)
		paint(out, corner, x[i*size:(i+1)*size], shape[1], channels, scale)
	}
	return out, nil
}

// nearSquare is the number of columns for which n pictures of h by w make about a square: columns w = rows h.
func nearSquare(n, h, w int) int {
	columns := int(math.Ceil(math.Sqrt(float64(n) * float64(h) / float64(w))))
	return min(max(columns, 1), n)
}

// canvas is an empty picture; a grey one makes a smaller file.
func canvas(r image.Rectangle, channels int) draw.Image {
	if channels == 1 {
		return image.NewGray(r)
	}
	return image.NewRGBA(r)
}

// paint puts one picture's pixels at a corner.
func paint(out draw.Image, corner image.Point, x []float32, width, channels, scale int) {
	for p := range len(x) / channels {
		v := x[p*channels : (p+1)*channels]
		var c color.Color = color.Gray{level(v[0])}
		if channels == 3 {
			c = color.RGBA{level(v[0]), level(v[1]), level(v[2]), 0xff}
		}
		at := corner.Add(image.Pt(p%width, p/width).Mul(scale))
		fill(out, image.Rectangle{Min: at, Max: at.Add(image.Pt(scale, scale))}, c)
	}
}

// fill paints a rectangle in one colour.
func fill(out draw.Image, r image.Rectangle, c color.Color) {
	draw.Draw(out, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// level is the nearest of the 256 levels to x in [0, 1].
func level(x float32) uint8 {
	if !(x > 0) {
		return 0
	}
	return uint8(min(x, 1)*255 + 0.5)
}
