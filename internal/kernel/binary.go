package kernel

// This file holds the elementwise operations of two tensors, and of three.

import "math"

// Add computes dst[i] = a[i] + b[i].
func Add(dst, a, b []float32) {
	same3(dst, a, b)
	if addSIMD(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] = v + b[i]
	}
}

// Sub computes dst[i] = a[i] - b[i].
func Sub(dst, a, b []float32) {
	same3(dst, a, b)
	if subSIMD(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] = v - b[i]
	}
}

// Mul computes dst[i] = a[i] * b[i].
func Mul(dst, a, b []float32) {
	same3(dst, a, b)
	if mulSIMD(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] = v * b[i]
	}
}

// Div computes dst[i] = a[i] / b[i].
func Div(dst, a, b []float32) {
	same3(dst, a, b)
	if divSIMD(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] = v / b[i]
	}
}

// Pow computes dst[i] = a[i] to the power b[i], portable on every level.
func Pow(dst, a, b []float32) {
	same3(dst, a, b)
	for i, v := range a {
		dst[i] = pow(v, b[i])
	}
}

// Max computes dst[i] = the larger of a[i] and b[i]: NaN where either is, b[i] where they are equal.
func Max(dst, a, b []float32) {
	same3(dst, a, b)
	if maxSIMD(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] = larger(v, b[i])
	}
}

// Min computes dst[i] = the smaller of a[i] and b[i]: NaN where either is, b[i] where they are equal.
func Min(dst, a, b []float32) {
	same3(dst, a, b)
	if minSIMD(dst, a, b) {
		return
	}
	for i, v := range a {
		dst[i] = smaller(v, b[i])
	}
}

// Select computes dst[i] = a[i] where c[i] != 0 (NaN is not 0), else b[i].
func Select(dst, c, a, b []float32) {
	same3(dst, a, b)
	same2(dst, c)
	if selectSIMD(dst, c, a, b) {
		return
	}
	for i, v := range c {
		if v != 0 {
			dst[i] = a[i]
		} else {
			dst[i] = b[i]
		}
	}
}

// pow is a to the power b, computed in float64 and rounded once.
func pow(a, b float32) float32 { return float32(math.Pow(float64(a), float64(b))) }

// larger is a where a > b or a is NaN, else b.
func larger(a, b float32) float32 {
	if a > b || a != a {
		return a
	}
	return b
}

// smaller is a where a < b or a is NaN, else b.
func smaller(a, b float32) float32 {
	if a < b || a != a {
		return a
	}
	return b
}
