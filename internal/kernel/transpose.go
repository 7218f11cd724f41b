package kernel

// Transpose computes dst[j*ldd+i] = src[i*lds+j] for i < rows, j < cols. The slices must not overlap.
func Transpose(dst []float32, ldd int, src []float32, lds, rows, cols int) {
	if rows <= 0 || cols <= 0 {
		return
	}
	if ldd < 0 || lds < 0 || len(src) < (rows-1)*lds+cols || len(dst) < (cols-1)*ldd+rows || cols > 1 && ldd < rows {
		panic("kernel: Transpose: a slice is too short")
	}
	r, c := transposeSIMD(dst, ldd, src, lds, rows, cols)
	transposeRect(dst, ldd, src, lds, r, rows, 0, cols)
	transposeRect(dst, ldd, src, lds, 0, r, c, cols)
}

// transposeRect transposes rows i0 to i1 and columns j0 to j1 of src.
func transposeRect(dst []float32, ldd int, src []float32, lds, i0, i1, j0, j1 int) {
	for i := i0; i < i1; i++ {
		for j := j0; j < j1; j++ {
			dst[j*ldd+i] = src[i*lds+j]
		}
	}
}
