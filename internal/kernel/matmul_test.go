package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// guard is written around operands: a kernel that writes outside its slice changes it, one that reads outside makes NaN.
var guard = float32(math.NaN())

// guarded returns a slice of n draws from [-1, 1) with guards around it, off elements from an aligned start, and a check of the guards.
func guarded(r *rand.Rand, n, off int) (x []float32, check func(t *testing.T, what string)) {
	const margin = 32
	whole := make([]float32, margin+off+n+margin)
	Fill(whole, guard)
	x = whole[margin+off:][:n:n]
	for i := range x {
		x[i] = 2*r.Float32() - 1
	}
	return x, func(t *testing.T, what string) {
		t.Helper()
		for i, v := range whole {
			if inside := i >= margin+off && i < margin+off+n; !inside && v == v {
				t.Fatalf("%s: wrote outside its slice, at %d of %d", what, i-margin-off, n)
			}
		}
	}
}

// product is a MatMul with its operands.
type product struct {
	m, n, k, ldc, aRow, aCol, ldb int
	c, a, b                       []float32
	Extra
}

// randomProduct draws operands, with padding columns that hold NaN in b and in c; where there are many rows of a, those of b may stand
// 4 KB apart, so that every level packs them.
func randomProduct(r *rand.Rand, m, n, k int, columns bool) (product, func(*testing.T, string)) {
	p := product{m: m, n: n, k: k, ldc: n + r.IntN(4), ldb: n + r.IntN(4)}
	p.aRow, p.aCol = k+r.IntN(4), 1
	if columns {
		p.aRow, p.aCol = 1, m+r.IntN(4)
	}
	p.a, _ = guarded(r, (m-1)*p.aRow+(k-1)*p.aCol+1, r.IntN(16))
	if m >= 96 && r.IntN(2) == 0 {
		p.ldb = 1024
	}
	p.b, _ = guarded(r, (k-1)*p.ldb+n, r.IntN(16))
	var check func(*testing.T, string)
	p.c, check = guarded(r, (m-1)*p.ldc+n, r.IntN(16))
	Fill(p.c, guard)
	for i := range p.b {
		if i%p.ldb >= n {
			p.b[i] = guard
		}
	}
	if r.IntN(2) == 0 {
		p.Bias, _ = guarded(r, n, r.IntN(16))
	}
	p.Relu = r.IntN(3) == 0
	if r.IntN(3) > 0 {
		return p, check
	}
	var sums func(*testing.T, string)
	p.Sums, sums = guarded(r, n, r.IntN(16))
	return p, func(t *testing.T, what string) {
		check(t, what)
		sums(t, what+", sums")
	}
}

func (p product) run() { p.into(p.c) }

func (p product) into(c []float32) {
	MatMul(c, p.ldc, p.a, p.aRow, p.aCol, p.b, p.ldb, p.m, p.n, p.k, p.Extra)
}

// hold compares c with the float64 definition: k roundings of partial sums, each at most 2^-24 of the sum of magnitudes (twice that where
// products are rounded too), and one for the bias.
func (p product) hold(t *testing.T) {
	t.Helper()
	for i := range p.m {
		for j := range p.ldc {
			if i*p.ldc+j >= len(p.c) {
				continue
			}
			got := p.c[i*p.ldc+j]
			if j >= p.n {
				if got == got {
					t.Fatalf("m=%d n=%d k=%d: wrote the padding of row %d", p.m, p.n, p.k, i)
				}
				continue
			}
			var want, size float64
			for q := range p.k {
				x := float64(p.a[i*p.aRow+q*p.aCol]) * float64(p.b[q*p.ldb+j])
				want, size = want+x, size+math.Abs(x)
			}
			if p.Bias != nil {
				want, size = want+float64(p.Bias[j]), size+math.Abs(float64(p.Bias[j]))
			}
			if p.Relu {
				want = max(want, 0)
			}
			if bound := float64(2*p.k+2) * 0x1p-24 * size; !(math.Abs(float64(got)-want) <= bound) {
				t.Fatalf("m=%d n=%d k=%d aCol=%d: c[%d,%d] = %g, want %g within %g", p.m, p.n, p.k, p.aCol, i, j, got, want, bound)
			}
		}
	}
	if p.Sums != nil {
		p.holdSums(t)
	}
}

// holdSums compares the sums of the columns of b with float64.
func (p product) holdSums(t *testing.T) {
	t.Helper()
	for j, got := range p.Sums {
		var want, size float64
		for q := range p.k {
			x := float64(p.b[q*p.ldb+j])
			want, size = want+x, size+math.Abs(x)
		}
		if bound := float64(p.k) * 0x1p-24 * size; !(math.Abs(float64(got)-want) <= bound) {
			t.Fatalf("m=%d n=%d k=%d: sums[%d] = %g, want %g within %g", p.m, p.n, p.k, j, got, want, bound)
		}
	}
}

// TestMatMul holds every level to the definition at every small shape and around the widths of tiles.
func TestMatMul(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		one := func(m, n, k int) {
			p, check := randomProduct(r, m, n, k, r.IntN(2) == 0)
			p.run()
			check(t, fmt.Sprintf("m=%d n=%d k=%d", m, n, k))
			p.hold(t)
		}
		for _, m := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17} {
			for n := 1; n <= 130; n++ {
				one(m, n, 1+r.IntN(3))
			}
		}
		for _, n := range []int{255, 257, 400} {
			one(33, n, 70)
		}
		one(1, 300, 300)
		one(2, 300, 300)
		one(17, 50, 2100)
		for _, n := range []int{5, 16, 40, 47, 64, 65, 113, 160} { // long and tall enough to be packed, in two blocks of k
			one(100, n, 300)
		}
	})
}

// TestMatMulBits holds that the bits depend neither on the level of assembly nor on how rows and columns are split.
func TestMatMulBits(t *testing.T) {
	if best() == None {
		t.Skip("no assembly in this build")
	}
	defer func(l SIMD) { level = l }(level)
	r := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		m, n, k := 1+r.IntN(40), 1+r.IntN(200), 1+r.IntN(60)
		if r.IntN(4) == 0 { // packed, but where the parts are not
			m, k = 96+r.IntN(9), 250+r.IntN(300)
		}
		p, _ := randomProduct(r, m, n, k, r.IntN(2) == 0)
		level = AVX2
		p.run()
		for l := AVX2; l <= best(); l++ {
			level = l
			c, sums := slices.Clone(p.c), slices.Clone(p.Sums)
			p.split(r, c)
			if i := differ(sums, p.Sums); i >= 0 {
				t.Fatalf("%s, split: m=%d n=%d k=%d: sums[%d] = %x, whole on AVX2 %x", l, m, n, k, i, p.Sums[i], sums[i])
			}
			if i := differ(c, p.c); i >= 0 {
				t.Fatalf("%s, split: m=%d n=%d k=%d: c[%d] = %x, whole on AVX2 %x", l, m, n, k, i, c[i], p.c[i])
			}
		}
	}
}

// split computes the product into c, in four parts cut at random.
func (p product) split(r *rand.Rand, c []float32) {
	for i := range c {
		c[i] = guard
	}
	i, j := r.IntN(p.m), r.IntN(p.n)
	for _, rows := range [][2]int{{0, i}, {i, p.m}} {
		for _, cols := range [][2]int{{0, j}, {j, p.n}} {
			extra := Extra{Relu: p.Relu}
			if p.Bias != nil {
				extra.Bias = p.Bias[cols[0]:]
			}
			if p.Sums != nil {
				extra.Sums = p.Sums[cols[0]:]
			}
			MatMul(c[rows[0]*p.ldc+cols[0]:], p.ldc, p.a[rows[0]*p.aRow:], p.aRow, p.aCol, p.b[cols[0]:], p.ldb,
				rows[1]-rows[0], cols[1]-cols[0], p.k, extra)
		}
	}
}

// differ returns the first index at which two slices differ in bits, -1 for none.
func differ(a, b []float32) int {
	for i := range a {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			return i
		}
	}
	return -1
}

// TestMatMulSpecial holds what a sum of no terms is, and that NaN and infinities arrive where they belong and nowhere else.
func TestMatMulSpecial(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		c := []float32{7, 7, 7}
		MatMul(c, 3, nil, 1, 1, nil, 3, 1, 3, 0, Extra{Bias: []float32{1, 2, 3}})
		if !slices.Equal(c, []float32{1, 2, 3}) {
			t.Errorf("k = 0 gives %v, not the bias", c)
		}
		inf := float32(math.Inf(1))
		a := []float32{1, 2, inf, 1}
		b := []float32{1, 0, -inf, 3, 0, 1}
		c = make([]float32, 6)
		MatMul(c, 3, a, 2, 1, b, 3, 2, 3, 2, Extra{})
		want := []float32{7, 0, -inf, inf, guard, -inf}
		for i := range want {
			if c[i] != want[i] && !(c[i] != c[i] && want[i] != want[i]) {
				t.Errorf("c = %v, want %v", c, want)
			}
		}
		MatMul(c, 3, a, 2, 1, b, 3, 2, 3, 2, Extra{Relu: true})
		for i := range want {
			if cut := max(want[i], 0); c[i] != cut && !(c[i] != c[i] && want[i] != want[i]) {
				t.Errorf("with Relu c = %v, of %v", c, want)
			}
		}
	})
}
