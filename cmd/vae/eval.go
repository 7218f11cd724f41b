package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"vae"
	"vae/internal/atomicfile"
)

// evalFlags are the flags of vae eval.
type evalFlags struct {
	data, split string
	number      int
	samples     int
	nll         int
	ais         vae.AISOptions
	aisFrom     string
	seed        uint64
	threads     int
	batch       int
	compare     string
	perExample  string
	dimensions  bool
	json        bool
	raw         bool
}

func newEval(a *app) *cobra.Command {
	var f evalFlags
	c := &cobra.Command{
		Use:   "eval CHECKPOINT",
		Short: "Estimate the bound and the log-likelihood on a data set, with their errors",
		Long: `Estimate reconstruction, KL and the negative evidence lower bound, in nats for each example,
and say which latent dimensions are in use. CHECKPOINT is a .safetensors file, or a run's folder,
whose best checkpoint is taken.

--nll and --ais estimate minus log p(x) itself: by importance weighting from q(z|x), and by
annealed importance sampling, which is slow but does not depend on the encoder. Both are too high
on average, the less the more is spent. --compare judges a second checkpoint on the same examples
with the same noise, so that small differences show.

Errors are standard errors: over the examples, and, for what is sampled, of the draws alone.
Ctrl-C prints what is known so far.`,
		Example: `  vae eval checkpoints/default-1
  vae eval checkpoints/mnist-1 --nll 5000
  vae eval checkpoints/mnist-1 -n 100 --ais 1000
  vae eval checkpoints/mnist-1 --compare checkpoints/mnist-2 --nll 100`,
		Args: wrongArgs(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return a.eval(args[0], f) },
	}
	c.Flags().StringVar(&f.data, "data", "", "the data set; by default the one that the model was trained on")
	c.Flags().StringVar(&f.split, "split", "test", "which part of it: train or test")
	c.Flags().IntVarP(&f.number, "number", "n", 0, "how many examples, the first ones; 0 is all")
	c.Flags().IntVar(&f.samples, "samples", 10, "how many samples of z for each example of the bound; one leaves the error of the draws unknown")
	c.Flags().IntVar(&f.nll, "nll", 0, "K, samples of z for each example of the importance-weighted estimate; 0 leaves it out")
	c.Flags().IntVar(&f.ais.Steps, "ais", 0, "steps of annealed importance sampling; 0 leaves it out")
	c.Flags().IntVar(&f.ais.Chains, "ais-chains", vae.DefaultAISChains, "chains for each example")
	c.Flags().IntVar(&f.ais.Leapfrog, "ais-leapfrog", vae.DefaultAISLeapfrog, "leapfrog steps of each transition")
	c.Flags().StringVar(&f.aisFrom, "ais-from", "prior", "where the chains start: prior, or posterior for q(z|x)")
	c.Flags().Uint64Var(&f.seed, "seed", 0, "what the noise and the binarization depend on")
	c.Flags().IntVar(&f.threads, "threads", 0, "how many threads to use; 0 is one for each processor")
	c.Flags().IntVar(&f.batch, "batch", 100, "the most examples between two looks at Ctrl-C; no number depends on it")
	c.Flags().StringVar(&f.compare, "compare", "", "a second checkpoint, judged on the same examples with the same noise")
	c.Flags().StringVar(&f.perExample, "per-example", "", "write the values of each example to this file, as CSV")
	c.Flags().BoolVar(&f.dimensions, "dimensions", false, "print the latent dimensions one by one")
	c.Flags().BoolVar(&f.json, "json", false, "print JSON")
	addRaw(c, &f.raw)
	return c
}

// check refuses values outside their ranges, and reads what is written in words.
func (f *evalFlags) check() error {
	for _, r := range []struct {
		flag      string
		n, lo, hi int
	}{
		{"-n", f.number, 0, 1 << 31}, {"--samples", f.samples, 1, 100000}, {"--nll", f.nll, 0, 1 << 24}, {"--ais", f.ais.Steps, 0, 1 << 20},
		{"--ais-chains", f.ais.Chains, 2, 256}, {"--ais-leapfrog", f.ais.Leapfrog, 1, 1000}, {"--threads", f.threads, 0, 1 << 16},
		{"--batch", f.batch, 1, 1 << 20},
	} {
		if err := between(r.flag, r.n, r.lo, r.hi); err != nil {
			return err
		}
	}
	if f.aisFrom != "prior" && f.aisFrom != "posterior" {
		return usageError{fmt.Errorf("--ais-from %s: choose prior or posterior", f.aisFrom)}
	}
	f.ais.FromPosterior = f.aisFrom == "posterior"
	return nil
}

// eval judges one checkpoint, or two, on a split.
func (a *app) eval(path string, f evalFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	c, err := openCheckpoint(path)
	if err != nil {
		return err
	}
	from, err := sourceFlags{data: f.data, split: f.split}.open(c, f.seed)
	if err != nil {
		return err
	}
	j := &judgement{flags: f, from: from, models: []*vae.Model{chosen(c, f.raw)}, paths: []string{path}, averaged: c.Average != nil && !f.raw}
	if f.compare != "" {
		other, err := openRival(f, c, from)
		if err != nil {
			return err
		}
		j.models, j.paths, j.otherData = append(j.models, chosen(other, f.raw)), append(j.paths, f.compare), otherData(c, other)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	if err := j.run(ctx, a.err); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	n := j.done[0].Len()
	if n == 0 {
		return errors.New("interrupted before the first examples were judged")
	}
	if err := a.report(j); err != nil {
		return err
	}
	if f.perExample != "" {
		if err := atomicfile.Write(f.perExample, j.writeCSV); err != nil {
			return err
		}
	}
	if n < j.total() {
		return fmt.Errorf("interrupted after %d of %d examples; what is printed is of these", n, j.total())
	}
	return nil
}
