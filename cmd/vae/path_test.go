package main

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

func norm(z []float32) float64 {
	sum := 0.0
	for _, x := range z {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum)
}

// Every way leads from one end to the other; the straight one at even distances, the spherical one at even angles and, between ends equally far from the
// origin, at their distance.
func TestPaths(t *testing.T) {
	a, b := []float32{3, 0, 0}, []float32{0, 1.8, 2.4}
	for name, path := range paths {
		if start, end := path(a, b, 0), path(a, b, 1); distance(start, a) > 1e-6 || distance(end, b) > 1e-6 {
			t.Errorf("%s leads from %v to %v", name, start, end)
		}
	}
	if got := linear(a, b, 0.25); distance(got, []float32{2.25, 0.45, 0.6}) > 1e-6 {
		t.Errorf("linear: %v", got)
	}
	for _, at := range []float64{0.1, 1.0 / 3, 0.5, 0.9} {
		z := spherical(a, b, at)
		if math.Abs(norm(z)-3) > 1e-6 {
			t.Errorf("at %g the distance from the origin is %g", at, norm(z))
		}
		if angle := math.Acos(float64(z[0]) / 3); math.Abs(angle-at*math.Pi/2) > 1e-6 {
			t.Errorf("at %g the angle is %g", at, angle)
		}
	}
}

// Where there is no one great circle the way is straight, and never not a number.
func TestSphericalWithoutACircle(t *testing.T) {
	for _, ends := range [][2][]float32{
		{{1, 2}, {2, 4}},
		{{1, 2}, {-1, -2}},
		{{0, 0}, {3, 4}},
		{{0, 0}, {0, 0}},
		{{1e20, 0}, {1e20, 1e20}},
	} {
		z := spherical(ends[0], ends[1], 0.5)
		if slices.ContainsFunc(z, func(x float32) bool { return x != x }) {
			t.Errorf("between %v and %v: %v", ends[0], ends[1], z)
		}
		if ends[1][1] < 1e19 && distance(z, linear(ends[0], ends[1], 0.5)) > 1e-6 {
			t.Errorf("between %v and %v: %v is not half way", ends[0], ends[1], z)
		}
	}
}

func distance(a, b []float32) float64 { return norm(combine(a, b, 1, -1)) }

func TestNormalQuantile(t *testing.T) {
	for _, p := range []float64{1e-6, 0.025, 0.3, 0.5, 0.8, 0.999} {
		if got, want := normalQuantile(p), distuv.UnitNormal.Quantile(p); math.Abs(got-want) > 1e-9 {
			t.Errorf("quantile %g: %v, want %v", p, got, want)
		}
	}
}

// The plane's first dimension grows to the right and its second upwards, at quantiles; other dimensions stay where the base is.
func TestTraversedPlane(t *testing.T) {
	f := traverseFlags{dims: []int{2, 0}, steps: 3}
	z := f.rows([]float32{7, 8, 9}, 4)
	q := float32(2 * distuv.UnitNormal.Quantile(1.0/6))
	want := []float32{
		-q, 8, q, -q, 8, 0, -q, 8, -q, // the row at the top
		0, 8, q, 0, 8, 0, 0, 8, -q,
		q, 8, q, q, 8, 0, q, 8, -q,
	}
	if len(z) != len(want) || distance(z, want) > 1e-5 {
		t.Errorf("got %v\nwant %v", z, want)
	}
}

// The steep beginning of a falling curve does not take all the height; a rising one is drawn whole.
func TestCeilingOfCurve(t *testing.T) {
	if c := ceiling([]float64{900, 300, 280, 270, 260}); c != 260+3*40 {
		t.Errorf("a curve that falls is cut at %v", c)
	}
	if c := ceiling([]float64{1, 2, 3}); !math.IsInf(c, 1) {
		t.Errorf("a curve that rises is cut at %v", c)
	}
}
