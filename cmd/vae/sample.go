package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"vae"
	"vae/internal/picture"
	"vae/train"
)

func newSample(a *app) *cobra.Command {
	var n int
	var seed uint64
	var out string
	var raw bool
	c := &cobra.Command{
		Use:     "sample CHECKPOINT",
		Short:   "Draw samples from a trained model, as a grid of pictures",
		Long:    "Draw points from the prior, decode them, and write the means of p(x|z) as a PNG grid.\nCHECKPOINT is a .safetensors file, or a run's folder, whose best checkpoint is taken.",
		Example: "  vae sample checkpoints/default-1 -n 64 -o samples.png --seed 1",
		Args:    wrongArgs(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := between("-n", n, 1, 10000); err != nil {
				return err
			}
			m, err := openModel(args[0], raw)
			if err != nil {
				return err
			}
			x, err := m.Sample(n, seed)
			if err != nil {
				return err
			}
			return a.writeGrid(out, x, m, 0)
		},
	}
	c.Flags().IntVarP(&n, "number", "n", 64, "how many samples")
	c.Flags().StringVarP(&out, "output", "o", "samples.png", "the picture to write")
	c.Flags().Uint64Var(&seed, "seed", 0, "what the draws depend on")
	addRaw(c, &raw)
	return c
}

// openModel loads a checkpoint, or the best one of a run's folder.
func openModel(path string, raw bool) (*vae.Model, error) {
	c, err := vae.ReadCheckpoint(checkpointPath(path))
	if err != nil {
		return nil, err
	}
	return chosen(c, raw), nil
}

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
