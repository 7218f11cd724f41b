package data

// A table as a data set: a file, or one to train and one to test.

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"vae/data/tabular"
	"vae/internal/invalid"
)

// readTable reads a CSV or TSV file.
func readTable(r reading, p place) (*Collection, error) {
	all, err := r.readColumns(p.shown)
	if err != nil {
		return nil, err
	}
	var test *tabular.Table
	if r.testFile() {
		if !tabular.Extension(r.Test) {
			return nil, invalid.Fields{{Path: "test", Reason: fmt.Sprintf("%s is no table, but %s is", r.Test, p.shown)}}
		}
		if test, err = r.readColumns(r.Test); err != nil {
			return nil, err
		}
		if !slices.Equal(all.Columns, test.Columns) {
			return nil, fmt.Errorf("%s: the columns are not those of %s, in their order", r.Test, p.shown)
		}
	}
	c, err := r.collectTables(p.shown, all, test)
	if err == nil {
		c.Columns = all.Columns
	}
	return c, err
}

// readColumns reads a file, in which the label may have to be.
func (r reading) readColumns(path string) (*tabular.Table, error) {
	t, err := tabular.ReadFile(path, r.Label)
	var missing *tabular.MissingLabelError
	if errors.As(err, &missing) {
		if r.other {
			return tabular.ReadFile(path, "")
		}
		return nil, invalid.Fields{{Path: "label", Reason: err.Error()}}
	}
	return t, err
}

// collectTables makes sets of tables; test may be nil.
func (r reading) collectTables(from string, all, test *tabular.Table) (*Collection, error) {
	cells := all.Labels
	if test != nil {
		cells = slices.Concat(all.Labels, test.Labels)
	}
	labels, classes := classify(cells, r.classes)
	shape := []int{len(all.Columns)}
	n := all.Rows()
	train, err := FromFloats(r.name, "train", shape, all.Values, head(labels, n))
	if err != nil {
		return nil, err
	}
	var testSet *Set
	if test != nil {
		if testSet, err = FromFloats(r.name, "test", shape, test.Values, tail(labels, n)); err != nil {
			return nil, err
		}
	}
	c, err := r.collect(from, train, testSet)
	if err == nil {
		c.Classes = classes
	}
	return c, err
}

// head and tail are parts of labels, or nil where there are none.
func head(labels []int32, n int) []int32 {
	if labels == nil {
		return nil
	}
	return labels[:n]
}

func tail(labels []int32, n int) []int32 {
	if labels == nil {
		return nil
	}
	return labels[n:]
}

// classify turns cells into labels: whole numbers as they are, else places in the list of classes, which begins with the known ones and goes on with the
// others, sorted. nil stays nil.
func classify(cells, known []string) (labels []int32, classes []string) {
	if cells == nil {
		return nil, known
	}
	if labels, ok := numbers(cells); ok && len(known) == 0 {
		return labels, nil
	}
	classes = slices.Clone(known)
	fresh := slices.Clone(cells)
	slices.Sort(fresh)
	at := map[string]int32{}
	for _, class := range slices.Concat(known, slices.Compact(fresh)) {
		if _, ok := at[class]; !ok {
			at[class] = int32(len(at))
			if int(at[class]) >= len(classes) {
				classes = append(classes, class)
			}
		}
	}
	labels = make([]int32, len(cells))
	for i, cell := range cells {
		labels[i] = at[cell]
	}
	return labels, classes
}

// numbers reads every cell as a whole number.
func numbers(cells []string) ([]int32, bool) {
	out := make([]int32, len(cells))
	for i, cell := range cells {
		x, err := strconv.ParseFloat(cell, 64) // for 1.0 too, as spreadsheets write them
		if err != nil || x != math.Trunc(x) || math.Abs(x) > math.MaxInt32 {
			return nil, false
		}
		out[i] = int32(x)
	}
	return out, true
}
