package main

import (
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"vae/data/npy"
	"vae/internal/chart"
)

// encodeFlags are the flags of vae encode.
type encodeFlags struct {
	sourceFlags
	out, plot string
	dims      []int
	seed      uint64
}

func newEncode(a *app) *cobra.Command {
	var f encodeFlags
	c := &cobra.Command{
		Use:   "encode CHECKPOINT",
		Short: "Write where examples lie in the latent space: means and log-variances, or a plot",
		Long: `Encode examples and write the mean and the log-variance of q(z|x) for each:

  .csv  a line for each example: its number, its label, mean_0, ..., log_variance_0, ...
  .npy  an array [n, 2, Z] of float32: means, then log-variances

With --plot the means are drawn on a plane, coloured by label, as .png or .svg.
CHECKPOINT is a .safetensors file, or a run's folder, whose best checkpoint is taken.`,
		Example: "  vae encode checkpoints/fashion-2d.safetensors -o latents.csv\n" +
			"  vae encode checkpoints/fashion-2d.safetensors --plot latents.png\n" +
			"  vae encode checkpoints/table-1 --input rows.csv",
		Args: wrongArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if f.out == "" && f.plot == "" {
				f.out = standard
			}
			return a.encode(args[0], f)
		},
	}
	f.add(c, true)
	c.Flags().StringVarP(&f.out, "output", "o", "", "the .csv or .npy file to write; - is CSV on standard output,\nwhich is the default without --plot")
	c.Flags().StringVar(&f.plot, "plot", "", "the .png or .svg file to draw the means in")
	c.Flags().IntSliceVar(&f.dims, "dims", []int{0, 1}, "the two latent dimensions to draw")
	c.Flags().Uint64Var(&f.seed, "seed", 0, "what the binarization depends on")
	return c
}

// encode writes what the flags ask for.
func (a *app) encode(path string, f encodeFlags) error {
	if f.out != "" {
		if _, err := format("-o", f.out, "csv", "npy"); err != nil {
			return err
		}
	}
	if f.plot != "" {
		if _, err := format("--plot", f.plot, chart.Formats...); err != nil {
			return err
		}
	}
	c, err := openCheckpoint(path)
	if err != nil {
		return err
	}
	if err := f.checkDims(c.Judged().Latent()); err != nil {
		return err
	}
	from, err := f.open(c, f.seed)
	if err != nil {
		return err
	}
	mean, logVar, err := from.encode(c.Judged())
	if err != nil {
		return err
	}
	if f.plot != "" {
		err := a.writeTo(f.plot, func(w io.Writer) error {
			return f.scatter(from, mean, c.Judged().Latent()).Write(w, chart.FormatOf(f.plot))
		})
		if err != nil {
			return err
		}
	}
	if f.out == "" {
		return nil
	}
	return a.writeTo(f.out, func(w io.Writer) error { return f.write(w, from, mean, logVar) })
}

// checkDims refuses a plane that there is not.
func (f encodeFlags) checkDims(latent int) error {
	if f.plot == "" {
		return nil
	}
	if latent < 2 {
		return usageError{fmt.Errorf("--plot %s: the model has one latent dimension, and a plane two; write the numbers with -o", f.plot)}
	}
	if len(f.dims) != 2 || f.dims[0] == f.dims[1] || min(f.dims[0], f.dims[1]) < 0 || max(f.dims[0], f.dims[1]) >= latent {
		return usageError{fmt.Errorf("--dims %v: give two different numbers from 0 to %d, as in --dims 0,1", f.dims, latent-1)}
	}
	return nil
}

// write writes the numbers.
func (f encodeFlags) write(w io.Writer, from *source, mean, logVar []float32) error {
	n := from.set.Len()
	latent := len(mean) / n
	if ext, _ := format("-o", f.out, "csv", "npy"); ext == "npy" {
		both := make([]float32, 0, 2*len(mean))
		for i := range n {
			both = append(append(both, mean[i*latent:][:latent]...), logVar[i*latent:][:latent]...)
		}
		return npy.Write(w, []int{n, 2, latent}, both)
	}
	names := append([]string{"example", "label"}, append(numbered("mean", latent), numbered("log_variance", latent)...)...)
	return writeCSV(w, names, n, func(i int) []string {
		row := []string{strconv.Itoa(i), from.label(i)}
		for _, part := range [][]float32{mean, logVar} {
			for _, x := range part[i*latent:][:latent] {
				row = append(row, number(x))
			}
		}
		return row
	})
}

// scatter is the means on a plane.
func (f encodeFlags) scatter(from *source, mean []float32, latent int) *chart.Scatter {
	s := &chart.Scatter{
		Title: fmt.Sprintf("%s, %s: means of q(z|x)", from.set.Name, from.set.Split),
		XAxis: fmt.Sprintf("z%d", f.dims[0]), YAxis: fmt.Sprintf("z%d", f.dims[1]),
	}
	for i := range from.set.Len() {
		order := 0
		if from.set.Labelled() {
			order = from.set.Label(i)
		}
		s.Add(order, from.label(i), float64(mean[i*latent+f.dims[0]]), float64(mean[i*latent+f.dims[1]]))
	}
	return s
}
