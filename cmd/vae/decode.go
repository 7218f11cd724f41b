package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"vae"
	"vae/data"
	"vae/data/npy"
)

// decodeFlags are the flags of vae decode.
type decodeFlags struct {
	input, out string
	columns    int
}

func newDecode(a *app) *cobra.Command {
	var f decodeFlags
	c := &cobra.Command{
		Use:   "decode CHECKPOINT --input FILE",
		Short: "Decode latent points from a file: to pictures or numbers",
		Long: `Decode latent points and write the means of p(x|z):

  .png  a grid of pictures
  .npy  an array [n, ...] of float32, each example in its shape
  .csv  a line for each point

The points are rows of Z numbers in a .csv or .npy file; what vae encode wrote will do, of which the
means are taken. Where the model was trained on standardised data, the numbers are in the units of the
raw ones. CHECKPOINT is a .safetensors file, or a run's folder, whose best checkpoint is taken.`,
		Example: "  vae encode checkpoints/default-1 -o latents.npy\n  vae decode checkpoints/default-1 --input latents.npy -o decoded.png",
		Args:    wrongArgs(cobra.ExactArgs(1)),
		RunE:    func(_ *cobra.Command, args []string) error { return a.decode(args[0], f) },
	}
	c.Flags().StringVar(&f.input, "input", "", "the .csv or .npy file with the latent points")
	c.Flags().StringVarP(&f.out, "output", "o", "decoded.png", "the .png, .npy or .csv file to write; - is CSV on standard output")
	c.Flags().IntVar(&f.columns, "columns", 0, "pictures in a row; 0 makes the grid nearly square")
	return c
}

// decode writes the points' means.
func (a *app) decode(path string, f decodeFlags) error {
	if f.input == "" {
		return usageError{errors.New("--input is missing: name the file with the latent points, such as one that vae encode wrote")}
	}
	if err := decodedFormat(f.out); err != nil {
		return err
	}
	if err := between("--columns", f.columns, 0, 10000); err != nil {
		return err
	}
	c, err := openCheckpoint(path)
	if err != nil {
		return err
	}
	m := c.Judged()
	z, err := readLatents(f.input, m.Latent())
	if err != nil {
		return err
	}
	x, err := m.Decode(z)
	if err != nil {
		return err
	}
	return a.writeDecoded(f.out, c, x, f.columns)
}

// decodedFormat refuses a file that decoded examples are not written to.
func decodedFormat(out string) error {
	_, err := format("-o", out, "png", "npy", "csv")
	return err
}

// writeDecoded writes decoded examples as the file's name says: as a grid of pictures, or as numbers in the units of the raw data.
func (a *app) writeDecoded(out string, c *vae.Checkpoint, x []float32, columns int) error {
	m := c.Judged()
	ext, err := format("-o", out, "png", "npy", "csv")
	switch {
	case err != nil:
		return err
	case ext == "png" && len(m.Shape()) < 2:
		return fmt.Errorf("-o %s: the model's examples are rows of %d features, not pictures; choose a file that ends in .csv or .npy", out, m.Features())
	case ext == "png":
		return a.writeGrid(out, x, m, columns)
	}
	p, err := data.ParsePreprocessing(c.Preprocessing)
	if err != nil {
		return err
	}
	p.Invert(x)
	return a.writeTo(out, func(w io.Writer) error { return writeExamples(w, ext, x, m, p.Features) })
}

// writeExamples writes examples as numbers, with the names of their features where there are any.
func writeExamples(w io.Writer, ext string, x []float32, m *vae.Model, features []string) error {
	d := m.Features()
	n := len(x) / d
	if ext == "npy" {
		return npy.Write(w, append([]int{n}, m.Shape()...), x)
	}
	if len(features) != d {
		features = numbered("x", d)
	}
	return writeCSV(w, features, n, func(i int) []string {
		row := make([]string, d)
		for j, v := range x[i*d:][:d] {
			row[j] = number(v)
		}
		return row
	})
}
