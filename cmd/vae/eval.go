package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"vae"
)

// evalFlags are the flags of vae eval.
type evalFlags struct {
	data, split string
	samples     int
	seed        uint64
	json        bool
	raw         bool
}

// evaluation is what vae eval reports: every number with how it was estimated.
type evaluation struct {
	Checkpoint     string       `json:"checkpoint"`
	Data           string       `json:"data"`
	Split          string       `json:"split"`
	Examples       int          `json:"examples"`
	Binarization   string       `json:"binarization"`
	Estimator      string       `json:"estimator"`
	Samples        int          `json:"samples"`
	Seed           uint64       `json:"seed"`
	NegativeELBO   vae.Estimate `json:"negative_elbo"`
	Reconstruction vae.Estimate `json:"reconstruction"`
	KL             vae.Estimate `json:"kl"`
	Warning        string       `json:"warning,omitempty"`
}

func newEval(a *app) *cobra.Command {
	var f evalFlags
	c := &cobra.Command{
		Use:   "eval CHECKPOINT",
		Short: "Estimate the evidence lower bound on a data set, with its standard error",
		Long: `Estimate reconstruction, KL and the negative evidence lower bound, in nats for each example,
with standard errors over the examples. CHECKPOINT is a .safetensors file, or a run's folder,
whose best checkpoint is taken.`,
		Example: "  vae eval checkpoints/default-1 --samples 10",
		Args:    wrongArgs(cobra.ExactArgs(1)),
		RunE:    func(_ *cobra.Command, args []string) error { return a.eval(args[0], f) },
	}
	c.Flags().StringVar(&f.data, "data", "", "the data set; by default the one that the model was trained on")
	c.Flags().StringVar(&f.split, "split", "test", "which part of it: train or test")
	c.Flags().IntVar(&f.samples, "samples", 1, "how many samples of z for each example")
	c.Flags().Uint64Var(&f.seed, "seed", 0, "what the noise and the binarization depend on")
	c.Flags().BoolVar(&f.json, "json", false, "print JSON")
	addRaw(c, &f.raw)
	return c
}

// eval scores every example of a split.
func (a *app) eval(path string, f evalFlags) error {
	if err := between("--samples", f.samples, 1, 100000); err != nil {
		return err
	}
	c, err := vae.ReadCheckpoint(checkpointPath(path))
	if err != nil {
		return err
	}
	from, err := openExamples(c, f.data, f.split, f.seed)
	if err != nil {
		return err
	}
	scorer, err := chosen(c, f.raw).NewScorer(f.samples, f.seed)
	if err != nil {
		return err
	}
	var scores vae.Scores
	n := from.set.Len()
	for first := 0; first < n; first += scorer.Batch() {
		if err := scorer.Score(&scores, from.rows(first, scorer.Batch()), first); err != nil {
			return err
		}
	}
	estimator := "elbo, analytic kl, sampled reconstruction"
	if c.Average != nil && !f.raw {
		estimator += ", averaged parameters"
	}
	return a.report(f.json, evaluation{
		Checkpoint: path, Data: from.set.Name, Split: f.split, Examples: n, Binarization: from.binarization.String(),
		Estimator: estimator, Samples: f.samples, Seed: f.seed,
		NegativeELBO:   vae.EstimateOf(n, scores.NegativeELBO),
		Reconstruction: vae.EstimateOf(n, func(i int) float64 { return scores.Reconstruction[i] }),
		KL:             vae.EstimateOf(n, func(i int) float64 { return scores.KL[i] }),
		Warning:        from.warning(c.Model),
	})
}

// report prints an evaluation as a table or as JSON.
func (a *app) report(asJSON bool, e evaluation) error {
	if asJSON {
		enc := json.NewEncoder(a.out)
		enc.SetIndent("", "  ")
		return enc.Encode(e)
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s, %s of %s (%d examples), binarization %s, seed %d\n", e.Checkpoint, e.Split, e.Data, e.Examples, e.Binarization, e.Seed)
	fmt.Fprintf(w, "%s, %d sample(s) of z; nats for each example, with the standard error over examples\n", e.Estimator, e.Samples)
	for _, row := range []struct {
		name string
		e    vae.Estimate
	}{{"negative elbo", e.NegativeELBO}, {"reconstruction", e.Reconstruction}, {"kl", e.KL}} {
		fmt.Fprintf(w, "%s\t%.3f\t+- %.3f\n", row.name, row.e.Mean, row.e.StandardError)
	}
	if e.Warning != "" {
		fmt.Fprintf(w, "warning: %s\n", e.Warning)
	}
	return w.Flush()
}
