package op

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff/ir"
)

// ColumnsOp takes columns of a matrix [B, D], in the order given: column j of the result [B, n] is column columns[j]. The gradient of a column is the sum of the
// gradients of its copies.
func ColumnsOp(columns []int) Op {
	if len(columns) == 0 || slices.Min(columns) < 0 {
		panic("op: ColumnsOp without columns, or with a negative one")
	}
	return Op{takeColumns, attr{Columns: strings.Join(Ranges(columns), ",")}}
}

// Ranges writes columns as ranges of adjacent ones, such as 0-3 and 7.
func Ranges(columns []int) []string {
	var out []string
	for len(columns) > 0 {
		n := runLength(columns)
		text := strconv.Itoa(columns[0])
		if n > 1 {
			text += "-" + strconv.Itoa(columns[n-1])
		}
		out = append(out, text)
		columns = columns[n:]
	}
	return out
}

// runLength is how many columns at the beginning follow one another.
func runLength(columns []int) int {
	n := 1
	for n < len(columns) && columns[n] == columns[0]+n {
		n++
	}
	return n
}

// columns reads the ranges, as which columns are kept because attributes are comparable, and lists are not.
func (a attr) columns() []int {
	var out []int
	for _, part := range strings.Split(a.Columns, ",") {
		first, last, ranged := strings.Cut(part, "-")
		if !ranged {
			last = first
		}
		lo, err := strconv.Atoi(first)
		hi, err2 := strconv.Atoi(last)
		if err != nil || err2 != nil {
			panic("op: columns that nobody spelled")
		}
		for c := lo; c <= hi; c++ {
			out = append(out, c)
		}
	}
	return out
}

func columnsShape(a attr, in []tensor.Shape) (tensor.Shape, error) {
	if err := checkRanks(in, 2); err != nil {
		return nil, err
	}
	columns := a.columns()
	if last := slices.Max(columns); last >= in[0][1] {
		return nil, fmt.Errorf("there is no column %d, counted from 0", last)
	}
	return tensor.Shape{in[0][0], len(columns)}, nil
}

func columnsForward[T real](a attr, in []array[T], out array[T]) {
	columns := a.columns()
	for r := range out.shape[0] {
		from, to := in[0].row(r), out.row(r)
		for j, c := range columns {
			to[j] = from[c]
		}
	}
}

func columnsVJP[T real](a attr, _ int, _ []array[T], _, dout, din array[T]) {
	columns := a.columns()
	for r := range dout.shape[0] {
		from, to := dout.row(r), din.row(r)
		for j, c := range columns {
			to[c] += from[j]
		}
	}
}

func columnsEmit(a attr, b *ir.Builder, in []ir.ID) ir.ID {
	columns := a.columns()
	var runs []ir.ID
	for len(columns) > 0 {
		n := runLength(columns)
		runs = append(runs, b.Slice(in[0], 1, columns[0], 1, n))
		columns = columns[n:]
	}
	if len(runs) == 1 {
		return runs[0]
	}
	return b.Concat(1, runs...)
}

// Columns takes columns of a matrix, counted from 0, in the order given: [B, D] gives [B, n].
func (b *Builder) Columns(x *gorgonia.Node, columns []int) *gorgonia.Node {
	if !b.isMatrix("Columns", x) {
		return nil
	}
	if d := x.Shape()[1]; len(columns) == 0 || slices.Min(columns) < 0 || slices.Max(columns) >= d {
		b.failf("Columns", "columns %v of %d; give at least one, counted from 0", columns, d)
		return nil
	}
	return b.ours("Columns", ColumnsOp(columns), func() *gorgonia.Node { return b.stockColumns(x, columns) }, x)
}

// stockColumns is a slice of each run of columns, one after the other.
func (b *Builder) stockColumns(x *gorgonia.Node, columns []int) *gorgonia.Node {
	var runs gorgonia.Nodes
	for len(columns) > 0 {
		n := runLength(columns)
		runs = append(runs, b.stockRun(x, columns[0], n))
		columns = columns[n:]
	}
	if b.err != nil || len(runs) == 1 {
		return runs[0]
	}
	joined, err := gorgonia.Concat(1, runs...)
	return b.try("Concat", joined, err)
}

// stockRun takes n adjacent columns. Gorgonia drops the axis of a slice of one column: that is a slice of two, times a 0/1 matrix.
func (b *Builder) stockRun(x *gorgonia.Node, first, n int) *gorgonia.Node {
	d := x.Shape()[1]
	if n == d {
		return x
	}
	from, to, which := first, first+n, 0
	if n == 1 {
		if from == d-1 {
			from, which = from-1, 1
		}
		to = from + 2
	}
	run := x
	if to-from < d {
		sliced, err := gorgonia.Slice(x, nil, gorgonia.S(from, to))
		run = b.try("Slice", sliced, err)
	}
	if n > 1 {
		return run
	}
	return b.matMul(run, b.constant(fmt.Sprint("column ", which), func(i int) float64 { return where(i == which, 1, 0) }, 2, 1))
}
