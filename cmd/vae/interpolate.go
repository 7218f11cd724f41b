package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"vae"
)

// interpolateFlags are the flags of vae interpolate.
type interpolateFlags struct {
	sourceFlags
	from, to         int
	fromSeed, toSeed uint64
	seeds            bool
	path, out        string
	steps            int
}

func newInterpolate(a *app) *cobra.Command {
	var f interpolateFlags
	c := &cobra.Command{
		Use:   "interpolate CHECKPOINT",
		Short: "Go from one example to another through the latent space, as a strip of pictures",
		Long: `Decode points on the way between two latent points and write them as a PNG strip. The ends are
the posterior means of two examples, or two draws from the prior.

  --path linear     the straight line
  --path spherical  the great circle, which keeps the distance from the origin

CHECKPOINT is a .safetensors file, or a run's folder, whose best checkpoint is taken.`,
		Example: "  vae interpolate checkpoints/default-1 --from 0 --to 7 --steps 12\n" +
			"  vae interpolate checkpoints/default-1 --from-seed 1 --to-seed 2 --path spherical -o way.png",
		Args: wrongArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			f.seeds = c.Flags().Changed("from-seed") || c.Flags().Changed("to-seed")
			return a.interpolate(args[0], f)
		},
	}
	f.add(c, false)
	c.Flags().IntVar(&f.from, "from", 0, "the example that the way begins at")
	c.Flags().IntVar(&f.to, "to", 1, "the example that it ends at")
	c.Flags().Uint64Var(&f.fromSeed, "from-seed", 0, "begin at the point that this seed draws, instead of an example")
	c.Flags().Uint64Var(&f.toSeed, "to-seed", 1, "end at the point that this seed draws, instead of an example")
	for _, example := range []string{"from", "to", "data", "split"} {
		c.MarkFlagsMutuallyExclusive(example, "from-seed")
		c.MarkFlagsMutuallyExclusive(example, "to-seed")
	}
	c.Flags().StringVar(&f.path, "path", "linear", "the way: linear or spherical")
	c.Flags().IntVar(&f.steps, "steps", 10, "how many pictures, the ends included")
	c.Flags().StringVarP(&f.out, "output", "o", "interpolation.png", "the .png picture to write; or .csv or .npy, for numbers")
	return c
}

// interpolate writes the strip.
func (a *app) interpolate(path string, f interpolateFlags) error {
	if err := between("--steps", f.steps, 2, 1000); err != nil {
		return err
	}
	if err := oneOf("--path", f.path, slices.Sorted(maps.Keys(paths))...); err != nil {
		return err
	}
	if err := decodedFormat(f.out); err != nil {
		return err
	}
	c, err := openCheckpoint(path)
	if err != nil {
		return err
	}
	begin, end, err := f.ends(c)
	if err != nil {
		return err
	}
	var z []float32
	for i := range f.steps {
		z = append(z, paths[f.path](begin, end, float64(i)/float64(f.steps-1))...)
	}
	x, err := c.Judged().Decode(z)
	if err != nil {
		return err
	}
	return a.writeDecoded(f.out, c, x, f.steps)
}

// ends are the latent points that the way joins.
func (f interpolateFlags) ends(c *vae.Checkpoint) (begin, end []float32, err error) {
	m := c.Judged()
	if f.seeds {
		return m.Prior(1, f.fromSeed), m.Prior(1, f.toSeed), nil
	}
	from, err := f.open(c, 0)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range []struct {
		flag  string
		index int
		z     *[]float32
	}{{"--from", f.from, &begin}, {"--to", f.to, &end}} {
		x, err := from.at(p.flag, p.index)
		if err != nil {
			return nil, nil, err
		}
		if *p.z, _, err = m.Encode(x); err != nil {
			return nil, nil, fmt.Errorf("%s %d: %w", p.flag, p.index, err)
		}
	}
	return begin, end, nil
}
