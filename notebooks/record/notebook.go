package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image/png"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// notebook is what is kept of one, with the fields in the order in which Jupyter writes them: sorted by name.
type notebook struct {
	Cells         []cell `json:"cells"`
	Metadata      about  `json:"metadata"`
	NBFormat      int    `json:"nbformat"`
	NBFormatMinor int    `json:"nbformat_minor"`
}

// about is a notebook's metadata: its kernel and language, without their versions.
type about struct {
	Kernel struct {
		DisplayName string `json:"display_name"`
		Language    string `json:"language"`
		Name        string `json:"name"`
	} `json:"kernelspec"`
	Language struct {
		FileExtension string `json:"file_extension"`
		MimeType      string `json:"mimetype"`
		Name          string `json:"name"`
	} `json:"language_info"`
}

// cell is prose or code.
type cell struct {
	Type     string    `json:"cell_type"`
	Count    *int      `json:"execution_count,omitempty"`
	ID       string    `json:"id"`
	Metadata struct{}  `json:"metadata"`
	Outputs  *[]output `json:"outputs,omitempty"` // nil for prose
	Source   text      `json:"source"`
}

// output is a text stream, or data to display.
type output struct {
	Data     map[string]json.RawMessage `json:"data,omitempty"` // by media type
	Metadata *struct{}                  `json:"metadata,omitempty"`
	Name     string                     `json:"name,omitempty"`
	Type     string                     `json:"output_type"`
	Text     text                       `json:"text,omitempty"`
}

// text is a list of lines, each with its end, or one string: Jupyter writes both.
type text []string

// UnmarshalJSON reads either.
func (t *text) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*t = text{one}
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(t))
}

// lines is the same text with a line an entry, ends included.
func (t text) lines() text {
	return slices.DeleteFunc(strings.SplitAfter(t.String(), "\n"), func(s string) bool { return s == "" })
}

// String joins the lines.
func (t text) String() string { return strings.Join(t, "") }

// parse reads a notebook, and leaves out what differs from run to run: times, versions, how text was cut into pieces, and whether it came before or
// after a picture that the same cell shows.
func parse(raw []byte) (*notebook, error) {
	var n notebook
	if err := json.Unmarshal(raw, &n); err != nil {
		return nil, fmt.Errorf("no notebook: %w", err)
	}
	for i := range n.Cells {
		c := &n.Cells[i]
		c.Source = c.Source.lines()
		if c.Outputs == nil {
			continue
		}
		tidy, err := ordered(*c.Outputs)
		if err != nil {
			return nil, fmt.Errorf("cell %d: %w", i+1, err)
		}
		c.Outputs = &tidy
	}
	return &n, nil
}

// ordered joins all text of a cell, and puts it before what the cell displays. Anything but text on the standard output and displays is an error: what a
// program complains of is no result.
func ordered(all []output) ([]output, error) {
	var printed text
	var shown []output
	for _, o := range all {
		switch {
		case o.Type == "stream" && o.Name == "stdout":
			printed = append(printed, o.Text...)
		case o.Type == "display_data":
			shown = append(shown, output{Type: o.Type, Data: o.Data, Metadata: &struct{}{}})
		default:
			return nil, fmt.Errorf("output of type %s %s: %s", o.Type, o.Name, o.Text)
		}
	}
	if len(printed) > 0 {
		shown = slices.Insert(shown, 0, output{Type: "stream", Name: "stdout", Text: text{printed.String()}.lines()})
	}
	if shown == nil {
		shown = []output{}
	}
	return shown, nil
}

// write gives the notebook's file as Jupyter would.
func (n *notebook) write() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(n)
	return out.Bytes(), err
}

// differences compares two runs of one notebook: sources exactly, texts to two units in the last place of every number, and pictures by their size, since
// processors round differently.
func differences(old, now *notebook) []string {
	if len(old.Cells) != len(now.Cells) {
		return []string{fmt.Sprintf("%d cells were %d", len(now.Cells), len(old.Cells))}
	}
	var out []string
	for i, a := range old.Cells {
		b := now.Cells[i]
		if a.Type != b.Type || a.Source.String() != b.Source.String() {
			out = append(out, fmt.Sprintf("cell %d: the source differs", i+1))
		} else if was, is := a.results(), b.results(); !alike(was, is) {
			out = append(out, fmt.Sprintf("cell %d printed\n%snow\n%s", i+1, was, is))
		}
	}
	return out
}

// number is one as it is printed: its last place says how exactly it is meant.
var number = regexp.MustCompile(`-?[0-9]+(\.[0-9]+)?`)

// alike reports whether two texts differ by no more than two units in the last place of their numbers.
func alike(was, is string) bool {
	spaces := func(s string) string { return strings.Join(strings.Fields(number.ReplaceAllString(s, "#")), " ") }
	a, b := number.FindAllString(was, -1), number.FindAllString(is, -1)
	if spaces(was) != spaces(is) || len(a) != len(b) {
		return false
	}
	for i := range a {
		x, _ := strconv.ParseFloat(a[i], 64) // the pattern takes numbers alone
		y, _ := strconv.ParseFloat(b[i], 64)
		_, fraction, _ := strings.Cut(a[i], ".")
		if math.Abs(x-y) > 2.5*math.Pow(10, -float64(len(fraction))) {
			return false
		}
	}
	return true
}

// results is what a cell shows as text, pictures by their size.
func (c cell) results() string {
	var b strings.Builder
	if c.Outputs == nil {
		return b.String()
	}
	for _, o := range *c.Outputs {
		b.WriteString(o.Text.String())
		for _, kind := range slices.Sorted(maps.Keys(o.Data)) {
			fmt.Fprintln(&b, kind, summary(kind, o.Data[kind]))
		}
	}
	return b.String()
}

// summary is the size of a picture, and all of anything else.
func summary(kind string, raw json.RawMessage) string {
	var v text
	if err := v.UnmarshalJSON(raw); err != nil || kind != "image/png" {
		return string(raw)
	}
	m, err := png.DecodeConfig(base64.NewDecoder(base64.StdEncoding, strings.NewReader(v.String())))
	if err != nil {
		return "that is no picture: " + err.Error()
	}
	return fmt.Sprintf("of %d by %d pixels", m.Width, m.Height)
}
