package kernel

// This file holds the elementwise operations of a tensor and one number.

// AddScalar computes dst[i] = a[i] + s.
func AddScalar(dst, a []float32, s float32) {
	same2(dst, a)
	if addScalarSIMD(dst, a, s) {
		return
	}
	for i, v := range a {
		dst[i] = v + s
	}
}

// SubScalar computes dst[i] = a[i] - s.
func SubScalar(dst, a []float32, s float32) {
	same2(dst, a)
	if subScalarSIMD(dst, a, s) {
		return
	}
	for i, v := range a {
		dst[i] = v - s
	}
}

// ScalarSub computes dst[i] = s - a[i].
func ScalarSub(dst, a []float32, s float32) {
	same2(dst, a)
	if scalarSubSIMD(dst, a, s) {
		return
	}
	for i, v := range a {
		dst[i] = s - v
	}
}

// MulScalar computes dst[i] = a[i] * s.
func MulScalar(dst, a []float32, s float32) {
	same2(dst, a)
	if mulScalarSIMD(dst, a, s) {
		return
	}
	for i, v := range a {
		dst[i] = v * s
	}
}

// DivScalar computes dst[i] = a[i] / s.
func DivScalar(dst, a []float32, s float32) {
	same2(dst, a)
	if divScalarSIMD(dst, a, s) {
		return
	}
	for i, v := range a {
		dst[i] = v / s
	}
}

// ScalarDiv computes dst[i] = s / a[i].
func ScalarDiv(dst, a []float32, s float32) {
	same2(dst, a)
	if scalarDivSIMD(dst, a, s) {
		return
	}
	for i, v := range a {
		dst[i] = s / v
	}
}

// PowScalar computes dst[i] = a[i] to the power s.
func PowScalar(dst, a []float32, s float32) {
	same2(dst, a)
	for i, v := range a {
		dst[i] = pow(v, s)
	}
}

// ScalarPow computes dst[i] = s to the power a[i].
func ScalarPow(dst, a []float32, s float32) {
	same2(dst, a)
	for i, v := range a {
		dst[i] = pow(s, v)
	}
}

// MaxScalar computes dst[i] = the larger of a[i] and s: NaN where either is, s where they are equal.
func MaxScalar(dst, a []float32, s float32) {
	same2(dst, a)
	if maxScalarSIMD(dst, a, s) {
		return
	}
	for i, v := range a {
		dst[i] = larger(v, s)
	}
}

// MinScalar computes dst[i] = the smaller of a[i] and s: NaN where either is, s where they are equal.
func MinScalar(dst, a []float32, s float32) {
	same2(dst, a)
	if minScalarSIMD(dst, a, s) {
		return
	}
	for i, v := range a {
		dst[i] = smaller(v, s)
	}
}
