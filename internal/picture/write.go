package picture

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
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

// WritePNG replaces the file at path by the picture, whole or not at all: it is written beside it, synced and renamed. The same picture
// gives the same bytes.
func WritePNG(path string, m image.Image) error {
	tmp, err := createBeside(path)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	err = errors.Join(encode(tmp, m), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, errors.Join(err, os.Remove(tmp.Name())))
	}
	return nil
}

func encode(f *os.File, m image.Image) error {
	if err := Encode(f, m); err != nil {
		return err
	}
	return f.Sync()
}

// Encode writes a picture as PNG.
func Encode(w io.Writer, m image.Image) error {
	return (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(w, m)
}

// createBeside creates a new file in the folder of path, with the permissions that the process gives to new files.
func createBeside(path string) (*os.File, error) {
	for {
		name := fmt.Sprintf(".%s.%08x.tmp", filepath.Base(path), rand.Uint32())
		f, err := os.OpenFile(filepath.Join(filepath.Dir(path), name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, os.ErrExist) {
			return f, err
		}
	}
}
