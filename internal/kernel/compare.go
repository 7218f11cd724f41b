package kernel

// This file holds the comparisons, of two tensors and of a tensor and one number. The result is 1 where the comparison holds, else 0;
// with NaN only Ne holds.

// Lt computes dst[i] = 1 where a[i] < b[i], else 0.
func Lt(dst, a, b []float32) {
	same3(dst, a, b)
	if ltSIMD(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] = indicator(v < b[i])
	}
}

// LtScalar computes dst[i] = 1 where a[i] < s, else 0.
func LtScalar(dst, a []float32, s float32) {
	same2(dst, a)
	if ltScalarSIMD(dst, a, s) {
		return
	}
	for i, v := range a {
		dst[i] = indicator(v < s)
	}
}

// Le computes dst[i] = 1 where a[i] <= b[i], else 0.
func Le(dst, a, b []float32) {
	same3(dst, a, b)
	if leSIMD(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] = indicator(v <= b[i])
	}
}

// LeScalar computes dst[i] = 1 where a[i] <= s, else 0.
func LeScalar(dst, a []float32, s float32) {
	same2(dst, a)
	if leScalarSIMD(dst, a, s) {
		return
	}
	for i, v := range a {
		dst[i] = indicator(v <= s)
	}
}

// Gt computes dst[i] = 1 where a[i] > b[i], else 0.
func Gt(dst, a, b []float32) {
	same3(dst, a, b)
	if gtSIMD(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] = indicator(v > b[i])
	}
}

// GtScalar computes dst[i] = 1 where a[i] > s, else 0.
func GtScalar(dst, a []float32, s float32) {
	same2(dst, a)
	if gtScalarSIMD(dst, a, s) {
		return
	}
	for i, v := range a {
		dst[i] = indicator(v > s)
	}
}

// Ge computes dst[i] = 1 where a[i] >= b[i], else 0.
func Ge(dst, a, b []float32) {
	same3(dst, a, b)
	if geSIMD(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] = indicator(v >= b[i])
	}
}

// GeScalar computes dst[i] = 1 where a[i] >= s, else 0.
func GeScalar(dst, a []float32, s float32) {
	same2(dst, a)
	if geScalarSIMD(dst, a, s) {
		return
	}
	for i, v := range a {
		dst[i] = indicator(v >= s)
	}
}

// Eq computes dst[i] = 1 where a[i] == b[i], else 0.
func Eq(dst, a, b []float32) {
	same3(dst, a, b)
	if eqSIMD(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] = indicator(v == b[i])
	}
}

// EqScalar computes dst[i] = 1 where a[i] == s, else 0.
func EqScalar(dst, a []float32, s float32) {
	same2(dst, a)
	if eqScalarSIMD(dst, a, s) {
		return
	}
	for i, v := range a {
		dst[i] = indicator(v == s)
	}
}

// Ne computes dst[i] = 1 where a[i] != b[i], else 0.
func Ne(dst, a, b []float32) {
	same3(dst, a, b)
	if neSIMD(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] = indicator(v != b[i])
	}
}

// NeScalar computes dst[i] = 1 where a[i] != s, else 0.
func NeScalar(dst, a []float32, s float32) {
	same2(dst, a)
	if neScalarSIMD(dst, a, s) {
		return
	}
	for i, v := range a {
		dst[i] = indicator(v != s)
	}
}

// indicator is 1 for true and 0 for false.
func indicator(b bool) float32 {
	if b {
		return 1
	}
	return 0
}
