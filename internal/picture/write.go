package picture

import (
	"fmt"
	"image"
	"image/png"
	"io"

	"vae/internal/atomicfile"
)

// WriteGrid draws a grid (see Grid) and writes it to a file as WritePNG does. Without columns the grid is about square. Small pictures are enlarged, so that
// a side takes at least 28 pixels.
func WriteGrid(path string, x []float32, shape []int, columns ...int) error {
	count := 0
	if len(columns) > 0 {
		count = columns[0]
	}
	grid, err := Grid(x, shape, count, enlarge(shape))
	if err != nil {
		return fmt.Errorf("cannot draw %s: %w", path, err)
	}
	return WritePNG(path, grid)
}

// enlarge is the whole factor that brings the smaller side of a picture to 28 pixels or more.
func enlarge(shape []int) int {
	const side = 28
	if len(shape) < 2 || shape[0] < 1 || shape[1] < 1 {
		return 1
	}
	return max(1, (side+min(shape[0], shape[1])-1)/min(shape[0], shape[1]))
}

// WritePNG replaces the file at path by the picture, whole or not at all. The same picture gives the same bytes.
func WritePNG(path string, m image.Image) error {
	return atomicfile.Write(path, func(w io.Writer) error { return Encode(w, m) })
}

// Encode writes a picture as PNG.
func Encode(w io.Writer, m image.Image) error {
	return png.Encode(w, m)
}
