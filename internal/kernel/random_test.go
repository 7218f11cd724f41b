package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestPhilox holds the published answers of Philox4x32-10 (Random123's known-answer tests) and, on every level, that any number of words
// is the beginning of one stream, across the wrap of the block counter.
func TestPhilox(t *testing.T) {
	known := []struct {
		at   Counter
		want [4]uint32
	}{
		{Counter{}, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{Counter{^uint32(0), ^uint32(0), ^uint32(0), ^uint32(0), ^uint32(0), ^uint32(0)}, [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{Counter{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0}, [4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
	}
	eachLevel(t, func(t *testing.T) {
		for _, k := range known {
			long := make([]uint32, 64)
			Philox(long, k.at)
			if !slices.Equal(long[:4], k.want[:]) {
				t.Errorf("%v gives %x, want %x", k.at, long[:4], k.want)
			}
		}
		at := Counter{^uint32(0) - 9, 1, 2, 3, 4, 5}
		var want []uint32
		for next := at; len(want) < 136; next.C0++ {
			w := next.block()
			want = append(want, w[:]...)
		}
		for n := range 131 {
			got := make([]uint32, n+3)
			Philox(got[:n], at)
			if !slices.Equal(got[:n], want[:n]) || got[n] != 0 || got[n+1] != 0 || got[n+2] != 0 {
				t.Fatalf("%d words are not the stream's first", n)
			}
		}
	})
}

// TestPhiloxBlocks holds that, on every level, each of any number of blocks from anywhere is what the definition gives at its counter, and
// that nothing beyond the last is written.
func TestPhiloxBlocks(t *testing.T) {
	edges := []uint32{0, 1, 1<<31 - 1, 1 << 31, ^uint32(0) - 1, ^uint32(0)}
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(31, 32))
		place := func() uint32 {
			if r.IntN(4) == 0 {
				return edges[r.IntN(len(edges))]
			}
			return r.Uint32()
		}
		for n := range 131 {
			var c [3][]uint32
			for i := range c {
				for range n {
					c[i] = append(c[i], place())
				}
			}
			at := Counter{place(), place(), place(), place(), place(), place()}
			const guard = 0xdeadbeef
			from := r.IntN(16)
			dst := slices.Repeat([]uint32{guard}, from+4*n+40)
			PhiloxBlocks(dst[from:from+4*n], c[0], c[1], c[2], at)
			for i := range n {
				want := Counter{c[0][i], c[1][i], c[2][i], at.C3, at.K0, at.K1}.block()
				if got := dst[from+4*i:][:4]; !slices.Equal(got, want[:]) {
					t.Fatalf("block %d of %d is %x, want %x", i, n, got, want)
				}
			}
			for i, w := range dst {
				if (i < from || i >= from+4*n) && w != guard {
					t.Fatalf("%d blocks: word %d was written to", n, i-from)
				}
			}
		}
	})
}

// TestNormal holds every level to float64, at every even length, with words at the ends of all ranges among them.
func TestNormal(t *testing.T) {
	ends := []uint32{0, 1, 1<<29 - 1, 1 << 29, 1<<30 - 1, 1 << 30, 3 << 29, 1 << 31, 1<<31 - 1, 3 << 30, 7 << 29, ^uint32(0), ^uint32(1), 3037000499, 3037000500}
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(27, 28))
		worst := 0.0
		for n := 0; n <= 2000; n += 2 + n/130*100 {
			w := make([]uint32, n)
			for i := range w {
				if w[i] = r.Uint32(); r.IntN(3) == 0 {
					w[i] = ends[r.IntN(len(ends))]
				}
			}
			dst, check := guarded(r, n, r.IntN(16))
			Normal(dst, w)
			check(t, "Normal")
			for i := 0; i < n; i += 2 {
				u, v := (float64(w[i])+0.5)*0x1p-32, (float64(w[i+1])+0.5)*0x1p-32
				radius := math.Sqrt(-2 * math.Log(u))
				cos, sin := sinTurn(0.25-v), sinTurn(v)
				x, y := ulps(dst[i], radius*cos), ulps(dst[i+1], radius*sin)
				if worst = max(worst, x, y); worst > 4 {
					t.Fatalf("%x %x give %g %g, want %g %g, %.1f ULP", w[i], w[i+1], dst[i], dst[i+1], radius*cos, radius*sin, worst)
				}
			}
		}
		t.Logf("%.2f ULP", worst)
	})
}

// sinTurn is sin(2 pi v), v brought to a quarter turn about 0 first, which is exact.
func sinTurn(v float64) float64 {
	v -= math.Round(v)
	if math.Abs(v) > 0.25 {
		v = math.Copysign(0.5, v) - v
	}
	return math.Sin(2 * math.Pi * v)
}

// TestNormalBits holds that AVX2 and AVX-512 give the same numbers.
func TestNormalBits(t *testing.T) {
	if best() < AVX512 {
		t.Skip("this processor or build has one level of assembly at most")
	}
	defer func(l SIMD) { level = l }(level)
	w := make([]uint32, 1<<16+6)
	Philox(w, Counter{K0: 7})
	narrow, wide := make([]float32, len(w)), make([]float32, len(w))
	level = AVX2
	Normal(narrow, w)
	level = AVX512
	Normal(wide, w)
	if i := differ(narrow, wide); i >= 0 {
		t.Errorf("number %d: avx2 %g, avx512 %g", i, narrow[i], wide[i])
	}
}
