package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"vae"
	"vae/internal/picture"
	"vae/train"
)

// sampleFlags are the flags of vae sample.
type sampleFlags struct {
	number    int
	seed      uint64
	out       string
	draw, raw bool
}

func newSample(a *app) *cobra.Command {
	var f sampleFlags
	c := &cobra.Command{
		Use:   "sample CHECKPOINT",
		Short: "Draw samples from a trained model: pictures or numbers",
		Long: `Draw points from the prior, decode them, and write the means of p(x|z):

  .png  a grid of pictures
  .npy  an array [n, ...] of float32, each example in its shape
  .csv  a line for each example, in the units of the raw data

With --draw it is not the mean but a draw from p(x|z): with its noise, and where it is one of bits,
counts or categories, these. CHECKPOINT is a .safetensors file, or a run's folder, whose best
checkpoint is taken.`,
		Example: "  vae sample checkpoints/default-1 -n 64 -o samples.png --seed 1\n  vae sample checkpoints/table-1 -n 1000 --draw -o rows.csv",
		Args:    wrongArgs(cobra.ExactArgs(1)),
		RunE:    func(_ *cobra.Command, args []string) error { return a.sample(args[0], f) },
	}
	c.Flags().IntVarP(&f.number, "number", "n", 64, "how many samples")
	c.Flags().StringVarP(&f.out, "output", "o", "samples.png", "the .png, .npy or .csv file to write; - is CSV on standard output")
	c.Flags().Uint64Var(&f.seed, "seed", 0, "what the draws depend on")
	c.Flags().BoolVar(&f.draw, "draw", false, "draw x from p(x|z), in place of its mean")
	addRaw(c, &f.raw)
	return c
}

// sample writes samples.
func (a *app) sample(path string, f sampleFlags) error {
	if err := between("-n", f.number, 1, maxSamples); err != nil {
		return err
	}
	if err := decodedFormat(f.out); err != nil {
		return err
	}
	c, err := openCheckpoint(path)
	if err != nil {
		return err
	}
	m := chosen(c, f.raw)
	z := m.Prior(f.number, f.seed)
	decode := m.Decode
	if f.draw {
		decode = func(z []float32) ([]float32, error) { return m.Observe(z, f.seed, 0) }
	}
	x, err := decode(z)
	if err != nil {
		return err
	}
	return a.writeDecoded(f.out, c, x, 0)
}

// maxSamples bounds the examples that a command holds at once.
const maxSamples = 100_000

// addRaw adds the flag that chooses between the parameters of a checkpoint.
func addRaw(c *cobra.Command, raw *bool) {
	c.Flags().BoolVar(raw, "raw", false, "take the last parameters, not their average, where the checkpoint has one")
}

// chosen is the model to use: the one that the run judged, or the raw one.
func chosen(c *vae.Checkpoint, raw bool) *vae.Model {
	if raw {
		return c.Model
	}
	return c.Judged()
}

// checkpointPath is the file that was meant: of a run's folder, the best.
func checkpointPath(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return filepath.Join(path, train.BestFile)
	}
	return path
}

// openCheckpoint reads the checkpoint that a path names.
func openCheckpoint(path string) (*vae.Checkpoint, error) {
	c, err := vae.ReadCheckpoint(checkpointPath(path))
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w; give a .safetensors file, or the folder of a run, such as checkpoints/default-1", err)
	}
	return c, err
}

// writeGrid writes examples as a PNG grid and names the file; columns 0 makes the grid nearly square.
func (a *app) writeGrid(path string, x []float32, m *vae.Model, columns int) error {
	shape := m.Shape()
	if len(shape) < 2 {
		return fmt.Errorf("the model's examples are rows of %d features, not pictures", m.Features())
	}
	if err := picture.WriteGrid(path, x, shape, columns); err != nil {
		return err
	}
	fmt.Fprintln(a.out, path)
	return nil
}

// between refuses a flag's value outside a range.
func between(flag string, n, lo, hi int) error {
	if n < lo || n > hi {
		return usageError{fmt.Errorf("%s %d: give a number between %d and %d", flag, n, lo, hi)}
	}
	return nil
}
