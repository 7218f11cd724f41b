package data

import (
	"bytes"
	"math"
	"testing"

	"vae/internal/rng"
)

const guard = 12345

// filled fills rows stride apart and checks that the pads are untouched.
func filled(t *testing.T, s *Set, stride int, indices []int, b Binarization, draw Draw) [][]float32 {
	t.Helper()
	dst := make([]float32, len(indices)*stride)
	for i := range dst {
		dst[i] = guard
	}
	s.Fill(dst, stride, indices, b, draw)
	rows := make([][]float32, len(indices))
	for r := range rows {
		rows[r] = dst[r*stride:][:s.Features()]
		for _, pad := range dst[r*stride+s.Features() : (r+1)*stride] {
			if pad != guard {
				t.Fatalf("row %d: the pad was written to", r)
			}
		}
	}
	return rows
}

// want is the definition of every binarization, one feature at a time.
func want(x float64, b Binarization, seed uint64, p rng.Purpose, step, example, feature int) float32 {
	source := rng.New(seed)
	upper := source.Bits(p, step, example, 0, uint32(feature/16))[feature%16/4] >> (8 * (feature % 4)) & 255
	lower := source.Bits(p, step, example, 0, 1<<31+uint32(feature/4))[feature%4] >> 8
	u := float64(upper)*(1<<24) + float64(lower)
	switch {
	case b == None:
		return float32(x)
	case b == Threshold && x >= 0.5, b >= Dynamic && u < math.Round(x*0x1p32):
		return 1
	}
	return 0
}

// Every kind of width around the blocks of 16, both kinds of value, every binarization, on a set whose examples were chosen from another: by definition.
func TestFillDefinition(t *testing.T) {
	const seed, step = 4, 9
	for _, w := range []int{1, 2, 3, 4, 5, 15, 16, 17, 31, 32, 33, 48, 50, 300} {
		full := made(t, 12, 1, w)
		rest, _, err := full.Carve(4, 3)
		if err != nil {
			t.Fatal(err)
		}
		restFloats, _, _ := floatsLike(t, full).Carve(4, 3)
		indices := []int{3, 0, 7, 3}
		for b := range binarizationCount {
			for _, evaluation := range []bool{false, true} {
				draw := Draw{rng.New(seed), step, evaluation}
				purpose, at := rng.Binarize, step
				if evaluation {
					purpose = rng.EvalBinarize
				}
				if b == Fixed {
					purpose, at = rng.FixedBinarize, 0
				}
				fromBytes, fromFloats := filled(t, rest, w+3, indices, b, draw), filled(t, restFloats, w, indices, b, draw)
				for r, i := range indices {
					original := rest.Original(i)
					for j := range w {
						x := float64(full.pixels[original*w+j]) / 255
						v := want(x, b, seed, purpose, at, original, j)
						if fromBytes[r][j] != v || fromFloats[r][j] != v {
							t.Fatalf("%s, width %d, example %d, feature %d = %g: bytes give %g, floats %g, want %g", b, w, original, j, x, fromBytes[r][j], fromFloats[r][j], v)
						}
					}
				}
			}
		}
	}
}

// Black stays black and white stays white under any draw; 127 and 128 are the two sides of the threshold.
func TestFillExtremes(t *testing.T) {
	s, err := FromBytes("extremes", "train", []int{5}, []byte{0, 255, 127, 128, 0}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for step := range 2000 {
		for _, evaluation := range []bool{false, true} {
			row := filled(t, s, 5, []int{0}, Dynamic, Draw{rng.New(1), step, evaluation})[0]
			if row[0] != 0 || row[1] != 1 || row[4] != 0 {
				t.Fatalf("step %d: %v", step, row)
			}
		}
	}
	if row := filled(t, s, 5, []int{0}, Threshold, Draw{})[0]; row[2] != 0 || row[3] != 1 {
		t.Errorf("threshold: %v", row)
	}
}

// Where the upper 8 bits do not decide, the lower 24 do: over many examples both outcomes of such a draw turn up, as the definition says.
func TestLowerBitsDecide(t *testing.T) {
	const grey = 128 // chance 0x80808081
	s, err := FromBytes("grey", "train", []int{16}, bytes.Repeat([]byte{grey}, 16), nil)
	if err != nil {
		t.Fatal(err)
	}
	undecided := map[float32]int{}
	for step := range 2000 {
		row := filled(t, s, 16, []int{0}, Dynamic, Draw{Source: rng.New(1), Step: step})[0]
		words := rng.New(1).Bits(rng.Binarize, step, 0, 0, 0)
		for j, got := range row {
			if words[j/4]>>(8*(j%4))&255 == 0x80 {
				undecided[got]++
			}
			if v := want(grey/255.0, Dynamic, 1, rng.Binarize, step, 0, j); got != v {
				t.Fatalf("step %d, feature %d is %g, want %g", step, j, got, v)
			}
		}
	}
	if undecided[0] < 20 || undecided[1] < 20 {
		t.Errorf("of the draws that the upper bits leave open, %d are 0 and %d are 1", undecided[0], undecided[1])
	}
}

// Each grey level comes out white as often as it should: 4.5 standard deviations over all levels.
func TestDynamicFrequency(t *testing.T) {
	pixels := make([]byte, 256)
	for x := range pixels {
		pixels[x] = byte(x)
	}
	s, err := FromBytes("levels", "train", []int{16, 16}, pixels, nil)
	if err != nil {
		t.Fatal(err)
	}
	const steps = 4000
	var sum, row [256]float32
	for step := range steps {
		s.Fill(row[:], 256, []int{0}, Dynamic, Draw{Source: rng.New(2), Step: step})
		for x, v := range row {
			sum[x] += v
		}
	}
	for x, got := range sum {
		p := float64(x) / 255
		if sd := math.Sqrt(steps * p * (1 - p)); math.Abs(float64(got)-steps*p) > 4.5*sd {
			t.Errorf("level %d is white %g of %d times", x, got, steps)
		}
	}
}

func TestFillAllocatesNothing(t *testing.T) {
	s := made(t, 20, 5, 5)
	f := floatsLike(t, s)
	dst, indices := make([]float32, 32*20), []int{3, 4, 5, 19, 0}
	batcher := NewBatcher(20, 6, 1)
	epoch := 0
	if n := testing.AllocsPerRun(10, func() {
		epoch++
		for b := range binarizationCount {
			draw := Draw{Source: rng.New(1), Step: epoch}
			s.Fill(dst, 32, indices, b, draw)
			f.Fill(dst, 32, batcher.Batch(epoch, 3), b, draw)
		}
	}); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

func TestFillPanics(t *testing.T) {
	s := made(t, 3, 2, 2)
	for name, call := range map[string]func(){
		"short dst":    func() { s.Fill(make([]float32, 11), 4, []int{0, 1, 2}, None, Draw{}) },
		"stride":       func() { s.Fill(make([]float32, 100), 3, []int{0}, None, Draw{}) },
		"no such row":  func() { s.Fill(make([]float32, 4), 4, []int{3}, None, Draw{}) },
		"binarization": func() { s.Fill(make([]float32, 4), 4, []int{0}, binarizationCount, Draw{}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: accepted", name)
				}
			}()
			call()
		}()
	}
	// The last row needs no pad.
	s.Fill(make([]float32, 10+4), 5, []int{0, 1, 2}, None, Draw{})
}

func BenchmarkFill(b *testing.B) {
	all, err := Open("fashion-mnist-12k")
	if err != nil {
		b.Fatal(err)
	}
	indices := NewBatcher(all.Train.Len(), 128, 1).Batch(0, 0)
	dst := make([]float32, 128*784)
	for _, kind := range []Binarization{None, Threshold, Dynamic} {
		b.Run(kind.String(), func(b *testing.B) {
			for b.Loop() {
				all.Train.Fill(dst, 784, indices, kind, Draw{Source: rng.New(1)})
			}
		})
	}
}
