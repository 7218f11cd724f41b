package data

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestCarve(t *testing.T) {
	s := made(t, 50, 2, 2)
	rest, valid, err := s.Carve(12, 5)
	if err != nil {
		t.Fatal(err)
	}
	if rest.Len() != 38 || valid.Len() != 12 || rest.Split != "train" || valid.Split != "validation" {
		t.Fatalf("%s of %d and %s of %d", rest.Split, rest.Len(), valid.Split, valid.Len())
	}
	if !slices.IsSorted(rest.rows) || !slices.IsSorted(valid.rows) {
		t.Error("the examples' order is not kept")
	}
	all := append(slices.Clone(rest.rows), valid.rows...)
	slices.Sort(all)
	if !slices.Equal(all, s.rows) {
		t.Errorf("together they are %v", all)
	}
	again, _, _ := s.Carve(12, 5)
	other, _, _ := s.Carve(12, 6)
	if !slices.Equal(again.rows, rest.rows) || slices.Equal(other.rows, rest.rows) {
		t.Error("the choice is not a function of the seed")
	}
	// Carved once more, examples still know their place in the full set.
	_, inner, err := rest.Carve(5, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range inner.Len() {
		if !slices.Contains(rest.rows, inner.Original(i)) {
			t.Errorf("example %d comes from outside", inner.Original(i))
		}
		if &inner.bytesOf(i)[0] != &s.pixels[inner.Original(i)*4] {
			t.Errorf("example %d does not share the full set's pixels", i)
		}
	}
}

func TestCarveLimits(t *testing.T) {
	s := made(t, 10, 1, 1)
	rest, none, err := s.Carve(0, 1)
	if err != nil || rest.Len() != 10 || none.Len() != 0 || rest.Fingerprint() != s.Fingerprint() {
		t.Errorf("holding out nothing: %v", err)
	}
	if mean := none.Mean(None); mean[0] != 0 {
		t.Errorf("the mean of nothing is %v", mean)
	}
	for _, n := range []int{-1, 10, 11} {
		if _, _, err := s.Carve(n, 1); err == nil || !strings.Contains(err.Error(), "choose 0 to 9") {
			t.Errorf("holding out %d of 10: %v", n, err)
		}
	}
}

// The last examples are those at the end, in order, also of a part of the full set, whose indices both parts know.
func TestCarveLast(t *testing.T) {
	s := made(t, 10, 2, 2)
	rest, valid, err := s.CarveLast(3)
	if err != nil {
		t.Fatal(err)
	}
	if rest.Split != "train" || valid.Split != "validation" || !slices.Equal(rest.rows, []int{0, 1, 2, 3, 4, 5, 6}) || !slices.Equal(valid.rows, []int{7, 8, 9}) {
		t.Errorf("%s %v and %s %v", rest.Split, rest.rows, valid.Split, valid.rows)
	}
	if valid.Original(0) != 7 || &valid.bytesOf(0)[0] != &s.pixels[7*4] {
		t.Error("the first held-out example is not example 7")
	}
	inner, last, err := rest.choose("train", []int{1, 4, 6}).CarveLast(2)
	if err != nil || !slices.Equal(inner.rows, []int{1}) || !slices.Equal(last.rows, []int{4, 6}) {
		t.Errorf("of a part: %v and %v, %v", inner.rows, last.rows, err)
	}
	whole, none, err := s.CarveLast(0)
	if err != nil || whole.Fingerprint() != s.Fingerprint() || none.Len() != 0 {
		t.Errorf("holding out nothing: %v", err)
	}
	for _, n := range []int{-1, 10} {
		if _, _, err := s.CarveLast(n); err == nil || !strings.Contains(err.Error(), "choose 0 to 9") {
			t.Errorf("holding out %d of 10: %v", n, err)
		}
	}
}

// The fingerprint changes with anything that a model sees, and with nothing else.
func TestFingerprint(t *testing.T) {
	make4 := func(shape []int, pixels ...byte) *Set {
		s, err := FromBytes("made", "train", shape, pixels, nil)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	seen := map[string]string{}
	for name, s := range map[string]*Set{
		"base":    make4([]int{1, 2}, 1, 2, 3, 4),
		"shape":   make4([]int{2, 1}, 1, 2, 3, 4),
		"table":   make4([]int{2}, 1, 2, 3, 4),
		"one":     make4([]int{2, 2}, 1, 2, 3, 4),
		"value":   make4([]int{1, 2}, 1, 2, 3, 5),
		"order":   make4([]int{1, 2}, 3, 4, 1, 2),
		"fewer":   make4([]int{1, 2}, 1, 2),
		"chosen":  make4([]int{1, 2}, 1, 2, 3, 4).choose("train", []int{1}),
		"floats":  floatsLike(t, make4([]int{1, 2}, 1, 2, 3, 4)),
		"floats2": floatsLike(t, make4([]int{1, 2}, 1, 2, 3, 5)),
	} {
		f := s.Fingerprint()
		if len(f) != 64 {
			t.Errorf("%s: %q is no SHA-256", name, f)
		}
		if other, taken := seen[f]; taken {
			t.Errorf("%s and %s have one fingerprint", name, other)
		}
		seen[f] = name
	}
	labelled, _ := FromBytes("other", "test", []int{1, 2}, []byte{1, 2, 3, 4}, []int32{1, 1000})
	if seen[labelled.Fingerprint()] != "base" {
		t.Error("names or labels change the fingerprint")
	}
	if labelled.Label(1) != 1000 || labelled.choose("test", []int{1}).Label(0) != 1000 {
		t.Error("labels are not kept")
	}
}

// The mean is what Fill gives on average.
func TestMean(t *testing.T) {
	full := made(t, 40, 3, 5)
	s, _, _ := full.Carve(13, 2)
	for _, set := range []*Set{s, floatsLike(t, full)} {
		indices := make([]int, set.Len())
		for i := range indices {
			indices[i] = i
		}
		for b, filledAs := range map[Binarization]Binarization{None: None, Threshold: Threshold, Dynamic: None, Fixed: None} {
			mean := make([]float64, set.Features())
			for _, row := range filled(t, set, 16, indices, filledAs, Draw{}) {
				for j, x := range row {
					mean[j] += float64(x) / float64(set.Len())
				}
			}
			for j, got := range set.Mean(b) {
				if math.Abs(got-mean[j]) > 1e-6 {
					t.Errorf("%s: feature %d has mean %g, want %g", b, j, got, mean[j])
				}
			}
		}
	}
}

func TestBinaryRangeCheck(t *testing.T) {
	bytes := func(pixels ...byte) *Set { s, _ := FromBytes("b", "train", []int{2}, pixels, nil); return s }
	floats := func(values ...float32) *Set { s, _ := FromFloats("f", "train", []int{2}, values, nil); return s }
	nan := float32(math.NaN())
	for _, c := range []struct {
		name    string
		set     *Set
		binary  bool
		lo, hi  float32
		chances bool // whether the values can be binarized
	}{
		{"black and white", bytes(0, 255, 255, 0), true, 0, 1, true},
		{"grey", bytes(0, 255, 254, 0), false, 0, 1, true},
		{"zeros and ones", floats(0, 1, 1, 1), true, 0, 1, true},
		{"chances", floats(0, 1, 0.25, 1), false, 0, 1, true},
		{"negative", floats(0, 1, -0.25, 1), false, -0.25, 1, false},
		{"large", floats(0, 1, 0, 1.5), false, 0, 1.5, false},
		{"nan", floats(0, 1, nan, 1), false, nan, nan, false},
	} {
		lo, hi := c.set.Range()
		same := lo == c.lo && hi == c.hi || lo != lo && c.lo != c.lo && hi != hi
		if c.set.Binary() != c.binary || !same {
			t.Errorf("%s: binary %v, range %g to %g", c.name, c.set.Binary(), lo, hi)
		}
		for b := range binarizationCount {
			if err := b.Check(c.set); (err == nil) != (c.chances || b == None) {
				t.Errorf("%s, %s: %v", c.name, b, err)
			}
		}
	}
}

// TestExtents holds every feature's extent to what is written down, and none of the others' values counts.
func TestExtents(t *testing.T) {
	nan := math.NaN()
	floats, err := FromFloats("f", "train", []int{4}, []float32{1, 0.5, 1. / 255, 2, 4, 1, float32(math.Nextafter32(0.2, 1)), float32(nan)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	bytes, err := FromBytes("b", "train", []int{4}, []byte{0, 255, 51, 255, 255, 0, 0, 254, 9, 9, 9, 9}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		set  *Set
		want []Extent
	}{
		"floats": {floats, []Extent{{1, 4, true, true}, {0.5, 1, false, false}, {float64(scaled[1]), float64(math.Nextafter32(0.2, 1)), false, true}, {nan, nan, false, false}}},
		"bytes":  {bytes.choose("train", []int{0, 1}), []Extent{{0, 1, true, true}, {0, 1, true, true}, {0, float64(scaled[51]), false, true}, {float64(scaled[254]), 1, false, true}}},
		"none":   {bytes.choose("train", nil), slices.Repeat([]Extent{{Whole: true, Levels: true}}, 4)},
	} {
		if got := c.set.Extents(); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestSetRefuses(t *testing.T) {
	for name, err := range map[string]error{
		"part of an example": refuse(FromBytes("x", "train", []int{2, 2}, make([]byte, 7), nil)),
		"labels":             refuse(FromBytes("x", "train", []int{2}, make([]byte, 6), make([]int32, 2))),
		"no shape":           refuse(FromFloats("x", "train", nil, make([]float32, 6), nil)),
		"rank":               refuse(FromFloats("x", "train", []int{1, 1, 1, 1}, make([]float32, 6), nil)),
		"zero":               refuse(FromFloats("x", "train", []int{2, 0}, make([]float32, 6), nil)),
	} {
		if err == nil || !strings.Contains(err.Error(), "data set x") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func refuse(_ *Set, err error) error { return err }

func TestParseBinarization(t *testing.T) {
	for _, name := range Binarizations() {
		if b, err := ParseBinarization(name); err != nil || b.String() != name || name == "" {
			t.Errorf("%q is read as %v, %v", name, b, err)
		}
	}
	if _, err := ParseBinarization("Dynamic"); err == nil || !strings.Contains(err.Error(), "none, threshold, dynamic, fixed") {
		t.Errorf("an unknown spelling: %v", err)
	}
}
