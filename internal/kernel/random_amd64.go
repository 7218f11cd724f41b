//go:build amd64 && !purego

package kernel

// philoxGroups fills as many whole groups of words as the assembly takes at once, and returns how many words that is.
func philoxGroups(dst []uint32, at *Counter) int {
	switch level {
	case AVX512:
		n := len(dst) &^ 31
		philoxAVX512(dst[:n], &at.C0)
		return n
	case AVX2:
		n := len(dst) &^ 15
		philoxAVX2(dst[:n], &at.C0)
		return n
	}
	return 0
}

// normalAll is Normal in assembly, where there is any. It takes whole groups; the rest goes through a group of its own.
func normalAll(dst []float32, w []uint32) bool {
	group := 16
	switch level {
	case None:
		return false
	case AVX512:
		group = 32
	}
	n := len(dst) / group * group
	normalGroups(dst[:n], w[:n])
	if n < len(dst) {
		var x [32]float32
		var words [32]uint32
		copy(words[:], w[n:])
		normalGroups(x[:group], words[:group])
		copy(dst[n:], x[:])
	}
	return true
}

func normalGroups(dst []float32, w []uint32) {
	if level == AVX512 {
		normalAVX512(dst, w)
	} else {
		normalAVX2(dst, w)
	}
}
