package divergence

// The log normaliser of the continuous Bernoulli distribution and its Bregman divergence.
//
//	t(eta) = log of the integral of e^(-eta x) over [0, 1] = log((1 - e^-eta)/eta) = -eta/2 + s(eta),  s(eta) = log(sinh(eta/2)/(eta/2))
//
// s is even and convex, and around 0 its series converges for |eta| < 2 pi:
//
//	s(eta) = sum over k >= 1 of (-1)^(k+1) zeta(2k)/k (eta/2pi)^2k

import "math"

// tiltNear is where the series takes over from the closed expressions, which cancel around 0.
const tiltNear = 1.5

// tiltCoefficients are (-1)^(k+1) zeta(2k)/(2pi)^2k for k = 1, 2, ...
var tiltCoefficients = func() (c [14]float64) {
	for i := range c {
		k := float64(i + 1)
		zeta := 1.0
		switch i {
		case 0:
			zeta = math.Pi * math.Pi / 6
		case 1:
			zeta = math.Pow(math.Pi, 4) / 90
		case 2:
			zeta = math.Pow(math.Pi, 6) / 945
		default:
			for n := 200.0; n >= 2; n-- {
				zeta += math.Pow(n, -2*k)
			}
		}
		c[i] = zeta * math.Pow(2*math.Pi, -2*k)
		if i%2 == 1 {
			c[i] = -c[i]
		}
	}
	return c
}()

// tiltSeries is the sum of weight(k) c_k eta^(2k-2).
func tiltSeries(eta float64, weight func(k float64) float64) float64 {
	z, sum := eta*eta, 0.0
	for i := len(tiltCoefficients) - 1; i >= 0; i-- {
		sum = sum*z + weight(float64(i+1))*tiltCoefficients[i]
	}
	return sum
}

// tilt is t at any eta.
func tilt(eta float64) float64 {
	size := math.Abs(eta)
	if size < tiltNear {
		return -eta/2 + size*size*tiltSeries(size, func(k float64) float64 { return 1 / k })
	}
	// The integral is the same from the other end, but for a factor e^-eta.
	t := math.Log1p(-math.Exp(-size)) - math.Log(size)
	if eta < 0 {
		t += size
	}
	return t
}

// tiltSlope is t'(eta) = 1/(e^eta - 1) - 1/eta at eta >= 0, minus the expectation of x.
func tiltSlope(eta float64) float64 {
	if eta < tiltNear {
		return -0.5 + eta*tiltSeries(eta, func(float64) float64 { return 2 })
	}
	return 1/math.Expm1(eta) - 1/eta
}

// tiltCurvature is the second derivative of t, 1/eta^2 - 1/(4 sinh^2(eta/2)), the variance of x, even in eta.
func tiltCurvature(eta float64) float64 {
	if math.Abs(eta) < tiltNear {
		return tiltSeries(eta, func(k float64) float64 { return 2 * (2*k - 1) })
	}
	r := 0.5 / math.Sinh(eta/2)
	return 1/(eta*eta) - r*r
}

// bregmanTilt is t(y) - t(x) - (y-x) t'(x) >= 0. Linear terms do not matter to it, so both may change sign together, and x is made
// positive: then t(x) and t'(x) are small, and what is large is y's alone.
func bregmanTilt(y, x float64) float64 {
	if x < 0 {
		x, y = -x, -y
	}
	switch {
	case math.Abs(y-x) <= 2:
		return (y - x) * (y - x) * bregmanNear(func(u float64) float64 { return tiltCurvature(x + u*(y-x)) })
	case x > 2 && y > 2:
		// t(eta) is -log eta and a remainder log(1 - e^-eta).
		rest := math.Log1p(-math.Exp(-y)) - math.Log1p(-math.Exp(-x)) - (y-x)/math.Expm1(x)
		return ratioGap(y, x) + rest
	}
	return tilt(y) - tilt(x) - (y-x)*tiltSlope(x)
}
