package main

import (
	"github.com/spf13/cobra"

	"vae"
)

func newReconstruct(a *app) *cobra.Command {
	var n int
	var out, name, split string
	var raw bool
	c := &cobra.Command{
		Use:   "reconstruct CHECKPOINT",
		Short: "Encode and decode examples, and show them beside the originals",
		Long: `Encode the first examples of the data that the model was trained on, decode the posterior
means, and write a PNG grid: a row of originals above a row of reconstructions.
CHECKPOINT is a .safetensors file, or a run's folder, whose best checkpoint is taken.`,
		Example: "  vae reconstruct checkpoints/default-1 -n 16 -o reconstructions.png",
		Args:    wrongArgs(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := between("-n", n, 1, 10000); err != nil {
				return err
			}
			return a.reconstruct(args[0], raw, n, out, name, split)
		},
	}
	c.Flags().IntVarP(&n, "number", "n", 16, "how many examples")
	c.Flags().StringVarP(&out, "output", "o", "reconstructions.png", "the picture to write")
	c.Flags().StringVar(&name, "data", "", "the data set; by default the one that the model was trained on")
	c.Flags().StringVar(&split, "split", "test", "which part of it: train or test")
	addRaw(c, &raw)
	return c
}

// reconstruct writes the picture.
func (a *app) reconstruct(path string, raw bool, n int, out, name, split string) error {
	c, err := vae.ReadCheckpoint(checkpointPath(path))
	if err != nil {
		return err
	}
	from, err := openExamples(c, name, split, 0)
	if err != nil {
		return err
	}
	x := from.rows(0, n)
	m := chosen(c, raw)
	y, err := m.Reconstruct(x)
	if err != nil {
		return err
	}
	rows, columns := interleave(x, y, m.Features())
	return a.writeGrid(out, rows, m, columns)
}

// interleave puts each row of originals above the row of what became of them.
func interleave(x, y []float32, width int) ([]float32, int) {
	n := len(x) / width
	columns := min(n, 16)
	var out []float32
	for start := 0; start < n; start += columns {
		end := min(start+columns, n)
		for _, part := range [][]float32{x, y} {
			out = append(out, part[start*width:end*width]...)
			out = append(out, make([]float32, (columns-(end-start))*width)...)
		}
	}
	return out, columns
}
