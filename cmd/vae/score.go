package main

import (
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"vae"
)

// scoreFlags are the flags of vae score.
type scoreFlags struct {
	sourceFlags
	samples int
	seed    uint64
	out     string
	json    bool
}

// scored is what vae score --json prints.
type scored struct {
	Checkpoint   string         `json:"checkpoint"`
	Data         string         `json:"data"`
	Split        string         `json:"split"`
	Binarization string         `json:"binarization"`
	Estimator    string         `json:"estimator"`
	Samples      int            `json:"samples"`
	Seed         uint64         `json:"seed"`
	Warning      string         `json:"warning,omitempty"`
	Scores       []exampleScore `json:"scores"`
}

// exampleScore is one example's terms, nats.
type exampleScore struct {
	Example        int     `json:"example"`
	Label          string  `json:"label,omitempty"`
	NegativeELBO   float64 `json:"negative_elbo"`
	Reconstruction float64 `json:"reconstruction"`
	KL             float64 `json:"kl"`
}

func newScore(a *app) *cobra.Command {
	var f scoreFlags
	c := &cobra.Command{
		Use:   "score CHECKPOINT",
		Short: "Estimate the evidence lower bound of each example, to find the unusual ones",
		Long: `Estimate the negative evidence lower bound of each example, in nats, with its reconstruction and KL
terms, and write a line for each. The larger the number, the less the model expects the example.
Each line names K, the number of samples of z that its estimate used. CHECKPOINT is a .safetensors
file, or a run's folder, whose best checkpoint is taken. vae eval averages them.`,
		Example: "  vae score checkpoints/default-1 --samples 10 -o scores.csv\n  vae score checkpoints/table-1 --input rows.csv --json",
		Args:    wrongArgs(cobra.ExactArgs(1)),
		RunE:    func(_ *cobra.Command, args []string) error { return a.score(args[0], f) },
	}
	f.add(c, true)
	c.Flags().IntVar(&f.samples, "samples", 1, "K, how many samples of z for each example")
	c.Flags().Uint64Var(&f.seed, "seed", 0, "what the noise and the binarization depend on")
	c.Flags().StringVarP(&f.out, "output", "o", standard, "the .csv or .json file to write; - is standard output")
	c.Flags().BoolVar(&f.json, "json", false, "write JSON to standard output")
	return c
}

// score writes the examples' terms.
func (a *app) score(path string, f scoreFlags) error {
	if err := between("--samples", f.samples, 1, 100000); err != nil {
		return err
	}
	ext, err := format("-o", f.out, "csv", "json")
	if err != nil {
		return err
	}
	if f.json && f.out != standard && ext != "json" {
		return usageError{fmt.Errorf("--json and -o %s do not go together; name a file that ends in .json", f.out)}
	}
	c, err := openCheckpoint(path)
	if err != nil {
		return err
	}
	from, err := f.open(c, f.seed)
	if err != nil {
		return err
	}
	result, err := f.run(path, c.Judged(), from)
	if err != nil {
		return err
	}
	if f.json || ext == "json" {
		return a.writeTo(f.out, func(w io.Writer) error { return (&app{out: w}).printJSON(result) })
	}
	if result.Warning != "" {
		log, err := a.logger(a.err)
		if err != nil {
			return err
		}
		log.Warn(result.Warning)
	}
	return a.writeTo(f.out, result.writeCSV)
}

// run scores every example.
func (f scoreFlags) run(path string, m *vae.Model, from *source) (*scored, error) {
	scorer, err := m.NewScorer(f.samples, f.seed)
	if err != nil {
		return nil, err
	}
	r := &scored{
		Checkpoint: path, Data: from.set.Name, Split: from.set.Split, Binarization: from.binarization.String(),
		Estimator: "elbo, analytic kl, sampled reconstruction", Samples: f.samples, Seed: f.seed, Warning: from.warning(m),
	}
	var s vae.Scores
	for first := 0; first < from.set.Len(); first += scorer.Batch() {
		if err := scorer.Score(&s, from.rows(first, scorer.Batch()), first); err != nil {
			return nil, err
		}
	}
	for i := range from.set.Len() {
		r.Scores = append(r.Scores, exampleScore{i, from.label(i), s.NegativeELBO(i), s.Reconstruction[i], s.KL[i]})
	}
	return r, nil
}

func (r *scored) writeCSV(w io.Writer) error {
	names := []string{"example", "label", "negative_elbo", "reconstruction", "kl", "samples"}
	digits := func(x float64) string { return strconv.FormatFloat(x, 'g', 8, 64) }
	return writeCSV(w, names, len(r.Scores), func(i int) []string {
		s := r.Scores[i]
		return []string{strconv.Itoa(s.Example), s.Label, digits(s.NegativeELBO), digits(s.Reconstruction), digits(s.KL), strconv.Itoa(r.Samples)}
	})
}
