package kernel

// This file holds the functions that have no single instruction. Here they are computed in float64 and rounded once, by definition;
// assembly uses polynomials in float32, and its bounds against the true value are stated in units of the last place (ULP).

import "math"

// Exp computes dst[i] = e^x[i], 0 below x = -87.3365. Within 1.5 ULP.
func Exp(dst, x []float32) {
	same2(dst, x)
	if expSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = flush(math.Exp(float64(v)))
	}
}

// Expm1 computes dst[i] = e^x[i] - 1, accurate near 0. Within 2 ULP.
func Expm1(dst, x []float32) {
	same2(dst, x)
	if expm1SIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = flush(math.Expm1(float64(v)))
	}
}

// Log computes dst[i] = the natural logarithm of x[i]: -Inf at 0, NaN below. Within 2 ULP.
func Log(dst, x []float32) {
	same2(dst, x)
	if logSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = float32(math.Log(float64(v)))
	}
}

// Log2 computes dst[i] = the logarithm of x[i] to base 2. Within 2 ULP.
func Log2(dst, x []float32) {
	same2(dst, x)
	if log2SIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = float32(math.Log2(float64(v)))
	}
}

// Log1p computes dst[i] = log(1 + x[i]), accurate near 0: -Inf at -1, NaN below. Within 2.5 ULP.
func Log1p(dst, x []float32) {
	same2(dst, x)
	if log1pSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = flush(math.Log1p(float64(v)))
	}
}

// Tanh computes dst[i] = the hyperbolic tangent of x[i]. Within 3 ULP.
func Tanh(dst, x []float32) {
	same2(dst, x)
	if tanhSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = flush(math.Tanh(float64(v)))
	}
}

// Sigmoid computes dst[i] = 1 / (1 + e^-x[i]). Within 3 ULP.
func Sigmoid(dst, x []float32) {
	same2(dst, x)
	if sigmoidSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = sigmoid(v)
	}
}

// Softplus computes dst[i] = log(1 + e^x[i]) as max(x, 0) + log1p(e^-|x|), which neither overflows nor cancels. Within 3 ULP.
func Softplus(dst, x []float32) {
	same2(dst, x)
	if softplusSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = softplus(v)
	}
}

// Erf computes dst[i] = 2/sqrt(pi) times the integral of e^-t^2 from 0 to x[i]. Within 2.5 ULP.
func Erf(dst, x []float32) {
	same2(dst, x)
	if erfSIMD(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = flush(math.Erf(float64(v)))
	}
}

// LogBound computes dst[i] = x[i] where |x[i]| <= s, else sign(x[i]) (s + log(1 + |x[i]| - s)), for s >= 0. Within 2 ULP; what is inside
// the bound is copied.
func LogBound(dst, x []float32, s float32) {
	same2(dst, x)
	if logBoundSIMD(dst, x, s) {
		return
	}
	for i, v := range x {
		if !(abs(v) <= s) {
			v = float32(math.Copysign(1, float64(v)) * (float64(s) + math.Log1p(float64(abs(v))-float64(s))))
		}
		dst[i] = v
	}
}

// LogBoundGrad computes dst[i] = d[i] times the derivative of LogBound at x[i]: d[i] where |x[i]| <= s, else d[i] / (1 + (|x[i]| - s)),
// each step rounded.
func LogBoundGrad(dst, d, x []float32, s float32) {
	same3(dst, d, x)
	if logBoundGradSIMD(dst, d, x, s) {
		return
	}
	for i, v := range x {
		dst[i] = d[i]
		if !(abs(v) <= s) {
			dst[i] = d[i] / (1 + (abs(v) - s))
		}
	}
}

// Sin computes dst[i] = sin x[i], portable on every level.
func Sin(dst, x []float32) {
	same2(dst, x)
	for i, v := range x {
		dst[i] = float32(math.Sin(float64(v)))
	}
}

// Cos computes dst[i] = cos x[i], portable on every level.
func Cos(dst, x []float32) {
	same2(dst, x)
	for i, v := range x {
		dst[i] = float32(math.Cos(float64(v)))
	}
}

func sigmoid(v float32) float32 { return flush(1 / (1 + math.Exp(-float64(v)))) }

func softplus(v float32) float32 {
	x := float64(v)
	return flush(max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))))
}

// flush rounds y to float32, and to 0 where that is denormal.
func flush(y float64) float32 {
	r := float32(y)
	if abs(r) < smallest {
		return 0
	}
	return r
}
