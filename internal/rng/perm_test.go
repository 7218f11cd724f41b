package rng

import (
	"math"
	"slices"
	"testing"
)

// Every one of the 24 orders of four things turns up equally often: chi-square with 23 degrees of freedom, 49.7 being exceeded once in a
// thousand seeds.
func TestPermUniform(t *testing.T) {
	s := New(17)
	const trials = 48000
	counts := map[[4]int]float64{}
	for step := range trials {
		var p [4]int
		s.Perm(p[:], Shuffle, step)
		counts[p]++
	}
	if len(counts) != 24 {
		t.Fatalf("%d different orders of 4 things", len(counts))
	}
	chi2, mean := 0.0, trials/24.0
	for _, c := range counts {
		chi2 += (c - mean) * (c - mean) / mean
	}
	if chi2 > 49.7 {
		t.Errorf("chi-square %g", chi2)
	}
}

func TestPermIsPermutation(t *testing.T) {
	s := New(3)
	for _, n := range []int{0, 1, 2, 3, 5, 1000} {
		p := make([]int, n)
		s.Perm(p, Split, 0)
		slices.Sort(p)
		for i, v := range p {
			if v != i {
				t.Fatalf("n = %d: not a permutation", n)
			}
		}
	}
}

// The rejection must happen: below a bound just over 2^31, a generator without it would give each of the lower half's numbers twice as often
// as some others. With it, the mean is uniform's.
func TestBelowUnbiased(t *testing.T) {
	const n, draws = 3 << 30, 30000
	c := cursor{stream: New(23).At(MonteCarlo, 0, 0, 0)}
	thirds := [3]float64{}
	var residues [3]float64
	for range draws {
		v := c.below(n)
		if v >= n {
			t.Fatalf("%d is not below %d", v, uint32(n))
		}
		thirds[v>>30]++
		residues[v%3]++
	}
	// Without rejection, 4 words of 2^32 map onto 3 numbers, and v mod 3 = 0 would hold half of the time.
	for i := range 3 {
		sd := math.Sqrt(draws * 2.0 / 9)
		if math.Abs(thirds[i]-draws/3) > 4*sd || math.Abs(residues[i]-draws/3) > 4*sd {
			t.Errorf("below is biased: thirds %v, residues %v", thirds, residues)
		}
	}
	if c.block*4 < draws*5/4 {
		t.Errorf("%d words for %d draws: nothing was drawn again", c.block*4, draws)
	}
}
