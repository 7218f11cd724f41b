package main

// Ways through the latent space.

import "math"

// paths are the ways from one latent point to another, by name: t = 0 is a, t = 1 is b.
var paths = map[string]func(a, b []float32, t float64) []float32{"linear": linear, "spherical": spherical}

// linear is (1 - t) a + t b.
func linear(a, b []float32, t float64) []float32 { return combine(a, b, 1-t, t) }

// spherical goes along the great circle, so that points on the way are as far from the origin as the ends are, which is where a prior of many dimensions has
// its mass (Shoemake 1985, White 2016):
//
//	(sin((1 - t) w) a + sin(t w) b) / sin w,  cos w = a.b / (|a| |b|)
//
// Between points in the same direction or in opposite ones there is no one great circle: the way is the straight line.
func spherical(a, b []float32, t float64) []float32 {
	ab, aa, bb := 0.0, 0.0, 0.0
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	w := math.Acos(min(1, max(-1, ab/math.Sqrt(aa*bb))))
	if s := math.Sin(w); s > 1e-6 {
		return combine(a, b, math.Sin((1-t)*w)/s, math.Sin(t*w)/s)
	}
	return linear(a, b, t)
}

// combine is p a + q b.
func combine(a, b []float32, p, q float64) []float32 {
	out := make([]float32, len(a))
	for i := range out {
		out[i] = float32(p*float64(a[i]) + q*float64(b[i]))
	}
	return out
}

// normalQuantile is the p-quantile of N(0, 1).
func normalQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }
