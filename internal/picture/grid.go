// Package picture draws examples as a grid and writes it as PNG.
package picture

import (
	"fmt"
	"image"
	"math"
)

// Gap is the number of pixels between the images of a grid, and around it.
const Gap = 2

// background is the level of what shows between images: a grey that differs from black and white ones.
const background, opaque = 0x60, 0xff

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
	out := newCanvas(columns*cellW+Gap, rows*cellH+Gap, channels)
	for i := range n {
		out.paint(i%columns*cellW+Gap, i/columns*cellH+Gap, x[i*size:(i+1)*size], shape[1], scale)
	}
	return out.Image, nil
}

// nearSquare is the number of columns for which n pictures of h by w make about a square: columns w = rows h.
func nearSquare(n, h, w int) int {
	columns := int(math.Ceil(math.Sqrt(float64(n) * float64(h) / float64(w))))
	return min(max(columns, 1), n)
}

// canvas is a picture and its bytes, row by row: one for each pixel of a grey picture, which makes a smaller file, else red, green, blue and alpha.
type canvas struct {
	image.Image
	bytes         []byte
	stride, depth int
}

// newCanvas is a picture that shows the background alone.
func newCanvas(width, height, channels int) *canvas {
	r := image.Rect(0, 0, width, height)
	if channels == 1 {
		grey := image.NewGray(r)
		for i := range grey.Pix {
			grey.Pix[i] = background
		}
		return &canvas{grey, grey.Pix, grey.Stride, 1}
	}
	rgba := image.NewRGBA(r)
	for i := range rgba.Pix {
		rgba.Pix[i] = background
		if i%4 == 3 {
			rgba.Pix[i] = opaque
		}
	}
	return &canvas{rgba, rgba.Pix, rgba.Stride, 4}
}

// paint puts the pixels of one example, of a width, at a corner, each scale by scale large.
func (c *canvas) paint(left, top int, x []float32, width, scale int) {
	channels := min(c.depth, 3)
	colour := [4]byte{3: opaque}
	for p := range len(x) / channels {
		for i := range channels {
			colour[i] = level(x[p*channels+i])
		}
		for row := range scale {
			at := c.bytes[(top+p/width*scale+row)*c.stride+(left+p%width*scale)*c.depth:]
			for column := range scale {
				copy(at[column*c.depth:], colour[:c.depth])
			}
		}
	}
}

// level is the nearest of the 256 levels to x in [0, 1].
func level(x float32) uint8 {
	if !(x > 0) {
		return 0
	}
	return uint8(min(x, 1)*255 + 0.5)
}
