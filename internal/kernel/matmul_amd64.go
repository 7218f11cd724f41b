//go:build amd64 && !purego

package kernel

// This file cuts the columns of a product into the strips that the assembly computes.

// tailMasks are eight full lanes and eight empty ones; the assembly loads eight from where the tail asks.
//
//lint:ignore U1000 only the assembly reads it
var tailMasks = [16]int32{-1, -1, -1, -1, -1, -1, -1, -1}

// matMulSIMD is MatMul in assembly, where there is any.
func matMulSIMD(c []float32, ldc int, a []float32, aRow, aCol int, b []float32, ldb, m, n, k int, extra Extra) bool {
	if level == None {
		return false
	}
	if k == 0 { // the strips take the addresses of elements; with no k there are none
		return false
	}
	if packs(m, k, ldb) {
		matMulPacked(c, ldc, a, aRow, aCol, b, ldb, m, n, k, extra)
		return true
	}
	matMulStrips(c, ldc, a, aRow, aCol, b, ldb, m, n, k, extra, false)
	return true
}

// matMulStrips computes a product strip by strip, each followed by the sums of its columns of b, which are still in the second cache; with resume it
// adds to the sums in c.
func matMulStrips(c []float32, ldc int, a []float32, aRow, aCol int, b []float32, ldb int, m, n, k int, extra Extra, resume bool) {
	for j := 0; j < n; {
		w := stripWidth(m, n-j)
		var bias *float32
		if extra.Bias != nil {
			bias = &extra.Bias[j]
		}
		runStrip(w, &c[j], ldc, &a[0], aRow, aCol, &b[j], ldb, m, k, bias, resume, extra.Relu)
		if extra.Sums != nil {
			runStrip(w, &extra.Sums[j], 0, &one[0], 0, 0, &b[j], ldb, 1, k, nil, resume, false)
		}
		j += w
	}
}

// stripWidth is how many columns the next strip takes of those left: three vectors, but two where that leaves one vector alone, and the
// widest for one or two rows, which need many columns to keep the multipliers busy.
func stripWidth(m, left int) int {
	if level == AVX2 {
		if m == 1 && left >= 64 {
			return 64
		}
		return min(left, 16)
	}
	switch {
	case m <= 2 && left >= 128:
		return 128
	case left > 48 && left <= 64:
		return 32
	}
	return min(left, 48)
}

// runStrip computes w columns of c.
func runStrip(w int, c *float32, ldc int, a *float32, aRow, aCol int, b *float32, ldb, m, k int, bias *float32, resume, relu bool) {
	if level == AVX512 {
		runWide(w, c, ldc, a, aRow, aCol, b, ldb, m, k, bias, resume, relu)
		return
	}
	tail := (w-1)%8 + 1
	switch {
	case w == 64:
		strip8AVX2(c, ldc, a, aRow, aCol, b, ldb, m, k, 0, bias, resume, relu)
	case w == 16:
		strip2AVX2(c, ldc, a, aRow, aCol, b, ldb, m, k, 0, bias, resume, relu)
	case w > 8:
		stripTail2AVX2(c, ldc, a, aRow, aCol, b, ldb, m, k, tail, bias, resume, relu)
	case w == 8:
		strip1AVX2(c, ldc, a, aRow, aCol, b, ldb, m, k, 0, bias, resume, relu)
	default:
		stripTail1AVX2(c, ldc, a, aRow, aCol, b, ldb, m, k, tail, bias, resume, relu)
	}
}

// runWide computes w columns of c on AVX-512. A tail of up to eight columns takes half a vector.
func runWide(w int, c *float32, ldc int, a *float32, aRow, aCol int, b *float32, ldb, m, k int, bias *float32, resume, relu bool) {
	tail := (w-1)%16 + 1
	half := tail <= 8
	switch {
	case w == 128:
		strip8AVX512(c, ldc, a, aRow, aCol, b, ldb, m, k, 0, bias, resume, relu)
	case w > 32 && half:
		stripHalf3AVX512(c, ldc, a, aRow, aCol, b, ldb, m, k, tail, bias, resume, relu)
	case w > 32:
		stripTail3AVX512(c, ldc, a, aRow, aCol, b, ldb, m, k, tail, bias, resume, relu)
	case w > 16 && half:
		stripHalf2AVX512(c, ldc, a, aRow, aCol, b, ldb, m, k, tail, bias, resume, relu)
	case w > 16:
		stripTail2AVX512(c, ldc, a, aRow, aCol, b, ldb, m, k, tail, bias, resume, relu)
	case half:
		stripHalf1AVX512(c, ldc, a, aRow, aCol, b, ldb, m, k, tail, bias, resume, relu)
	default:
		stripTail1AVX512(c, ldc, a, aRow, aCol, b, ldb, m, k, tail, bias, resume, relu)
	}
}
