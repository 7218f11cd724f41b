package main

// The estimates of vae eval, some examples at a time.

import (
	"context"
	"io"
	"runtime"
	"strconv"
	"time"

	"github.com/schollz/progressbar/v3"

	"vae"
)

// judgement is one or two models on the same examples, and what is known of them so far.
type judgement struct {
	flags     evalFlags
	from      *source
	models    []*vae.Model
	paths     []string
	averaged  bool
	otherData string            // what is to be said where they were trained on different data
	done      []*vae.Evaluation // one for each model, of the same examples
}

// total is how many examples there are to judge.
func (j *judgement) total() int {
	if n := j.flags.number; n > 0 {
		return min(n, j.from.set.Len())
	}
	return j.from.set.Len()
}

// run judges batch after batch until all are done or ctx ends. A batch that was not finished leaves nothing.
func (j *judgement) run(ctx context.Context, w io.Writer) error {
	bar := progressbar.NewOptions(j.total(), progressbar.OptionSetVisibility(onTerminal(w)), progressbar.OptionSetWriter(w),
		progressbar.OptionSetPredictTime(true), progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30), progressbar.OptionSetDescription("examples"))
	defer func() { _ = bar.Clear() }()
	j.done = make([]*vae.Evaluation, len(j.models))
	for i := range j.done {
		j.done[i] = &vae.Evaluation{}
	}
	batch := j.batch()
	for first := 0; first < j.total(); first += batch {
		n := min(batch, j.total()-first)
		x := j.from.rows(first, n)
		parts := make([]*vae.Evaluation, len(j.models))
		for i, m := range j.models {
			var err error
			if parts[i], err = m.Evaluate(ctx, x, j.options(first)); err != nil {
				return err
			}
		}
		for i, part := range parts {
			j.done[i].Append(part)
		}
		_ = bar.Add(n)
	}
	return nil
}

// batch is how many examples are judged between two looks at an interrupt: while annealing, which is slow, no more than threads take at the same time.
func (j *judgement) batch() int {
	f := j.flags
	if f.ais.Steps == 0 {
		return f.batch
	}
	threads := f.threads
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	return min(f.batch, threads*f.ais.Together())
}

func (j *judgement) options(first int) vae.EvaluateOptions {
	f := j.flags
	return vae.EvaluateOptions{Samples: f.samples, NLL: f.nll, AIS: f.ais, Seed: f.seed, First: first, Threads: f.threads}
}

// perExample is a value that every example has.
type perExample struct {
	name string // as in JSON and CSV
	at   func(i int) float64
}

// columns are the estimates of one model, those that are compared.
func columns(e *vae.Evaluation) []perExample {
	list := []perExample{
		{"negative_elbo", e.NegativeELBO},
		{"reconstruction", func(i int) float64 { return e.Reconstruction[i] }},
		{"kl", func(i int) float64 { return e.KL[i] }},
	}
	if e.NLL != nil {
		list = append(list, perExample{"nll", func(i int) float64 { return e.NLL.Values[i] }})
	}
	if e.AIS != nil {
		list = append(list, perExample{"ais", func(i int) float64 { return e.AIS.Values[i] }})
	}
	return list
}

// errorColumns are the Monte Carlo errors of the estimates.
func errorColumns(e *vae.Evaluation) []perExample {
	var list []perExample
	if e.Sampled() {
		list = append(list, perExample{"reconstruction_error", func(i int) float64 { return e.Errors[i] }})
	}
	if e.NLL != nil {
		list = append(list, perExample{"nll_error", func(i int) float64 { return e.NLL.StandardErrors[i] }},
			perExample{"nll_effective_samples", func(i int) float64 { return e.NLL.Effective[i] }})
	}
	if e.AIS != nil {
		list = append(list, perExample{"ais_error", func(i int) float64 { return e.AIS.StandardErrors[i] }},
			perExample{"ais_effective_chains", func(i int) float64 { return e.AIS.Effective[i] }})
	}
	return list
}

// writeCSV writes a line for each example; a second model's columns have _compared after their names.
func (j *judgement) writeCSV(w io.Writer) error {
	header, all := []string{"example"}, []perExample{}
	for i, e := range j.done {
		for _, c := range append(columns(e), errorColumns(e)...) {
			name := c.name
			if i > 0 {
				name += "_compared"
			}
			header, all = append(header, name), append(all, c)
		}
	}
	labelled := j.from.set.Labelled()
	if labelled {
		header = append(header, "label")
	}
	return writeCSV(w, header, j.done[0].Len(), func(i int) []string {
		line := []string{strconv.Itoa(i)}
		for _, c := range all {
			line = append(line, strconv.FormatFloat(c.at(i), 'g', 9, 64))
		}
		if labelled {
			line = append(line, j.from.label(i))
		}
		return line
	})
}
