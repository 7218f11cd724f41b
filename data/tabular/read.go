// Package tabular reads tables of numbers from CSV and TSV files: a header line with the columns' names, then a row an example.
//
// Reading is strict: a cell that is no finite number, a row that is too short, a name that occurs twice are errors that name the file, the line and
// the column, for a table that was read wrongly trains without complaint.
package tabular

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Table is a file's content: N rows of D numbers, and perhaps a label each.
type Table struct {
	Columns []string  // names of the D features, in the file's order
	Values  []float32 // [N, D], row-major
	Labels  []string  // the label's cell of each row; nil without a label column
	Line    []int     // of each row, from 1, for messages
}

// Rows is N.
func (t *Table) Rows() int { return len(t.Line) }

// Bounds, so that a file that is no table is refused before much memory is asked for.
const (
	maxColumns = 1 << 16
	maxValues  = 1 << 31 // 8 GiB
	maxRecord  = 1 << 24 // bytes of a row
)

// separators are the characters between cells, by the file's extension.
var separators = map[string]rune{".csv": ',', ".tsv": '\t'}

// mark begins the files that some spreadsheets write.
const mark = "\ufeff"

// Extension reports whether a file's name says that it is such a table.
func Extension(path string) bool {
	_, ok := separators[strings.ToLower(filepath.Ext(path))]
	return ok
}

// ReadFile reads a .csv or .tsv file. label names the column that is no feature but a label; empty: every column is a feature.
func ReadFile(path, label string) (*Table, error) {
	comma, ok := separators[strings.ToLower(filepath.Ext(path))]
	if !ok {
		return nil, fmt.Errorf("%s: a table's file ends in .csv (commas) or .tsv (tabulators)", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return Read(f, path, comma, label)
}

// Read is ReadFile for any text; name stands for the file in errors.
func Read(r io.Reader, name string, comma rune, label string) (*Table, error) {
	m := &meter{r: r, left: maxRecord}
	text := bufio.NewReader(m)
	if start, _ := text.Peek(len(mark)); string(start) == mark { // shorter texts have none
		_, _ = text.Discard(len(mark)) // it is in the buffer
	}
	in := csv.NewReader(text)
	in.Comma, in.ReuseRecord, in.FieldsPerRecord = comma, true, -1
	in.TrimLeadingSpace = comma != '\t' // where it would swallow empty cells
	p := &parser{name: name, in: in, meter: m}
	if err := p.header(label); err != nil {
		return nil, err
	}
	for {
		record, err := p.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = p.row(record)
		}
		if err != nil {
			return nil, err
		}
	}
	if p.table.Rows() == 0 {
		return nil, fmt.Errorf("%s: has a header but no rows", name)
	}
	return &p.table, nil
}

// meter bounds how much is read for one row.
type meter struct {
	r    io.Reader
	left int
}

var errLong = fmt.Errorf("a row has more than %d bytes; a quotation mark may be open", maxRecord)

func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, errLong
	}
	n, err := m.r.Read(p)
	m.left -= n
	return n, err
}
