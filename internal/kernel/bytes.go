package kernel

// This file turns bytes, such as pixels, into floats. Assembly takes multiples of 16; the portable loop does the rest, with the same bits.

// checkBytes panics unless the lengths agree.
func checkBytes(dst []float32, src []byte) {
	if len(dst) != len(src) {
		panic(mismatch)
	}
}

// FromBytes computes dst[i] = float32(src[i]) * scale.
func FromBytes(dst []float32, src []byte, scale float32) {
	checkBytes(dst, src)
	if whole := len(src) &^ 15; fromBytesSIMD(dst[:whole], src[:whole], scale) {
		dst, src = dst[whole:], src[whole:]
	}
	for i, v := range src {
		dst[i] = float32(v) * scale
	}
}

// ThresholdBytes computes dst[i] = 1 where src[i] >= t, else 0.
func ThresholdBytes(dst []float32, src []byte, t byte) {
	checkBytes(dst, src)
	if whole := len(src) &^ 15; thresholdBytesSIMD(dst[:whole], src[:whole], float32(t)) {
		dst, src = dst[whole:], src[whole:]
	}
	for i, v := range src {
		dst[i] = indicator(v >= t)
	}
}

// BinarizeBytes computes dst[i] = 1 where u[i] < src[i]/255, else 0, with u[i] = (word[i] >> 8) / 2^24 uniform in [0, 1): a draw of a
// Bernoulli variable with mean src[i]/255. It is computed in whole numbers, exactly: 255 is always 1 and 0 always 0.
func BinarizeBytes(dst []float32, src []byte, word []uint32) {
	checkBytes(dst, src)
	if len(word) != len(src) {
		panic(mismatch)
	}
	if whole := len(src) &^ 15; binarizeBytesSIMD(dst[:whole], src[:whole], word[:whole]) {
		dst, src, word = dst[whole:], src[whole:], word[whole:]
	}
	for i, v := range src {
		dst[i] = indicator(word[i]>>8*255 < uint32(v)<<24)
	}
}
