package kernel

// This file holds what fills or adds to its destination.

// Fill sets dst[i] = s.
func Fill(dst []float32, s float32) {
	if fillSIMD(dst, s) {
		return
	}
	for i := range dst {
		dst[i] = s
	}
}

// AddTo computes dst[i] += src[i].
func AddTo(dst, src []float32) {
	same2(dst, src)
	if addToSIMD(dst, src) {
		return
	}
	for i, v := range src {
		dst[i] += v
	}
}

// MulAddTo computes dst[i] += a[i] * b[i], fused in assembly; here the product is rounded first.
func MulAddTo(dst, a, b []float32) {
	same3(dst, a, b)
	if mulAddToSIMD(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] += v * b[i]
	}
}

// ScaleAddTo computes dst[i] += s * src[i], fused in assembly; here the product is rounded first.
func ScaleAddTo(dst, src []float32, s float32) {
	same2(dst, src)
	if scaleAddToSIMD(dst, src, s) {
		return
	}
	for i, v := range src {
		dst[i] += s * v
	}
}
