package main

// Two checkpoints on the same examples with the same noise.

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"vae"
	"vae/configs"
)

// openRival opens the checkpoint to compare with; it has to read examples of the same size, prepared in the same way, and be a density of them.
func openRival(f evalFlags, c *vae.Checkpoint, from *source) (*vae.Checkpoint, error) {
	other, err := openCheckpoint(f.compare)
	if err != nil {
		return nil, err
	}
	if got, want := other.Model.Features(), c.Model.Features(); got != want {
		return nil, fmt.Errorf("--compare %s: the model has %d features, the other has %d; choose models of the same data", f.compare, got, want)
	}
	if other.Preprocessing != c.Preprocessing {
		return nil, fmt.Errorf("--compare %s: its data were standardised in another way, so that nats mean something else; choose a model of the same data", f.compare)
	}
	if err := from.fit(other.Model); err != nil {
		return nil, fmt.Errorf("--compare %s: %w", f.compare, err)
	}
	return other, nil
}

// otherData says that two models were not trained on the same data, or is empty.
func otherData(first, second *vae.Checkpoint) string {
	a, err := configs.Parse("the checkpoint's experiment", []byte(first.Config))
	b, failed := configs.Parse("the checkpoint's experiment", []byte(second.Config))
	if err != nil || failed != nil || a.Data.Name == b.Data.Name && a.Data.Binarization == b.Data.Binarization {
		return ""
	}
	return fmt.Sprintf("the first was trained on %s, binarization %s, the second on %s, binarization %s: a difference may be that of the data",
		a.Data.Name, a.Data.Binarization, b.Data.Name, b.Data.Binarization)
}

// comparedReports is the second model beside the first.
type comparedReports struct {
	Checkpoint  string       `json:"checkpoint"`
	Differences []difference `json:"differences"`
	Warning     string       `json:"warning,omitempty"`
}

// difference is paired: the second model's value minus the first one's on each example.
type difference struct {
	Name   string       `json:"name"`
	First  float64      `json:"first"`
	Second float64      `json:"second"`
	Paired vae.Estimate `json:"difference"`
	P      float64      `json:"p"` // two-sided, of no difference on average, by the normal distribution
}

func (j *judgement) compared() *comparedReports {
	out := &comparedReports{Checkpoint: j.paths[1]}
	first, second := columns(j.done[0]), columns(j.done[1])
	n := j.done[0].Len()
	for i, c := range first {
		d := difference{
			Name: c.name, First: vae.EstimateOf(n, c.at).Mean, Second: vae.EstimateOf(n, second[i].at).Mean,
			Paired: vae.EstimateOf(n, func(k int) float64 { return second[i].at(k) - c.at(k) }),
		}
		d.P = significance(d.Paired)
		if n < 2 {
			d.P = 1 // one example has no error that is known, and tells nothing
		}
		out.Differences = append(out.Differences, d)
	}
	var warnings []string
	if a, b := j.models[0], j.models[1]; !a.Comparable(b) {
		warnings = append(warnings, "the likelihoods are "+a.Likelihood()+" and "+b.Likelihood()+": densities and probabilities cannot be compared")
	}
	for _, w := range []string{j.otherData, j.from.warning(j.models[1])} {
		if w != "" && w != j.from.warning(j.models[0]) {
			warnings = append(warnings, w)
		}
	}
	out.Warning = strings.Join(warnings, "; ")
	return out
}

// significance is the probability of a mean at least so far from 0 if the true one is 0, for many examples: erfc(|mean| / error / sqrt 2).
func significance(e vae.Estimate) float64 {
	if e.Mean == 0 {
		return 1
	}
	return math.Erfc(math.Abs(e.Mean) / e.StandardError / math.Sqrt2)
}

// level is below what p a difference is called one.
const level = 0.05

// verdict says in words what a difference means; lower is better for all but the KL, which is only a part.
func (d difference) verdict() string {
	switch {
	case d.P >= level:
		return "no significant difference"
	case d.Name == "kl" || d.Name == "reconstruction":
		return "different"
	case d.Paired.Mean < 0:
		return "better"
	}
	return "worse"
}

func (c *comparedReports) print(out io.Writer) error {
	fmt.Fprintf(out, "compared with %s on the same examples and noise; difference: its value minus the first\n", c.Checkpoint)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, d := range c.Differences {
		fmt.Fprintf(w, "%s\t%.3f\tagainst %.3f\tdifference %+.3f\t+- %.3f\tp = %.2g\t%s\n",
			d.Name, d.Second, d.First, d.Paired.Mean, d.Paired.StandardError, d.P, d.verdict())
	}
	if c.Warning != "" {
		fmt.Fprintf(w, "warning: %s\n", c.Warning)
	}
	return w.Flush()
}
