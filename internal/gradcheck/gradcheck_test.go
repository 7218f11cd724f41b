package gradcheck

import (
	"math"
	"testing"
)

// f(a, b) = sin(a0) b0 + a1^2 b0^3
func f(x [][]float64) float64 {
	a, b := x[0], x[1]
	return math.Sin(a[0])*b[0] + a[1]*a[1]*b[0]*b[0]*b[0]
}

func gradient(x [][]float64) [][]float64 {
	a, b := x[0], x[1]
	return [][]float64{{math.Cos(a[0]) * b[0], 2 * a[1] * b[0] * b[0] * b[0]}, {math.Sin(a[0]) + 3*a[1]*a[1]*b[0]*b[0]}}
}

func TestCheckTakesTheGradient(t *testing.T) {
	x := [][]float64{{0.3, -1.2}, {0.7}}
	if err := Check(f, x, gradient(x), Options{Tolerance: 1e-11}); err != nil {
		t.Error(err)
	}
	if x[0][0] != 0.3 || x[0][1] != -1.2 || x[1][0] != 0.7 {
		t.Errorf("x was left changed: %v", x)
	}
}

func TestCheckRefusesWrongGradients(t *testing.T) {
	x := [][]float64{{0.3, -1.2}, {0.7}}
	for k, grad := range gradient(x) {
		for i := range grad {
			for _, wrong := range []float64{grad[i] * 1.0001, -grad[i], 0, math.NaN(), math.Inf(1)} {
				g := gradient(x)
				g[k][i] = wrong
				if Check(f, x, g, Options{}) == nil {
					t.Errorf("argument %d, element %d: %v passed for %v", k, i, wrong, grad[i])
				}
				if checkDirections(f, x, g, 0, Options{Step: 1e-3, Tolerance: 1e-8, Directions: 3}) == nil {
					t.Errorf("argument %d, element %d: %v passed for %v along random directions", k, i, wrong, grad[i])
				}
			}
		}
	}
	if Check(f, x, [][]float64{{1}, {1}}, Options{}) == nil {
		t.Error("a gradient of another length passed")
	}
	if Check(func([][]float64) float64 { return math.NaN() }, x, gradient(x), Options{}) == nil {
		t.Error("a function without value passed")
	}
}

func TestDifferenceIsExactForQuartics(t *testing.T) {
	got := Difference(func(t float64) float64 { x := 0.5 + t; return x * x * x * x }, 0.125)
	if got != 4*0.125 {
		t.Errorf("derivative of x^4 at 1/2 = %v", got)
	}
}
