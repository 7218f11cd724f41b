package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"text/tabwriter"
)

// report prints a judgement as a table or as JSON.
func (a *app) report(j *judgement) error {
	e := j.evaluation()
	for i := range e.Examples {
		if x := j.done[0].NegativeELBO(i); x-x != 0 { // infinite or NaN
			return fmt.Errorf("the negative elbo of example %d is %v: its values, or the model's parameters, are too large for float32", i, x)
		}
	}
	if j.flags.json {
		enc := json.NewEncoder(a.out)
		enc.SetIndent("", "  ")
		return enc.Encode(e)
	}
	fmt.Fprintf(a.out, "%s, %s of %s (%s), binarization %s, seed %d\n", e.Checkpoint, e.Split, e.Data, count(e.Examples, "example"), e.Binarization, e.Seed)
	if e.Partial {
		fmt.Fprintf(a.out, "partial: the first %d of %d examples\n", e.Examples, e.Total)
	}
	fmt.Fprintf(a.out, "%s, %s of z; nats for each example, with the standard error over examples\n", e.Estimator, count(e.Samples, "sample"))
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	e.printEstimates(w)
	if err := w.Flush(); err != nil {
		return err
	}
	e.printMethods(a.out)
	e.Posterior.print(a.out, e.Examples)
	if j.flags.dimensions {
		if err := e.Posterior.printDimensions(a.out); err != nil {
			return err
		}
	}
	if e.Compared != nil {
		if err := e.Compared.print(a.out); err != nil {
			return err
		}
	}
	if e.Warning != "" {
		fmt.Fprintf(a.out, "warning: %s\n", e.Warning)
	}
	return nil
}

func (e *evaluation) printEstimates(w io.Writer) {
	fmt.Fprintf(w, "negative elbo\t%v\n", e.NegativeELBO)
	fmt.Fprintf(w, "reconstruction\t%v\n", e.Reconstruction)
	fmt.Fprintf(w, "kl\t%v\n", e.KL)
	if e.NLL != nil {
		fmt.Fprintf(w, "nll, K = %d\t%v\n", e.NLL.Samples, e.NLL.estimate)
	}
	if e.AIS != nil {
		fmt.Fprintf(w, "nll, ais\t%v\n", e.AIS.estimate)
	}
	if b := e.BitsPerDimension; b != nil {
		fmt.Fprintf(w, "bits per dimension\t%.4f\t+- %.4f\tof %s\n", b.Mean, b.StandardError, b.Of)
	}
}

// printMethods says how minus log p(x) was estimated.
func (e *evaluation) printMethods(w io.Writer) {
	if n := e.NLL; n != nil {
		fmt.Fprintf(w, "nll: %s; %.1f of %d samples effective\n", n.Estimator, n.Effective, n.Samples)
	}
	if a := e.AIS; a != nil {
		fmt.Fprintf(w, "ais: %s from the %s; %d steps, %d chains (%.1f effective), %d leapfrog steps, %.2f accepted\n",
			a.Estimator, a.Start, a.Steps, a.Chains, a.Effective, a.Leapfrog, a.Acceptance)
	}
}

func (p *posteriorReport) print(w io.Writer, examples int) {
	fmt.Fprintf(w, "active units: %d of %d (variance of the posterior mean above %g); kl by dimension from %.3f to %.3f\n",
		p.ActiveUnits, len(p.KL), p.Threshold, slices.Min(p.KL), slices.Max(p.KL))
	fit := "infinite"
	if p.GaussianFitKL != nil {
		fit = fmt.Sprintf("%.3f", *p.GaussianFitKL)
	}
	most, note := math.Log(float64(examples)), ""
	if p.MutualInformation > most-1 {
		note = ": with more examples it would be larger, and the kl to the prior smaller"
	}
	fmt.Fprintf(w, "aggregate posterior: kl to the prior %.3f +- %.3f (%s), of a gaussian fit %s; mutual information of x and z %.3f of at most %.3f%s\n",
		p.MarginalKL.Mean, p.MarginalKL.StandardError, count(p.MarginalDraws, "draw"), fit, p.MutualInformation, most, note)
}

func (p *posteriorReport) printDimensions(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "dimension\tkl\tvariance of the mean\taggregate mean\taggregate variance\t")
	for i, kl := range p.KL {
		fmt.Fprintf(w, "%d\t%.4f\t%.4f\t%.4f\t%.4f\t\n", i, kl, p.MeanVariance[i], p.AggregateMean[i], p.AggregateVariance[i])
	}
	return w.Flush()
}
