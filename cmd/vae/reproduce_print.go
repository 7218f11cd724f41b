package main

// What a reproduction has come to: published values, ours, and whether they agree.

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"vae"
)

// reproduced is a trial beside what was published.
type reproduced struct {
	result
	Published     *float64 `json:"published,omitempty"`
	Spread        *float64 `json:"published_deviation,omitempty"`
	SpreadGuessed bool     `json:"deviation_guessed,omitempty"`
	Ours          estimate `json:"ours"`
	Verdict       string   `json:"verdict"`
}

// ordered is a published order beside ours.
type ordered struct {
	Order   []string `json:"order"` // rising
	Verdict string   `json:"verdict"`
}

// report prints the study as a table or as JSON.
func (r *reproduction) report() error {
	var rows []reproduced
	for i, t := range r.study.trials {
		rows = append(rows, r.compare(t, r.results[i]))
	}
	orders := r.orders()
	if r.flags.json {
		for i := range rows {
			rows[i].Values, rows[i].Config = nil, ""
		}
		enc := json.NewEncoder(r.app.out)
		enc.SetIndent("", "  ")
		return enc.Encode(map[string]any{
			"name": r.study.name, "source": r.study.source, "quantity": r.study.quantity, "short_form": r.study.shorter(r.flags.full), "runs": rows, "orders": orders,
		})
	}
	form := "as long as published"
	switch {
	case len(r.flags.set) > 0:
		form = "with other settings"
	case r.study.shorter(r.flags.full):
		form = "the short form; --full trains as long as published"
	}
	fmt.Fprintf(r.app.out, "%s: %s\n%s, nats for each test example, last checkpoint, %s\n", r.study.name, r.study.source, r.study.quantity, form)
	w := tabwriter.NewWriter(r.app.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "run\tepochs\tpublished\tours\t95% interval\tlog p(x)\tverdict")
	for _, row := range rows {
		fmt.Fprintln(w, row.line())
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, row := range rows {
		if row.Evaluation != nil && row.Evaluation.Warning != "" {
			fmt.Fprintf(r.app.out, "warning: %s: %s\n", row.Name, row.Evaluation.Warning)
		}
	}
	for _, o := range orders {
		fmt.Fprintf(r.app.out, "order %s: %s\n", strings.Join(o.Order, " < "), o.Verdict)
	}
	return nil
}

// line is a row of the table.
func (row reproduced) line() string {
	if row.Skipped != "" {
		return row.Name + "\t-\t-\t-\t-\t-\tskipped: " + row.Skipped
	}
	if row.Unfinished != "" {
		return row.Name + "\t-\t-\t-\t-\t-\t" + row.Unfinished
	}
	published, logP := "-", "-"
	if row.Published != nil {
		guess := ""
		if row.SpreadGuessed {
			guess = " (our guess)"
		}
		published = fmt.Sprintf("%.2f +- %.2f%s", *row.Published, *row.Spread, guess)
	}
	if n := row.Evaluation.NLL; n != nil {
		logP = fmt.Sprintf("%.2f (K = %d)", -n.Mean, n.Samples)
	}
	reach := 1.96 * row.Ours.StandardError
	return fmt.Sprintf("%s\t%d\t%s\t%.2f\t%.2f to %.2f\t%s\t%s", row.Name, row.Epochs, published, row.Ours.Mean, row.Ours.Mean-reach, row.Ours.Mean+reach, logP, row.Verdict)
}

// compare puts a trial beside its published value. Test examples are the same, so that the interval over examples, which tells how far other examples would be, is no
// measure of agreement: that is the published deviation with the error of our draws.
func (r *reproduction) compare(t trial, got result) reproduced {
	row := reproduced{result: got}
	if got.Skipped != "" {
		row.Verdict = "skipped"
		return row
	}
	if got.Unfinished != "" {
		row.Verdict = got.Unfinished
		return row
	}
	switch e := got.Evaluation; r.study.quantity {
	case "nll":
		row.Ours = e.NLL.estimate
	case "reconstruction":
		row.Ours = e.Reconstruction
	default:
		row.Ours = e.NegativeELBO
	}
	if t.published == 0 {
		row.Verdict = "see the order"
		return row
	}
	row.Published, row.Spread, row.SpreadGuessed = &t.published, &t.spread, t.estimated
	draws := 0.0
	if m := row.Ours.MonteCarloError; m != nil {
		draws = *m
	}
	row.Verdict = agreement(row.Ours.Mean-t.published, math.Hypot(t.spread, draws), r.study.shorter(r.flags.full))
	if len(r.flags.set) > 0 || r.flags.number > 0 {
		row.Verdict += ", but of another experiment (--set or -n)"
	}
	return row
}

// agreement says what a difference from the published value means: within two deviations it is reproduced.
func agreement(difference, deviation float64, short bool) string {
	switch {
	case math.Abs(difference) <= 2*deviation:
		return fmt.Sprintf("reproduced (%+.2f, within 2 deviations)", difference)
	case difference < 0:
		return fmt.Sprintf("not reproduced: better by %.2f, %.1f deviations", -difference, -difference/deviation)
	case short:
		return fmt.Sprintf("open: worse by %.2f after the short form", difference)
	}
	return fmt.Sprintf("not reproduced: worse by %.2f, %.1f deviations", difference, difference/deviation)
}

// orders judges the published orders by paired differences between neighbours.
func (r *reproduction) orders() []ordered {
	var out []ordered
	for _, names := range r.study.orders {
		o := ordered{Order: names, Verdict: "reproduced"}
		var steps []string
		for i := 1; i < len(names); i++ {
			d, ok := r.step(names[i-1], names[i])
			if !ok {
				o.Verdict = "open: a run is missing"
				steps = nil
				break
			}
			steps = append(steps, fmt.Sprintf("%+.2f +- %.2f", d.Mean, d.StandardError))
			if !(d.Mean > 0 && significance(d) < level) {
				o.Verdict = "not reproduced"
			}
		}
		if len(steps) > 0 {
			o.Verdict += " (" + strings.Join(steps, ", ") + ")"
		}
		out = append(out, o)
	}
	return out
}

// step is the paired difference between two trials on the same examples.
func (r *reproduction) step(low, high string) (vae.Estimate, bool) {
	find := func(name string) []float64 {
		i := slices.IndexFunc(r.results, func(x result) bool { return x.Name == name })
		if i < 0 {
			return nil
		}
		return r.results[i].Values
	}
	a, b := find(low), find(high)
	if len(a) == 0 || len(a) != len(b) {
		return vae.Estimate{}, false
	}
	return vae.EstimateOf(len(a), func(i int) float64 { return b[i] - a[i] }), true
}
