package kernel

// Transpose computes dst[j*ldd+i] = src[i*lds+j] for i < rows, j < cols. The slices must not overlap.
func Transpose(dst []float32, ldd int, src []float32, lds, rows, cols int) {
	if rows <= 0 || cols <= 0 {
		return
	}
	if ldd < 0 || lds < 0 || len(src) < (rows-1)*lds+cols || len(dst) < (cols-1)*ldd+rows || cols > 1 && ldd < rows {
		panic("kernel: Transpose: a slice is too short")
	}
	for i := range rows {
		for j, v := range src[i*lds:][:cols] {
			dst[j*ldd+i] = v
		}
	}
}
