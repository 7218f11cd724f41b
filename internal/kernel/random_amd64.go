//go:build amd64 && !purego

package kernel

// philoxAll is Philox in assembly, where there is any. It takes whole groups; the rest goes through a group of its own.
func philoxAll(dst []uint32, at Counter) bool {
	group := 16
	switch level {
	case None:
		return false
	case AVX512:
		group = 32
	}
	n := len(dst) / group * group
	philoxGroups(dst[:n], &at)
	if n < len(dst) {
		var words [32]uint32
		at.C0 += uint32(n / 4)
		philoxGroups(words[:group], &at)
		copy(dst[n:], words[:])
	}
	return true
}

func philoxGroups(dst []uint32, at *Counter) {
	if level == AVX512 {
		philoxAVX512(dst, &at.C0)
	} else {
		philoxAVX2(dst, &at.C0)
	}
}

// philoxBlocksAll is PhiloxBlocks in assembly, where there is any. It takes whole groups; the rest goes through a group of its own.
func philoxBlocksAll(dst, c0, c1, c2 []uint32, at *Counter) bool {
	group := 4
	switch level {
	case None:
		return false
	case AVX512:
		group = 8
	}
	n := len(c0) / group * group
	if n > 0 {
		philoxBlockGroups(dst[:4*n], &c0[0], &c1[0], &c2[0], at)
	}
	if n < len(c0) {
		var words [32]uint32
		var places [3][8]uint32
		copy(places[0][:], c0[n:])
		copy(places[1][:], c1[n:])
		copy(places[2][:], c2[n:])
		philoxBlockGroups(words[:4*group], &places[0][0], &places[1][0], &places[2][0], at)
		copy(dst[4*n:], words[:])
	}
	return true
}

func philoxBlockGroups(dst []uint32, c0, c1, c2 *uint32, at *Counter) {
	if level == AVX512 {
		philoxBlocksAVX512(dst, c0, c1, c2, &at.C3)
	} else {
		philoxBlocksAVX2(dst, c0, c1, c2, &at.C3)
	}
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
