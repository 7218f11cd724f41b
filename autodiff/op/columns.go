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
	return Op{takeColumns, attr{Columns: spellColumns(columns)}}
}

// spellColumns writes columns as ranges, such as 0-3,7: attributes are comparable, and a list is not.
func spellColumns(columns []int) string {
	var parts []string
	for i := 0; i < len(columns); {
		n := runLength(columns[i:])
		part := strconv.Itoa(columns[i])
		if n > 1 {
			part += "-" + strconv.Itoa(columns[i+n-1])
		}
		parts = append(parts, part)
		i += n
	}
	return strings.Join(parts, ",")
}

// runLength is how many columns at the beginning follow one another.
func runLength(columns []int) int {
	n := 1
	for n < len(columns) && columns[n] == columns[0]+n {
		n++
	}
	return n
}

// columns reads what spellColumns wrote.
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

// Columns takes columns of a matrix, counted from 0, in the order given: [B, D] gives [B, n]. It is ours in both spellings: Gorgonia drops the axis of a slice of one
// column, and merges constant 0/1 matrices that print alike.
func (b *Builder) Columns(x *gorgonia.Node, columns []int) *gorgonia.Node {
	if !b.isMatrix("Columns", x) {
		return nil
	}
	if d := x.Shape()[1]; len(columns) == 0 || slices.Min(columns) < 0 || slices.Max(columns) >= d {
		b.failf("Columns", "columns %v of %d; give at least one, counted from 0", columns, d)
		return nil
	}
	if b.Spelling == Stock {
		return b.foreign(ColumnsOp(columns), x)
	}
	return b.ours("Columns", ColumnsOp(columns), nil, x)
}
