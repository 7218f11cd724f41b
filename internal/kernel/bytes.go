package kernel

// This file turns bytes, such as pixels, into floats. Assembly takes multiples of 16; the portable loop does the rest, with the same bits.

// checkBytes panics unless the lengths agree.
func checkBytes(dst []float32, src []byte) {
	if len(dst) != len(src) {
		panic(mismatch)
	}
}

// FromBytes computes dst[i] = float32(src[i]) / largest, rounded once.
func FromBytes(dst []float32, src []byte, largest float32) {
	checkBytes(dst, src)
	if whole := len(src) &^ 15; fromBytesSIMD(dst[:whole], src[:whole], largest) {
		dst, src = dst[whole:], src[whole:]
	}
	for i, v := range src {
		dst[i] = float32(v) / largest
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

// BelowBytes computes dst[i] = 1 where u[i] < src[i], else 0. The bytes u are those of words, four in each from its low end up; there are as
// many words as that takes.
func BelowBytes(dst []float32, src []byte, words []uint32) {
	checkBytes(dst, src)
	if len(words) != (len(src)+3)/4 {
		panic(mismatch)
	}
	if whole := len(src) &^ 15; belowBytesSIMD(dst[:whole], src[:whole], words[:whole/4]) {
		dst, src, words = dst[whole:], src[whole:], words[whole/4:]
	}
	for i, v := range src {
		dst[i] = indicator(byte(words[i/4]>>(i%4*8)) < v)
	}
}
