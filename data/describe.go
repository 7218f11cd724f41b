package data

// What a set holds, computed from its values: fingerprint, mean, and what kind of numbers they are.

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
)

// Fingerprint is the SHA-256, in hexadecimal, of what a model can see of the set: kind and shape of the values, their number, and the values
// themselves in order. Names and labels are left out.
func (s *Set) Fingerprint() string {
	h := sha256.New()
	kind := "bytes"
	if s.floats != nil {
		kind = "floats"
	}
	fmt.Fprintf(h, "%s %d %v\n", kind, s.Len(), s.shape)
	raw := make([]byte, 0, 4*s.width)
	for i := range s.rows {
		if s.floats == nil {
			h.Write(s.bytesOf(i))
			continue
		}
		raw = raw[:0]
		for _, x := range s.floatsOf(i) {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
		}
		h.Write(raw)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Mean is the mean of every feature after binarization, in expectation over its draws. A set without examples has mean 0.
func (s *Set) Mean(b Binarization) []float64 {
	mean := make([]float64, s.width)
	table := &scaled
	if b == Threshold {
		table = &threshed
	}
	for i := range s.rows {
		if s.floats == nil {
			for j, x := range s.bytesOf(i) {
				mean[j] += float64(table[x])
			}
			continue
		}
		for j, x := range s.floatsOf(i) {
			if b == Threshold {
				x = threshold(x)
			}
			mean[j] += float64(x)
		}
	}
	for j := range mean {
		mean[j] /= float64(max(s.Len(), 1))
	}
	return mean
}

// Binary reports whether every value is 0 or 1: for pixels, 0 or 255.
func (s *Set) Binary() bool {
	for i := range s.rows {
		if s.floats == nil {
			for _, x := range s.bytesOf(i) {
				if x != 0 && x != 255 {
					return false
				}
			}
			continue
		}
		for _, x := range s.floatsOf(i) {
			if x != 0 && x != 1 {
				return false
			}
		}
	}
	return true
}

// Range returns the smallest and the largest value; NaN is both where it occurs. A set without examples has the range 0, 0.
func (s *Set) Range() (lo, hi float32) {
	if s.Len() == 0 {
		return 0, 0
	}
	lo, hi = float32(math.Inf(1)), float32(math.Inf(-1))
	for i := range s.rows {
		if s.floats == nil {
			for _, x := range s.bytesOf(i) {
				lo, hi = min(lo, scaled[x]), max(hi, scaled[x])
			}
			continue
		}
		for _, x := range s.floatsOf(i) {
			lo, hi = min(lo, x), max(hi, x)
		}
	}
	return lo, hi
}

// Extent is what the values of a feature range over.
type Extent struct {
	Min, Max float64 // NaN where it occurs
	Whole    bool    // every value is a whole number; pixels stand for 0 to 1
	Levels   bool    // every value is a multiple of 1/255, but for rounding, as those of pixels are
}

// Extents returns the extent of every feature; without examples each is that of 0.
func (s *Set) Extents() []Extent {
	if s.floats == nil {
		return s.byteExtents()
	}
	out := make([]Extent, s.width)
	for j := range out {
		out[j].Whole, out[j].Levels = true, true
	}
	for i := range s.rows {
		for j, v := range s.floatsOf(i) {
			x, e := float64(v), &out[j]
			if i == 0 {
				e.Min, e.Max = x, x
			}
			e.Min, e.Max, e.Whole = min(e.Min, x), max(e.Max, x), e.Whole && x == math.Trunc(x)
			e.Levels = e.Levels && math.Abs(255*x-math.Round(255*x)) < 1e-3
		}
	}
	return out
}

// byteExtents is Extents of pixels, compared as the bytes they are.
func (s *Set) byteExtents() []Extent {
	lo, hi, grey := make([]byte, s.width), make([]byte, s.width), make([]bool, s.width)
	for i := range s.rows {
		row := s.bytesOf(i)
		if i == 0 {
			copy(lo, row)
		}
		for j, x := range row {
			lo[j], hi[j] = min(lo[j], x), max(hi[j], x)
			if x-1 < 254 { // neither 0 nor 255
				grey[j] = true
			}
		}
	}
	out := make([]Extent, s.width)
	for j := range out {
		out[j] = Extent{float64(scaled[lo[j]]), float64(scaled[hi[j]]), !grey[j], true}
	}
	return out
}

// Summary describes one feature over a set: N examples.
type Summary struct {
	Min       float64 `json:"min"`
	Max       float64 `json:"max"`
	Mean      float64 `json:"mean"`
	Deviation float64 `json:"standard_deviation"` // over N, not N-1
}

// Summarize describes every feature as it is before binarization. Without examples all is 0.
func (s *Set) Summarize() []Summary {
	out := make([]Summary, s.width)
	row := make([]float32, s.width)
	for i := range s.rows {
		s.Fill(row, s.width, []int{i}, None, Draw{})
		for j, v := range row {
			f, x := &out[j], float64(v)
			if i == 0 {
				f.Min, f.Max = x, x
			}
			d := x - f.Mean // Welford 1962; Deviation is the sum of squares until the end
			f.Mean += d / float64(i+1)
			f.Deviation += d * (x - f.Mean)
			f.Min, f.Max = min(f.Min, x), max(f.Max, x)
		}
	}
	for j := range out {
		out[j].Deviation = math.Sqrt(out[j].Deviation / float64(max(s.Len(), 1)))
	}
	return out
}

// Pool is the summary of all features together, each over the same number of examples: the variance is the mean over features of
// deviation^2 + (mean - the mean of all)^2.
func Pool(features []Summary) Summary {
	if len(features) == 0 {
		return Summary{}
	}
	all := Summary{Min: features[0].Min, Max: features[0].Max}
	d, squares := float64(len(features)), 0.0
	for _, f := range features {
		all.Min, all.Max = min(all.Min, f.Min), max(all.Max, f.Max)
		all.Mean += f.Mean / d
	}
	for _, f := range features {
		squares += (f.Deviation*f.Deviation + (f.Mean-all.Mean)*(f.Mean-all.Mean)) / d
	}
	all.Deviation = math.Sqrt(squares)
	return all
}
