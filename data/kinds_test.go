package data

// Data sets of every kind, through the settings.

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae/internal/invalid"
)

// put writes a file, and the folders above it.
func put(t *testing.T, path string, content []byte) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// rowsOf is a table of n rows with columns a = i, b = 10 i, c = 4, and a kind.
func rowsOf(n int) []byte {
	var b bytes.Buffer
	b.WriteString("a,b,kind,c\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,%d,%s,4\n", i, 10*i, []string{"pine", "oak"}[i%2])
	}
	return b.Bytes()
}

func with(name string, change func(c *Config)) Config {
	c := config(name, 0, "none")
	change(&c)
	return c
}

// values are a set's examples as a model sees them.
func values(s *Set) []float32 {
	out := make([]float32, s.Len()*s.Features())
	indices := make([]int, s.Len())
	for i := range indices {
		indices[i] = i
	}
	s.Fill(out, s.Features(), indices, None, Draw{})
	return out
}

// wantField refuses any error but the one of a setting.
func wantField(t *testing.T, err error, path, want string) {
	t.Helper()
	var bad invalid.Fields
	if !errors.As(err, &bad) || len(bad) != 1 || bad[0].Path != path || !strings.Contains(bad[0].Reason, want) {
		t.Errorf("%v\nwant %s: %s", err, path, want)
	}
}

func TestTableParts(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "trees.csv"), rowsOf(40))
	for test, n := range map[string]int{"auto": 4, "0.25": 10, "7": 7, "1e1": 10, "0.001": 1} {
		got, err := with(path, func(c *Config) { c.Test, c.Label, c.Validation = test, "kind", 5 }).Open(3)
		if err != nil {
			t.Fatal(err)
		}
		if got.Test.Len() != n || got.Validation.Len() != 5 || got.Train.Len() != 35-n || got.Train.Split != "train" || got.Test.Split != "test" || got.Train.Name != "trees" {
			t.Errorf("test %s: %d, %d and %d rows", test, got.Train.Len(), got.Validation.Len(), got.Test.Len())
		}
		seen := map[float32]bool{}
		for _, s := range []*Set{got.Train, got.Validation, got.Test} {
			for i := range s.Len() {
				row := values(s)[3*i : 3*i+3]
				class := got.Preprocessing.Classes[s.Label(i)]
				if seen[row[0]] || row[1] != 10*row[0] || row[2] != 4 || class != []string{"pine", "oak"}[int(row[0])%2] {
					t.Errorf("test %s: row %v of class %s", test, row, class)
				}
				seen[row[0]] = true
			}
		}
		if len(seen) != 40 {
			t.Errorf("test %s: %d different rows", test, len(seen))
		}
		again, _ := with(path, func(c *Config) { c.Test, c.Label = test, "kind" }).Open(3)
		other, _ := with(path, func(c *Config) { c.Test, c.Label = test, "kind" }).Open(4)
		if !slices.Equal(values(again.Test), values(got.Test)) || slices.Equal(values(other.Test), values(got.Test)) {
			t.Errorf("test %s: the choice is not a function of the seed", test)
		}
	}
	_, err := with(path, func(c *Config) { c.Test, c.Label = "40", "kind" }).Open(1)
	wantField(t, err, "test", "cannot take 40 of 40 examples")
}

// A second file tests; its labels are the first one's.
func TestTableSecondFile(t *testing.T) {
	dir := t.TempDir()
	path := put(t, filepath.Join(dir, "a.csv"), []byte("x,kind\n1,oak\n2,pine\n"))
	second := put(t, filepath.Join(dir, "b.tsv"), []byte("x\tkind\n3\tpine\n4\tash\n"))
	got, err := with(path, func(c *Config) { c.Test, c.Label = second, "kind" }).Open(1)
	if err != nil {
		t.Fatal(err)
	}
	if classes := got.Preprocessing.Classes; !slices.Equal(classes, []string{"ash", "oak", "pine"}) || got.Train.Label(1) != 2 || got.Test.Label(0) != 2 || got.Test.Label(1) != 0 {
		t.Errorf("classes %v", classes)
	}
	other := put(t, filepath.Join(dir, "c.csv"), []byte("y,kind\n3,pine\n"))
	if _, err := with(path, func(c *Config) { c.Test, c.Label = other, "kind" }).Open(1); err == nil || !strings.Contains(err.Error(), other+": the columns are not those of "+path) {
		t.Errorf("other columns: %v", err)
	}
	_, err = with(path, func(c *Config) { c.Test, c.Label = "x.npy", "kind" }).Open(1)
	wantField(t, err, "test", "x.npy is no table")
	_, err = with(path, func(c *Config) { c.Label = "knid" }).Open(1)
	wantField(t, err, "label", "(nearest: kind)")
}

// Standardised by the training rows alone; raw rows go there and back by what a checkpoint keeps.
func TestStandardize(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "trees.csv"), rowsOf(60))
	c := with(path, func(c *Config) { c.Test, c.Label, c.Validation, c.Standardize = "20", "kind", 10, true })
	got, err := c.Open(3)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := with(path, func(c *Config) { c.Test, c.Label, c.Validation = "20", "kind", 10 }).Open(3)
	if err != nil {
		t.Fatal(err)
	}
	var mean, square float64
	for i := range raw.Train.Len() {
		x := float64(values(raw.Train)[3*i])
		mean += x / 30
		square += x * x / 30
	}
	s := got.Preprocessing.Standardization
	if sd := math.Sqrt(square - mean*mean); math.Abs(float64(s.Mean[0])-mean) > 1e-5 || math.Abs(float64(s.Scale[0])-sd) > 1e-5 || s.Scale[2] != 1 || s.Mean[2] != 4 {
		t.Errorf("standardised by %v, want mean %g and deviation %g, and scale 1 for a constant", s, mean, sd)
	}
	for j, f := range got.Train.Summarize() {
		if want := float64(min(1, 2-j)); math.Abs(f.Mean) > 1e-6 || math.Abs(f.Deviation-want) > 1e-6 {
			t.Errorf("column %d: %+v", j, f)
		}
	}
	p, err := ParsePreprocessing(got.Preprocessing.Text())
	if err != nil || !slices.Equal(p.Features, []string{"a", "b", "c"}) || !slices.Equal(p.Standardization.Mean, s.Mean) {
		t.Fatalf("read back %+v, %v", p, err)
	}
	for _, pair := range [][2]*Set{{raw.Train, got.Train}, {raw.Validation, got.Validation}, {raw.Test, got.Test}} {
		x := values(pair[0])
		p.Apply(x)
		if !slices.Equal(x, values(pair[1])) {
			t.Errorf("%s: raw rows standardise to something else", pair[0].Split)
		}
		p.Invert(x)
		for i, want := range values(pair[0]) {
			if math.Abs(float64(x[i]-want)) > 1e-4 {
				t.Errorf("%s: value %d comes back as %g, want %g", pair[0].Split, i, x[i], want)
			}
		}
	}
	as, err := c.ReadAs("", p, 3)
	if err != nil || !slices.Equal(values(as.Test), values(got.Test)) {
		t.Errorf("read for a trained model: %v", err)
	}
}

// Columns that are not chosen stay what they are, to the bit; the others are standardised as if all were.
func TestStandardizeSomeColumns(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "trees.csv"), rowsOf(60))
	change := func(c *Config) { c.Test, c.Label, c.Validation, c.Standardize = "20", "kind", 10, true }
	all, err := with(path, change).Open(3)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := with(path, func(c *Config) { change(c); c.Standardize = false }).Open(3)
	if err != nil {
		t.Fatal(err)
	}
	got, err := with(path, change).OpenFor(3, func(all *Collection) ([]bool, error) {
		if !slices.Equal(all.Columns, []string{"a", "b", "c"}) {
			t.Errorf("columns %v", all.Columns)
		}
		return []bool{true, false, false}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, sets := range [][3]*Set{{all.Train, raw.Train, got.Train}, {all.Test, raw.Test, got.Test}} {
		scaled, as, x := values(sets[0]), values(sets[1]), values(sets[2])
		for i := range x {
			if want := [3]float32{scaled[i], as[i], as[i]}[i%3]; x[i] != want {
				t.Errorf("%s: value %d is %v, want %v", sets[0].Split, i, x[i], want)
			}
		}
	}
	wrong := errors.New("no such column")
	if _, err := with(path, change).OpenFor(3, func(*Collection) ([]bool, error) { return nil, wrong }); !errors.Is(err, wrong) {
		t.Errorf("an error of the choice became %v", err)
	}
}

// Other data for a trained model are standardised as its own were, and must have its columns.
func TestReadAs(t *testing.T) {
	dir := t.TempDir()
	path := put(t, filepath.Join(dir, "trees.csv"), rowsOf(20))
	c := with(path, func(c *Config) { c.Label, c.Standardize, c.Test = "kind", true, "5" })
	got, err := c.Open(1)
	if err != nil {
		t.Fatal(err)
	}
	p := got.Preprocessing
	other := put(t, filepath.Join(dir, "new.csv"), []byte("a,b,c\n1,2,4\n1,2,4\n"))
	all, err := c.ReadAs(other, p, 1)
	if err != nil {
		t.Fatal(err)
	}
	if want := float32((1 - float64(p.Standardization.Mean[0])) / float64(p.Standardization.Scale[0])); values(all.Train)[0] != want || values(all.Test)[0] != want || all.Test.Len() != 2 || all.Test.Split != "test" {
		t.Errorf("standardised to %v, want %g", values(all.Train), want)
	}
	for want, text := range map[string]string{
		`there is no column "c"`:                     "a,b\n1,2\n3,4\n",
		`not trained on the column "d"`:              "a,b,c,d\n1,2,3,4\n1,2,3,4\n",
		"the same columns in another order: a, b, c": "b,a,c\n1,2,3\n1,2,3\n",
	} {
		if _, err := c.ReadAs(put(t, other, []byte(text)), p, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	// Settings that only tables have are dropped for other data.
	digits := filepath.Join(dir, "digits")
	folder(t, digits, 3, 2, 4, 5)
	if _, err := c.ReadAs(digits, Preprocessing{}, 1); err != nil {
		t.Error(err)
	}
	if _, err := c.ReadAs(digits, p, 1); err == nil || !strings.Contains(err.Error(), "holds pixels, and the model") {
		t.Errorf("pixels: %v", err)
	}
}

func TestParsePreprocessing(t *testing.T) {
	if p, err := ParsePreprocessing(""); err != nil || p.Text() != "" {
		t.Errorf("nothing: %+v, %v", p, err)
	}
	for _, text := range []string{
		"{", `{"standardization":{}}`, `{"standardization":{"mean":[1],"scale":[1,2]}}`, `{"standardization":{"mean":[1],"scale":[0]}}`,
		`{"standardization":{"mean":[1],"scale":[-1]}}`, `{"standardization":{"mean":[1e99],"scale":[1]}}`,
		`{"features":["a","b"],"standardization":{"mean":[1],"scale":[1]}}`,
	} {
		if _, err := ParsePreprocessing(text); err == nil || !strings.Contains(err.Error(), "preprocessing: ") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// npyOf is an NPY file.
func npyOf(descr, shape string, elements []byte) []byte {
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n", descr, shape)
	out := binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(header)))
	return append(append(out, header...), elements...)
}

func TestArrays(t *testing.T) {
	dir := t.TempDir()
	bits := put(t, filepath.Join(dir, "bits.npy"), npyOf("|u1", "(4, 1, 2)", []byte{0, 1, 1, 1, 0, 0, 1, 0}))
	all, err := with(bits, func(c *Config) { c.Test = "1" }).Read(1)
	if err != nil || !all.Train.Binary() || !slices.Equal(all.Train.Shape(), []int{1, 2}) || all.Train.Len() != 3 || all.Train.Mean(None)[0] == 0 {
		t.Errorf("zeros and ones: %+v, %v", all, err)
	}
	floats := binary.LittleEndian.AppendUint64(nil, math.Float64bits(2.5))
	x := put(t, filepath.Join(dir, "x.npy"), npyOf("<f8", "(1, 1)", floats))
	y := put(t, filepath.Join(dir, "y.npy"), npyOf("<i2", "(2, 1)", []byte{1, 0, 2, 0}))
	both, err := with(y, func(c *Config) { c.Test, c.Standardize = x, true }).Open(1)
	if err != nil || !slices.Equal(values(both.Train), []float32{-1, 1}) || !slices.Equal(values(both.Test), []float32{2}) {
		t.Errorf("two files: %+v, %v", both, err)
	}
	for want, raw := range map[string][]byte{
		"has shape [2], expected [N features]": npyOf("|u1", "(2,)", []byte{1, 2}),
		"element [0 0] is NaN":                 npyOf("<f4", "(1, 1)", []byte{0, 0, 0xc0, 0x7f}),
	} {
		bad := put(t, filepath.Join(dir, "bad.npy"), raw)
		if _, err := Open(bad); err == nil || !strings.Contains(err.Error(), bad+": "+want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	_, err = with(bits, func(c *Config) { c.Standardize = true }).Open(1)
	wantField(t, err, "standardize", "holds pixels")
}

func TestArchives(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.npz")
	write := func(arrays map[string][]byte) Config {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, raw := range arrays {
			w, err := z.Create(name + ".npy")
			if err != nil {
				t.Fatal(err)
			}
			w.Write(raw)
		}
		z.Close()
		return config(put(t, path, b.Bytes()), 0, "none")
	}
	pictures, labels := npyOf("|u1", "(3, 1, 2)", []byte{0, 9, 200, 1, 0, 0}), npyOf("<i8", "(3, 1)", append(make([]byte, 16), 5, 0, 0, 0, 0, 0, 0, 0))
	all, err := write(map[string][]byte{"x_train": pictures, "y_train": labels, "x_test": npyOf("|u1", "(1, 1, 2)", []byte{7, 8}), "y_test": npyOf("|u1", "(1,)", []byte{3})}).Read(1)
	if err != nil || all.Train.Len() != 3 || all.Train.Label(2) != 5 || all.Test.Len() != 1 || all.Test.Label(0) != 3 || !bytes.Equal(all.Test.bytesOf(0), []byte{7, 8}) {
		t.Errorf("four arrays: %+v, %v", all, err)
	}
	if one, err := write(map[string][]byte{"x": pictures}).Read(1); err != nil || one.Train.Len() != 2 || one.Test.Len() != 1 || one.Train.Labelled() {
		t.Errorf("one array: %+v, %v", one, err)
	}
	for want, arrays := range map[string]map[string][]byte{
		"holds no array named x, train":                 {"z": pictures},
		"x.npz: x: 2 labels for 3 examples":             {"x": pictures, "y": npyOf("|u1", "(2,)", []byte{1, 2})},
		"x.npz: y: labels are whole numbers":            {"x": pictures, "y": npyOf("<f4", "(1,)", make([]byte, 4))},
		"test examples of shape [2]":                    {"x": pictures, "test": npyOf("|u1", "(1, 2)", []byte{1, 2})},
		"found pixels among training and test examples": {"x": pictures, "test": npyOf("|i1", "(1, 1, 2)", []byte{1, 2})},
	} {
		if _, err := write(arrays).Read(1); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}

// drawing is a flat grey PNG.
func drawing(h, w int, level byte) []byte {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = level
	}
	m.SetGray(0, 0, color.Gray{Y: 255})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestPictureFolders(t *testing.T) {
	env, _ := ownPlaces(t)
	for i := range 6 {
		put(t, filepath.Join(env, "pets", []string{"dog", "cat"}[i%2], fmt.Sprintf("%d.png", i)), drawing(3, 4, byte(10*i)))
		put(t, filepath.Join(env, "split", []string{"train", "test"}[i/4], []string{"dog", "cat"}[i%2], fmt.Sprintf("%d.png", i)), drawing(3, 4+i, byte(10*i)))
	}
	all, err := with("pets", func(c *Config) { c.Test = "2" }).Read(1)
	if err != nil {
		t.Fatal(err)
	}
	if all.Train.Len() != 4 || all.Test.Len() != 2 || !slices.Equal(all.Classes, []string{"cat", "dog"}) || !slices.Equal(all.Train.Shape(), []int{3, 4}) {
		t.Errorf("read %+v", all)
	}
	for i := range 4 { // grey level 10 i: even ones are dogs
		if s := all.Train; s.Label(i) != 1-int(s.bytesOf(i)[5])/10%2 {
			t.Errorf("example %d of grey %d has label %d", i, s.bytesOf(i)[5], s.Label(i))
		}
	}
	two, err := with("split", func(c *Config) { c.Size, c.Channels = []int{6, 5}, 3 }).Read(1)
	if err != nil || two.Train.Len() != 4 || two.Test.Len() != 2 || !slices.Equal(two.Test.Shape(), []int{6, 5, 3}) || two.Test.Label(0) != 0 {
		t.Errorf("two folders: %+v, %v", two, err)
	}
	if _, err := Open("split"); err == nil || !strings.Contains(err.Error(), "set data.size: [h, w]") {
		t.Errorf("different sizes: %v", err)
	}
	_, err = with("split", func(c *Config) { c.Size, c.Test = []int{6, 5}, "2" }).Read(1)
	wantField(t, err, "test", "has test examples of its own; use auto")
}

func TestShapesSet(t *testing.T) {
	c := with(Shapes, func(c *Config) { c.Count, c.Size, c.Label = 50, []int{16, 20}, "rotation" })
	all, err := c.Read(7)
	if err != nil {
		t.Fatal(err)
	}
	if all.Train.Len() != 45 || all.Test.Len() != 5 || !slices.Equal(all.Train.Shape(), []int{16, 20}) || all.Classes != nil || all.From != "made" {
		t.Errorf("made %+v", all)
	}
	for i := range 5 { // factors follow their examples into a part
		f := all.Test.FactorsOf(i)
		if want := 2 * math.Pi * float64(all.Test.Label(i)) / 40; len(f) != 5 || math.Abs(float64(f[2])-want) > 1e-6 {
			t.Errorf("example %d has label %d and factors %v", i, all.Test.Label(i), f)
		}
	}
	if again, _ := c.Read(7); again.Train.Fingerprint() != all.Train.Fingerprint() {
		t.Error("the same seed makes other shapes")
	}
	if other, _ := c.Read(8); other.Train.Fingerprint() == all.Train.Fingerprint() {
		t.Error("another seed makes the same shapes")
	}
	c.Label = "rotatoin"
	_, err = c.Read(1)
	wantField(t, err, "label", "(nearest: rotation)")
	_, err = with(Shapes, func(c *Config) { c.Size = []int{4, 4} }).Read(1)
	wantField(t, err, "size", "sides are between 8 and 1024")
	_, err = with(Shapes, func(c *Config) { c.Size, c.Count = []int{1024, 1024}, 1<<20 }).Read(1)
	wantField(t, err, "count", "choose between 1 and 4096")
	if s := floatsLike(t, all.Test.choose("made", []int{0})); len(s.Factors()) != 0 || len(s.FactorsOf(0)) != 0 {
		t.Error("a set without known causes has factors")
	}
}

// validation_from: last holds the end of a file out, whatever the seed; random does not.
func TestValidationFromLast(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "x.csv"), rowsOf(40))
	test := put(t, filepath.Join(t.TempDir(), "y.csv"), rowsOf(3))
	for from, want := range map[string]bool{FromLast: true, FromRandom: false} {
		for _, seed := range []uint64{1, 2} {
			got, err := with(path, func(c *Config) { c.Test, c.Label, c.Validation, c.ValidationFrom = test, "kind", 4, from }).Open(seed)
			if err != nil {
				t.Fatal(err)
			}
			var rows []float32 // column a, which counts the rows
			for i, x := range values(got.Validation) {
				if i%3 == 0 {
					rows = append(rows, x)
				}
			}
			if last := slices.Equal(rows, []float32{36, 37, 38, 39}); last != want || got.Train.Len() != 36 {
				t.Errorf("%s, seed %d: rows %v are held out of %d", from, seed, rows, got.Train.Len()+len(rows))
			}
		}
	}
}

// A setting that means nothing for the data is refused, not passed over.
func TestSettingsSuit(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "x.csv"), rowsOf(5))
	for _, c := range []struct {
		name, field string
		change      func(c *Config)
	}{
		{"fashion-mnist-12k", "test", func(c *Config) { c.Test = "5" }},
		{"fashion-mnist-12k", "label", func(c *Config) { c.Label = "kind" }},
		{"fashion-mnist-12k", "standardize", func(c *Config) { c.Standardize = true }},
		{Shapes, "standardize", func(c *Config) { c.Standardize = true }},
		{Shapes, "channels", func(c *Config) { c.Channels = 3 }},
		{path, "size", func(c *Config) { c.Size = []int{3, 3} }},
		{path, "count", func(c *Config) { c.Count = 3 }},
	} {
		_, err := with(c.name, c.change).Read(1)
		wantField(t, err, c.field, "means nothing for ")
	}
}

func TestValidateSettings(t *testing.T) {
	for field, changes := range map[string][]func(c *Config){
		"test": {
			func(c *Config) { c.Test = "" }, func(c *Config) { c.Test = "0" }, func(c *Config) { c.Test = "-3" }, func(c *Config) { c.Test = "2.5" },
			func(c *Config) { c.Test = "nan" }, func(c *Config) { c.Test = "inf" }, func(c *Config) { c.Test = "x.txt" },
		},
		"size":            {func(c *Config) { c.Size = []int{3} }},
		"size[1]":         {func(c *Config) { c.Size = []int{3, 0} }, func(c *Config) { c.Size = []int{3, 5000} }},
		"channels":        {func(c *Config) { c.Channels = 2 }},
		"count":           {func(c *Config) { c.Count = 0 }},
		"validation_from": {func(c *Config) { c.ValidationFrom = "first" }, func(c *Config) { c.ValidationFrom = "" }},
		"standardize":     {func(c *Config) { c.Standardize, c.Binarization = true, "dynamic" }},
	} {
		for _, change := range changes {
			c := DefaultConfig()
			change(&c)
			wantField(t, c.Validate().Err(), field, "")
		}
	}
}

// What lies in the places is listed by name, each kind, and nothing hidden or strange.
func TestList(t *testing.T) {
	env, cache := ownPlaces(t)
	folder(t, filepath.Join(cache, "digits"), 3, 2, 4, 5)
	folder(t, filepath.Join(cache, ".digits.part"), 3, 2, 4, 5)
	put(t, filepath.Join(env, "iris.csv"), rowsOf(3))
	put(t, filepath.Join(env, "notes", "readme.txt"), nil)
	put(t, filepath.Join(env, "pets", "cat", "1.png"), drawing(2, 2, 1))
	want := []Found{
		{"digits", filepath.Join(cache, "digits"), "a folder of IDX files"},
		{"fashion-mnist-12k", "embedded", "a folder of IDX files"},
		{"iris.csv", filepath.Join(env, "iris.csv"), "a table"},
		{"pets", filepath.Join(env, "pets"), "a folder of pictures"},
		{"shapes", "made", "made shapes"},
	}
	if got := List(); !slices.Equal(got, want) {
		t.Errorf("listed %v", got)
	}
	if _, err := Open("digit"); err == nil || !strings.Contains(err.Error(), "the nearest name that is there is digits") {
		t.Errorf("a typing error: %v", err)
	}
	if all, err := Open("iris.csv"); err == nil || all != nil {
		t.Error("a column of words is read as numbers")
	}
}

// Pooled summaries are those of all values together.
func TestSummarize(t *testing.T) {
	s, err := FromFloats("x", "train", []int{2}, []float32{1, 10, 3, 30, 5, -7}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := s.Summarize()
	for j, want := range []Summary{{1, 5, 3, math.Sqrt(8.0 / 3)}, {-7, 30, 11, math.Sqrt(686.0 / 3)}} {
		if g := got[j]; g.Min != want.Min || g.Max != want.Max || math.Abs(g.Mean-want.Mean) > 1e-12 || math.Abs(g.Deviation-want.Deviation) > 1e-12 {
			t.Errorf("column %d: %+v, want %+v", j, g, want)
		}
	}
	flat, _ := FromFloats("x", "train", []int{1}, []float32{1, 10, 3, 30, 5, -7}, nil)
	if a, b := Pool(got), flat.Summarize()[0]; a.Min != b.Min || a.Max != b.Max || math.Abs(a.Mean-b.Mean) > 1e-12 || math.Abs(a.Deviation-b.Deviation) > 1e-12 {
		t.Errorf("pooled %+v, want %+v", a, b)
	}
}
