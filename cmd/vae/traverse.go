package main

import (
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"vae"
)

// traverseFlags are the flags of vae traverse.
type traverseFlags struct {
	sourceFlags
	dims  []int
	from  int // -1: the prior's mean
	steps int
	out   string
}

func newTraverse(a *app) *cobra.Command {
	f := traverseFlags{from: -1}
	c := &cobra.Command{
		Use:   "traverse CHECKPOINT",
		Short: "Decode a grid over the latent space, or move along one dimension after the other",
		Long: `Decode latent points at equally likely places of the prior, its quantiles, and write a PNG grid.

With two latent dimensions, or two chosen with --dims, the grid is a plane: the first dimension
grows to the right, the second one upwards. Otherwise each row moves along one dimension, while the
others stay at the prior's mean, or at the posterior mean of the example --from.
CHECKPOINT is a .safetensors file, or a run's folder, whose best checkpoint is taken.`,
		Example: "  vae traverse checkpoints/fashion-2d.safetensors --steps 20 -o plane.png\n" +
			"  vae traverse checkpoints/default-1 --dims 0,3,4 --from 7",
		Args: wrongArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if c.Flags().Changed("from") && f.from < 0 {
				return usageError{fmt.Errorf("--from %d: examples are numbered from 0", f.from)}
			}
			return a.traverse(args[0], f)
		},
	}
	f.add(c, false)
	c.Flags().IntSliceVar(&f.dims, "dims", nil, "the latent dimensions to move along, from 0; two of them make a plane; by default all")
	c.Flags().IntVar(&f.from, "from", -1, "the example at which the other dimensions stay")
	c.Flags().Lookup("from").DefValue = "the prior's mean"
	c.Flags().IntVar(&f.steps, "steps", 0, "how many places on each dimension (default 20 on a plane, else 10)")
	c.Flags().Lookup("steps").DefValue = "0"
	c.Flags().StringVarP(&f.out, "output", "o", "traversal.png", "the .png picture to write; or .csv or .npy, for numbers")
	return c
}

// traverse writes the grid.
func (a *app) traverse(path string, f traverseFlags) error {
	if f.steps != 0 {
		if err := between("--steps", f.steps, 2, 100); err != nil {
			return err
		}
	}
	if err := decodedFormat(f.out); err != nil {
		return err
	}
	c, err := openCheckpoint(path)
	if err != nil {
		return err
	}
	m := c.Judged()
	if err := f.complete(m); err != nil {
		return err
	}
	base, err := f.base(c)
	if err != nil {
		return err
	}
	z := f.rows(base, m.Architecture().PriorVariance)
	x, err := m.Decode(z)
	if err != nil {
		return err
	}
	return a.writeDecoded(f.out, c, x, f.steps)
}

// complete chooses what was left open, and refuses dimensions that there are not.
func (f *traverseFlags) complete(m *vae.Model) error {
	const most = 64 // rows of a picture that can still be looked at
	for _, d := range f.dims {
		if d < 0 || d >= m.Latent() {
			return usageError{fmt.Errorf("--dims %d: the model's latent dimensions are numbered from 0 to %d", d, m.Latent()-1)}
		}
	}
	if len(f.dims) == 0 {
		for d := range min(m.Latent(), most) {
			f.dims = append(f.dims, d)
		}
	}
	if len(f.dims) == 2 && f.dims[0] == f.dims[1] {
		return usageError{fmt.Errorf("--dims %d,%d: a plane needs two different dimensions", f.dims[0], f.dims[1])}
	}
	if f.steps == 0 {
		f.steps = 10
		if len(f.dims) == 2 {
			f.steps = 20
		}
	}
	return nil
}

// base is the point that dimensions leave and come back to.
func (f traverseFlags) base(c *vae.Checkpoint) ([]float32, error) {
	if f.from < 0 {
		return make([]float32, c.Judged().Latent()), nil
	}
	from, err := f.open(c, 0)
	if err != nil {
		return nil, err
	}
	x, err := from.at("--from", f.from)
	if err != nil {
		return nil, err
	}
	z, _, err := c.Judged().Encode(x)
	return z, err
}

// rows are the points of the grid, row after row. Place i of n is the quantile (i + 1/2) / n of the prior N(0, s2), so that each stands for an equal part of
// its mass.
func (f traverseFlags) rows(base []float32, variance float64) []float32 {
	place := func(i int) float32 {
		return float32(math.Sqrt(variance) * normalQuantile((float64(i)+0.5)/float64(f.steps)))
	}
	var z []float32
	add := func(set func(point []float32)) {
		z = append(z, base...)
		set(z[len(z)-len(base):])
	}
	if len(f.dims) == 2 {
		for row := f.steps - 1; row >= 0; row-- {
			for column := range f.steps {
				add(func(p []float32) { p[f.dims[0]], p[f.dims[1]] = place(column), place(row) })
			}
		}
		return z
	}
	for _, d := range f.dims {
		for column := range f.steps {
			add(func(p []float32) { p[d] = place(column) })
		}
	}
	return z
}
