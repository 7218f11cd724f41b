//go:build amd64 && !purego

package kernel

// This file is the product whose strips of b are copied first, to where their rows stand close together.

import "unsafe"

// packStride and packRows are the size of a packed strip: 48 KB, which stay in the second cache while all rows of a pass over it.
const packStride, packRows = 48, 256

// packs says whether to copy strips of b first. It pays where enough rows of a use the copy, and a strip in place is awkward: with rows a
// multiple of 4 KB apart, which share few sets of the caches; longer than the second cache; or, on AVX2, so narrow that every row of it
// is another page.
func packs(m, k, ldb int) bool {
	if m < 96 || k < 96 {
		return false
	}
	return ldb%1024 == 0 || k >= 4096 || level == AVX2
}

// matMulPacked computes a product over blocks of k, whose sums go on from one block to the next, with a copied strip of b for each.
//
//go:noinline
func matMulPacked(c []float32, ldc int, a []float32, aRow, aCol int, b []float32, ldb int, m, n, k int, extra Extra) {
	var room [packStride*packRows + 16]float32
	strip := aligned(room[:])
	for p := 0; p < k; p += packRows {
		rows := min(packRows, k-p)
		last := p+rows == k
		for j := 0; j < n; {
			w := packWidth(n - j)
			from, ld := b[p*ldb+j:], ldb
			if packStrip(strip, from, ldb, rows, w) {
				from, ld = strip, packStride
			}
			matMulStrips(c[j:], ldc, a[p*aCol:], aRow, aCol, from, ld, m, w, rows, extra.part(j, last), p > 0)
			j += w
		}
	}
}

// part is what a block of k computes besides, from column j on: only the last one adds the bias.
func (e Extra) part(j int, last bool) Extra {
	part := Extra{Relu: e.Relu && last}
	if e.Bias != nil && last {
		part.Bias = e.Bias[j:]
	}
	if e.Sums != nil {
		part.Sums = e.Sums[j:]
	}
	return part
}

// aligned is x from the first element on that starts a cache line: a vector across two lines costs two loads.
func aligned(x []float32) []float32 {
	const line = 64
	return x[-uintptr(unsafe.Pointer(&x[0]))%line/4:]
}

// packWidth is how many columns to pack of those left: 48, but no 16 alone if there are others to join them.
func packWidth(left int) int {
	switch {
	case left > 48 && left <= 64:
		return 32
	case left < 48 && left > 16:
		return left &^ 15
	}
	return min(left, 48)
}

// packStrip copies columns of b, unless their number is not a multiple of 16: those few are read where they are.
func packStrip(dst, b []float32, ldb, rows, columns int) bool {
	switch columns {
	case 48:
		pack48AVX2(&dst[0], &b[0], ldb, rows)
	case 32:
		pack32AVX2(&dst[0], &b[0], ldb, rows)
	case 16:
		pack16AVX2(&dst[0], &b[0], ldb, rows)
	default:
		return false
	}
	return true
}
