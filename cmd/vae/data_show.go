package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"vae/configs"
	"vae/data"
	"vae/internal/invalid"
	"vae/internal/picture"
)

// showFlags are the flags of vae data show.
type showFlags struct {
	out, split string
	number     int
	set        []string
	json       bool
}

func newDataShow(a *app) *cobra.Command {
	var f showFlags
	c := &cobra.Command{
		Use:   "show NAME",
		Short: "Draw a data set's first examples, and print its counts, ranges, means and labels",
		Long: `Print how many examples a data set has, what their values range over, and how often each label
occurs; of a table, each column. Pictures are drawn as a PNG grid too. NAME is a data set or a path,
read by the settings under data of an experiment, which --set changes.`,
		Example: `  vae data show fashion-mnist-12k -n 100 -o clothes.png
  vae data show iris.csv --set data.label=species --set data.standardize=true`,
		Args: wrongArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return a.showData(args[0], f, c.Flags().Changed("output"))
		},
	}
	c.Flags().StringVarP(&f.out, "output", "o", "examples.png", "the picture to write")
	c.Flags().IntVarP(&f.number, "number", "n", 64, "how many examples to draw")
	c.Flags().StringVar(&f.split, "split", "train", "which part: train, validation or test")
	c.Flags().StringArrayVar(&f.set, "set", nil, "change a setting, as in data.label=species; may be repeated")
	c.Flags().BoolVar(&f.json, "json", false, "print JSON")
	return c
}

// shown is what vae data show reports of a part.
type shown struct {
	Data       string       `json:"data"`
	From       string       `json:"from"`
	Split      string       `json:"split"`
	Train      int          `json:"train"`
	Validation int          `json:"validation"`
	Test       int          `json:"test"`
	Shape      []int        `json:"shape"`
	All        data.Summary `json:"all"` // over all features
	Columns    []column     `json:"columns,omitempty"`
	Labels     []labelCount `json:"labels,omitempty"`
	Factors    []string     `json:"factors,omitempty"`
}

// column is one feature of a table.
type column struct {
	Name string `json:"name"`
	data.Summary
}

// labelCount says how often a label occurs.
type labelCount struct {
	Label int    `json:"label"`
	Name  string `json:"name,omitempty"`
	Count int    `json:"count"`
}

// showData describes a part of a data set, and draws it.
func (a *app) showData(name string, f showFlags, mustDraw bool) error {
	if err := between("-n", f.number, 1, 10000); err != nil {
		return err
	}
	e, err := configs.Parse("the settings", nil, append([]string{"data.validation=0", "data.name=" + name}, f.set...)...)
	if err != nil {
		return usageError{err}
	}
	splits, err := e.Data.Open(e.Seed)
	var bad invalid.Fields
	if errors.As(err, &bad) {
		return usageError{bad.Under("data")}
	}
	if err != nil {
		return err
	}
	sets := map[string]*data.Set{"train": splits.Train, "validation": splits.Validation, "test": splits.Test}
	set, ok := sets[f.split]
	if !ok || set.Len() == 0 {
		return usageError{fmt.Errorf("--split %s: choose train or test, or validation where data.validation holds some out", f.split)}
	}
	report := describe(splits, set)
	if f.json {
		err = a.printJSON(report)
	} else {
		err = report.print(a.out)
	}
	if err != nil || set.ImageShape() == nil && !mustDraw {
		return err
	}
	return a.drawData(f.out, f.number, set, splits.Binarization, f.json)
}

// drawData draws the first examples.
func (a *app) drawData(path string, n int, set *data.Set, b data.Binarization, quiet bool) error {
	x := &examples{set: set, binarization: b}
	if set.ImageShape() == nil {
		return usageError{fmt.Errorf("-o %s: the examples of %s are rows of %d features, not pictures", path, set.Name, set.Features())}
	}
	if err := picture.WriteGrid(path, x.rows(0, n), set.Shape()); err != nil {
		return err
	}
	if !quiet {
		fmt.Fprintln(a.out, path)
	}
	return nil
}

// describe gathers what there is to say.
func describe(splits *data.Splits, set *data.Set) shown {
	out := shown{
		Data: set.Name, From: splits.From, Split: set.Split, Train: splits.Train.Len(), Validation: splits.Validation.Len(), Test: splits.Test.Len(),
		Shape: set.Shape(), Factors: set.Factors(),
	}
	features := set.Summarize()
	out.All = data.Pool(features)
	for j, name := range splits.Preprocessing.Features {
		out.Columns = append(out.Columns, column{name, features[j]})
	}
	if !set.Labelled() {
		return out
	}
	counts := map[int]int{}
	for i := range set.Len() {
		counts[set.Label(i)]++
	}
	for _, label := range slices.SortedFunc(maps.Keys(counts), cmp.Compare[int]) {
		entry := labelCount{Label: label, Count: counts[label]}
		if classes := splits.Preprocessing.Classes; label >= 0 && label < len(classes) {
			entry.Name = classes[label]
		}
		out.Labels = append(out.Labels, entry)
	}
	return out
}

// print prints a report as tables.
func (s shown) print(out io.Writer) error {
	fmt.Fprintf(out, "%s (%s): %d examples to train, %d to validate, %d to test; each of shape %v\n", s.Data, s.From, s.Train, s.Validation, s.Test, s.Shape)
	if len(s.Factors) > 0 {
		fmt.Fprintf(out, "made from %s\n", strings.Join(s.Factors, ", "))
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s\tsmallest\tlargest\tmean\tdeviation\t\n", s.Split)
	for _, c := range append(s.Columns, column{"all values", s.All}) {
		fmt.Fprintf(w, "%s\t%.4g\t%.4g\t%.4g\t%.4g\t\n", c.Name, c.Min, c.Max, c.Mean, c.Deviation)
	}
	if len(s.Labels) > 0 {
		fmt.Fprint(w, "label\texamples\t\n")
	}
	const most = 50
	for i, l := range s.Labels {
		if i == most {
			fmt.Fprintf(w, "... and %d more labels\t\t\n", len(s.Labels)-most)
			break
		}
		fmt.Fprintf(w, "%s\t%d\t\n", cmp.Or(l.Name, fmt.Sprint(l.Label)), l.Count)
	}
	return w.Flush()
}
