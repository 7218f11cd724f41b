package tabular

// Records to numbers, each mistake with its place.

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"vae/internal/invalid"
)

// parser holds what is read so far.
type parser struct {
	name  string
	in    *csv.Reader
	meter *meter
	names []string // of all columns
	label int      // which of them is the label; -1: none
	known map[string]string
	table Table
}

// next reads a record. At the end the error is io.EOF.
func (p *parser) next() ([]string, error) {
	p.meter.left = maxRecord
	record, err := p.in.Read()
	var bad *csv.ParseError
	switch {
	case errors.As(err, &bad):
		return nil, fmt.Errorf("%s:%d: %w", p.name, bad.Line, bad.Err)
	case err != nil && !errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	return record, err
}

// header reads the columns' names.
func (p *parser) header(label string) error {
	record, err := p.next()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: is empty; expected a header line with the columns' names, then rows of numbers", p.name)
	}
	if err != nil {
		return err
	}
	if len(record) > maxColumns {
		return fmt.Errorf("%s: has %d columns, more than %d", p.name, len(record), maxColumns)
	}
	line, _ := p.in.FieldPos(0)
	seen, numbers := map[string]int{}, 0
	for i, cell := range record {
		cell = strings.TrimSpace(cell)
		if cell == "" {
			return fmt.Errorf("%s:%d: column %d has no name", p.name, line, i+1)
		}
		if first, twice := seen[cell]; twice {
			return fmt.Errorf("%s:%d: columns %d and %d are both called %q", p.name, line, first, i+1, cell)
		}
		if _, err := strconv.ParseFloat(cell, 64); err == nil {
			numbers++
		}
		seen[cell] = i + 1
		p.names = append(p.names, strings.Clone(cell))
	}
	if numbers == len(record) {
		return fmt.Errorf("%s:%d: the first line holds numbers only; put a header line with the columns' names before it", p.name, line)
	}
	if len(p.names) == 1 && strings.ContainsAny(p.names[0], ";\t") {
		return fmt.Errorf("%s:%d: there is one column, %q; cells are separated by commas in a .csv file and by tabulators in a .tsv file", p.name, line, clip(p.names[0]))
	}
	return p.chooseLabel(label)
}

// MissingLabelError says that the label's column is not there.
type MissingLabelError struct {
	File, Label, Nearest string
	Columns              []string
}

// Error names the columns that there are.
func (e *MissingLabelError) Error() string {
	hint := ""
	if e.Nearest != "" {
		hint = fmt.Sprintf(" (nearest: %s)", e.Nearest)
	}
	listed, more := e.Columns, ""
	if len(listed) > 20 {
		listed, more = listed[:20], ", ..."
	}
	return fmt.Sprintf("%s: there is no column %q to be the label%s; the columns are %s%s", e.File, clip(e.Label), hint, strings.Join(listed, ", "), more)
}

// chooseLabel takes the label's column out of the features.
func (p *parser) chooseLabel(label string) error {
	p.label, p.table.Columns = -1, p.names
	if label == "" {
		return nil
	}
	p.label = slices.Index(p.names, label)
	if p.label < 0 {
		return &MissingLabelError{p.name, label, invalid.Nearest(label, p.names), p.names}
	}
	p.table.Columns = slices.Delete(slices.Clone(p.names), p.label, p.label+1)
	if len(p.table.Columns) == 0 {
		return fmt.Errorf("%s: besides the label %q there is no column", p.name, label)
	}
	p.table.Labels, p.known = []string{}, map[string]string{}
	return nil
}

// row appends a record.
func (p *parser) row(record []string) error {
	line, _ := p.in.FieldPos(0)
	if len(record) != len(p.names) {
		return fmt.Errorf("%s:%d: found %d cells, expected %d as in the header", p.name, line, len(record), len(p.names))
	}
	if len(p.table.Values)+len(p.table.Columns) > maxValues {
		return fmt.Errorf("%s:%d: holds more than %d numbers; split the file", p.name, line, maxValues)
	}
	for i, cell := range record {
		cell = strings.TrimSpace(cell)
		if i == p.label {
			if cell == "" {
				at, _ := p.in.FieldPos(i)
				return fmt.Errorf("%s:%d: column %q: the label is empty", p.name, at, clip(p.names[i]))
			}
			p.table.Labels = append(p.table.Labels, p.intern(cell))
			continue
		}
		x, err := number(cell)
		if err != nil {
			at, _ := p.in.FieldPos(i)
			return fmt.Errorf("%s:%d: column %q: %w", p.name, at, clip(p.names[i]), err)
		}
		p.table.Values = append(p.table.Values, x)
	}
	p.table.Line = append(p.table.Line, line)
	return nil
}

// intern keeps one copy of equal labels, apart from the record that they stood in.
func (p *parser) intern(cell string) string {
	if same, ok := p.known[cell]; ok {
		return same
	}
	cell = strings.Clone(cell)
	p.known[cell] = cell
	return cell
}

// number reads a cell.
func number(cell string) (float32, error) {
	if cell == "" {
		return 0, errors.New("the cell is empty; fill it in, or leave the row out")
	}
	x, err := strconv.ParseFloat(cell, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("%q is not a number; leave the column out, or make it the label with data.label", clip(cell))
	}
	y := float32(x)
	switch {
	case math.IsNaN(x):
		return 0, fmt.Errorf("%s is not a value; fill it in, or leave the row out", clip(cell))
	case math.IsInf(float64(y), 0):
		return 0, fmt.Errorf("%s is not finite, or beyond the %.3g that a float32 holds", clip(cell), math.MaxFloat32)
	}
	return y, nil
}

// clip keeps a message readable whatever the file holds.
func clip(s string) string {
	const most = 40
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return s
}
