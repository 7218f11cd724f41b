package main

import "github.com/spf13/cobra"

// reconstructFlags are the flags of vae reconstruct.
type reconstructFlags struct {
	sourceFlags
	number int
	out    string
	raw    bool
}

func newReconstruct(a *app) *cobra.Command {
	var f reconstructFlags
	c := &cobra.Command{
		Use:   "reconstruct CHECKPOINT",
		Short: "Encode and decode examples: pictures beside the originals, or numbers",
		Long: `Encode the first examples of the data that the model was trained on, decode the posterior
means, and write what p(x|z) has for a mean there:

  .png  a grid of pictures: a row of originals above a row of reconstructions
  .npy  an array [n, ...] of float32, each reconstruction in its shape
  .csv  a line for each reconstruction, in the units of the raw data

CHECKPOINT is a .safetensors file, or a run's folder, whose best checkpoint is taken.`,
		Example: "  vae reconstruct checkpoints/default-1 -n 16 -o reconstructions.png\n  vae reconstruct checkpoints/table-1 --input rows.csv -o back.csv",
		Args:    wrongArgs(cobra.ExactArgs(1)),
		RunE:    func(_ *cobra.Command, args []string) error { return a.reconstruct(args[0], f) },
	}
	c.Flags().IntVarP(&f.number, "number", "n", 16, "how many examples")
	c.Flags().StringVarP(&f.out, "output", "o", "reconstructions.png", "the .png, .npy or .csv file to write; - is CSV on standard output")
	f.add(c, true)
	addRaw(c, &f.raw)
	return c
}

// reconstruct writes what becomes of examples.
func (a *app) reconstruct(path string, f reconstructFlags) error {
	if err := between("-n", f.number, 1, maxSamples); err != nil {
		return err
	}
	ext, err := format("-o", f.out, "png", "npy", "csv")
	if err != nil {
		return err
	}
	c, err := openCheckpoint(path)
	if err != nil {
		return err
	}
	from, err := f.open(c, 0)
	if err != nil {
		return err
	}
	x := from.rows(0, f.number)
	m := chosen(c, f.raw)
	y, err := m.Reconstruct(x)
	if err != nil {
		return err
	}
	if ext == "png" && len(m.Shape()) > 1 {
		rows, columns := interleave(x, y, m.Features())
		return a.writeGrid(f.out, rows, m, columns)
	}
	return a.writeDecoded(f.out, c, y, 0)
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
