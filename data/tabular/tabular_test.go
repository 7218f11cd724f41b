package tabular

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func read(text string, comma rune, label string) (*Table, error) {
	return Read(strings.NewReader(text), "x.csv", comma, label)
}

func TestRead(t *testing.T) {
	text := "\ufeff\"length\", \"width, cm\",kind,weight\r\n1.5,-2e3, b ,7\r\n\r\n\"0x10p0\",10,a,.25\r\n"
	got, err := read(text, ',', "kind")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Columns, []string{"length", "width, cm", "weight"}) || !slices.Equal(got.Labels, []string{"b", "a"}) ||
		!slices.Equal(got.Line, []int{2, 4}) || !slices.Equal(got.Values, []float32{1.5, -2000, 7, 16, 10, 0.25}) {
		t.Errorf("read %+v", got)
	}
	tabs, err := read("a\tb\n1\t2\n", '\t', "")
	if err != nil || !slices.Equal(tabs.Values, []float32{1, 2}) || tabs.Labels != nil || tabs.Rows() != 1 {
		t.Errorf("read %+v, %v", tabs, err)
	}
}

// Every mistake is named by file, line and column.
func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "x.csv: is empty; expected a header line",
		"a,b\n":                                  "x.csv: has a header but no rows",
		"1,2\n3,4\n":                             "x.csv:1: the first line holds numbers only",
		"a,,c\n1,2,3\n":                          "x.csv:1: column 2 has no name",
		"a,b,a\n1,2,3\n":                         `x.csv:1: columns 1 and 3 are both called "a"`,
		"a;b\n1;2\n":                             "there is one column, \"a;b\"; cells are separated by commas",
		"a,b\n1,2\n1,2,3\n":                      "x.csv:3: found 3 cells, expected 2 as in the header",
		"a,b\n1\n":                               "x.csv:2: found 1 cells, expected 2",
		"a,b\n1,2\n3,four\n":                     `x.csv:3: column "b": "four" is not a number`,
		"a,b\n1,NaN\n":                           `x.csv:2: column "b": NaN is not a value`,
		"a,b\n-inf,1\n":                          `x.csv:2: column "a": -inf is not finite`,
		"a,b\n1,1e39\n":                          `x.csv:2: column "b": 1e39 is not finite, or beyond the 3.4e+38`,
		"a,b\n1,1e999\n":                         `x.csv:2: column "b": 1e999 is not finite`,
		"a,b\n1,\n":                              `x.csv:2: column "b": the cell is empty`,
		"a,b\n1,\"2\n":                           "x.csv:2: ",
		"a,b\n1,2\"3\n":                          "x.csv:2: ",
		"\"a\nb\",c\n\"1\",2\n3,x\n":             `x.csv:4: column "c"`,
		"a\n" + strings.Repeat("x", 999):         `"` + strings.Repeat("x", 40) + `..." is not a number`,
		strings.Repeat("a,", maxColumns) + "b\n": "x.csv: has 65537 columns, more than 65536",
		"a,b\n1,\"" + strings.Repeat("x\n", maxRecord/2+9000): "a row has more than 16777216 bytes; a quotation mark may be open",
	} {
		if _, err := read(text, ',', ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v\nwant %s", text, err, want)
		}
	}
}

func TestLabelMistakes(t *testing.T) {
	for label, want := range map[string]string{
		"specis": `x.csv: there is no column "specis" to be the label (nearest: species); the columns are a, species`,
		"zzz":    "to be the label; the columns",
	} {
		if _, err := read("a,species\n1,b\n", ',', label); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	if _, err := read("a\nb\n", ',', "a"); err == nil || !strings.Contains(err.Error(), "besides the label") {
		t.Errorf("a label without features: %v", err)
	}
	if _, err := read("a,b\n1,\n", ',', "b"); err == nil || !strings.Contains(err.Error(), `x.csv:2: column "b": the label is empty`) {
		t.Errorf("an empty label: %v", err)
	}
}

func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.TSV")
	if err := os.WriteFile(path, []byte("a\tb\n1\t\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFile(path, ""); err == nil || !strings.Contains(err.Error(), path+`:2: column "b": the cell is empty`) {
		t.Errorf("an empty last cell: %v", err)
	}
	if _, err := ReadFile("x.txt", ""); err == nil || !strings.Contains(err.Error(), "ends in .csv") {
		t.Errorf("another extension: %v", err)
	}
}

// FuzzCSV: what is accepted is a whole table of finite numbers, and printed again it is the same table.
func FuzzCSV(f *testing.F) {
	f.Add("a,b,kind\n1,2,x\n3,4,y\n", "kind", false)
	f.Add("a\tb\n1\t2e-3\n", "", true)
	f.Add("\"a\nb\",c\n\"1\",2\n", "c", false)
	f.Fuzz(func(t *testing.T, text, label string, tabs bool) {
		comma := ','
		if tabs {
			comma = '\t'
		}
		got, err := read(text, comma, label)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "x.csv:") {
				t.Errorf("the error does not name the file: %v", err)
			}
			return
		}
		d := len(got.Columns)
		if d == 0 || got.Rows() == 0 || len(got.Values) != d*got.Rows() || got.Labels != nil && len(got.Labels) != got.Rows() {
			t.Fatalf("%d columns, %d rows, %d values, %d labels", d, got.Rows(), len(got.Values), len(got.Labels))
		}
		var b strings.Builder
		for j := range d {
			fmt.Fprintf(&b, "%sc%d", strings.Repeat(",", min(j, 1)), j)
		}
		for i, x := range got.Values {
			if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
				t.Fatalf("value %d is %g", i, x)
			}
			fmt.Fprintf(&b, "%s%v", map[bool]string{true: "\n", false: ","}[i%d == 0], x)
		}
		again, err := read(b.String(), ',', "")
		if err != nil || !slices.Equal(again.Values, got.Values) {
			t.Errorf("%v: %v and %v", err, again, got)
		}
	})
}
