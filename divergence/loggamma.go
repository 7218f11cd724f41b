package divergence

// The log gamma function's relatives, split as Stirling and Binet did:
//
//	log Gamma(x) = (x - 1/2) log x - x + log(2 pi)/2 + R(x)
//
// R is positive, decreasing and convex, and small for large x. Whatever a divergence does to the rest cancels on paper, so that shapes
// of 1e10 cost no digits. Asymptotic series and recurrences: Abramowitz and Stegun (1964), 6.1.40, 6.3.5, 6.3.18.

import "math"

// halfLog2Pi is log(2 pi)/2.
const halfLog2Pi = 0.918938533204672741780329736405617639861397473637783412817

// asymptotic is where the series in 1/x^2 reach the last digit with the eight Bernoulli numbers below.
const asymptotic = 10

// bernoulliNumbers are B_2, B_4, ..., B_16.
var bernoulliNumbers = [...]float64{
	1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510,
}

// bernoulliSeries is the sum over k >= 1 of weight(2k) B_2k / x^2k.
func bernoulliSeries(x float64, weight func(n float64) float64) float64 {
	z, sum := 1/(x*x), 0.0
	for i := len(bernoulliNumbers) - 1; i >= 0; i-- {
		sum = z * (sum + weight(float64(2*i+2))*bernoulliNumbers[i])
	}
	return sum
}

// Digamma is the derivative of log Gamma, NaN at its poles 0, -1, -2, ...: for x >= 10
//
//	psi(x) = log x - 1/(2x) - sum over k of B_2k / (2k x^2k),
//
// below by psi(x) = psi(x+1) - 1/x, and for negative x by psi(x) = psi(1-x) - pi / tan(pi x). The absolute error for positive x is within
// 1e-14 of max(1, |psi|).
func Digamma(x float64) float64 {
	if x <= 0 {
		whole := math.Floor(x)
		if x == whole {
			return math.NaN()
		}
		return Digamma(1-x) - math.Pi/math.Tan(math.Pi*(x-whole))
	}
	shift := 0.0
	for ; x < asymptotic; x++ {
		shift += 1 / x
	}
	return math.Log(x) - 0.5/x - bernoulliSeries(x, func(n float64) float64 { return 1 / n }) - shift
}

// binet is R: the sum of B_2k / (2k (2k-1) x^(2k-1)) for x >= 10, below by R(x) = R(x+1) + (x + 1/2) log(1 + 1/x) - 1.
func binet(x float64) float64 {
	sum := 0.0
	for ; x < asymptotic; x++ {
		step := -math.Log(x)
		if x > 0x1p-60 {
			step = math.Log1p(1 / x)
		}
		sum += (x+0.5)*step - 1
	}
	return sum + x*bernoulliSeries(x, func(n float64) float64 { return 1 / (n * (n - 1)) })
}

// binetSlope is R'(x) = psi(x) - log x + 1/(2x).
func binetSlope(x float64) float64 {
	if x >= asymptotic {
		return -bernoulliSeries(x, func(n float64) float64 { return 1 / n })
	}
	return Digamma(x) - math.Log(x) + 0.5/x
}

// binetCurvature is x^2 times the second derivative of R: the sum of B_2k / x^(2k-1) for x >= 10, below by x^2/(2 y^2 (y+1)^2) for each step
// from y to y+1. The factor keeps it between 0 and 1/2 for every x.
func binetCurvature(x float64) float64 {
	sum, y := 0.0, x
	for ; y < asymptotic; y++ {
		r := x / (y * (y + 1))
		if y == x {
			r = 1 / (y + 1)
		}
		sum += r * r / 2
	}
	r := x / y
	return sum + r*r*y*bernoulliSeries(y, func(float64) float64 { return 1 })
}
