//go:build amd64 && !purego

package kernel

// transposeSIMD transposes the first r rows and c columns, multiples of 8, and returns them: none without assembly.
func transposeSIMD(dst []float32, ldd int, src []float32, lds, rows, cols int) (r, c int) {
	if level == None {
		return 0, 0
	}
	r, c = rows&^7, cols&^7
	if c == 0 {
		return 0, 0
	}
	i := 0
	for ; i+16 <= r; i += 16 {
		transpose16AVX2(&dst[i], ldd, &src[i*lds], lds, c)
	}
	if i < r {
		transpose8AVX2(&dst[i], ldd, &src[i*lds], lds, c)
	}
	return r, c
}
