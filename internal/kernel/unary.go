package kernel

// This file holds the elementwise operations of one argument that are exact: correctly rounded, or a composition of such.

import "math"

// Neg computes dst[i] = -x[i].
func Neg(dst, x []float32) {
	same2(dst, x)
	if negSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = -v
	}
}

// Abs computes dst[i] = |x[i]|.
func Abs(dst, x []float32) {
	same2(dst, x)
	if absSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = abs(v)
	}
}

// Sign computes dst[i] = 1 where x[i] > 0, -1 where x[i] < 0, and x[i] itself where it is 0, -0 or NaN.
func Sign(dst, x []float32) {
	same2(dst, x)
	if signSIMD(dst, x) {
		return
	}
	for i, v := range x {
		switch {
		case v > 0:
			v = 1
		case v < 0:
			v = -1
		}
		dst[i] = v
	}
}

// Ceil computes dst[i] = the smallest integer >= x[i].
func Ceil(dst, x []float32) {
	same2(dst, x)
	if ceilSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = float32(math.Ceil(float64(v)))
	}
}

// Floor computes dst[i] = the largest integer <= x[i].
func Floor(dst, x []float32) {
	same2(dst, x)
	if floorSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = float32(math.Floor(float64(v)))
	}
}

// Square computes dst[i] = x[i] * x[i].
func Square(dst, x []float32) {
	same2(dst, x)
	if squareSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = v * v
	}
}

// Cube computes dst[i] = (x[i] * x[i]) * x[i].
func Cube(dst, x []float32) {
	same2(dst, x)
	if cubeSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = v * v * v
	}
}

// Sqrt computes dst[i] = the square root of x[i].
func Sqrt(dst, x []float32) {
	same2(dst, x)
	if sqrtSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = sqrt(v)
	}
}

// Inv computes dst[i] = 1 / x[i].
func Inv(dst, x []float32) {
	same2(dst, x)
	if invSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = 1 / v
	}
}

// InvSqrt computes dst[i] = 1 / sqrt(x[i]), both rounded.
func InvSqrt(dst, x []float32) {
	same2(dst, x)
	if invSqrtSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = 1 / sqrt(v)
	}
}

// Relu computes dst[i] = 0 where x[i] < 0, else x[i]: NaN and -0 stay.
func Relu(dst, x []float32) {
	same2(dst, x)
	if reluSIMD(dst, x) {
		return
	}
	for i, v := range x {
		if v < 0 {
			v = 0
		}
		dst[i] = v
	}
}

// abs is |v|, which clears the sign of NaN as the vector instruction does.
func abs(v float32) float32 { return math.Float32frombits(math.Float32bits(v) &^ (1 << 31)) }

// sqrt is the correctly rounded square root: rounding to float64 first does no harm, because it has more than twice the digits.
func sqrt(v float32) float32 { return float32(math.Sqrt(float64(v))) }
