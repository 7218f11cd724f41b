package kernel

import (
	"math"
	"testing"
)

// logBoundULPs is LogBound's bound.
const logBoundULPs = 2

// boundLoops are LogBound and its derivative; a bound is not negative.
var boundLoops = []loop{
	{"LogBound", 1, false, logBoundULPs, func(dst []float32, src [][]float32, s float32) { LogBound(dst, src[0], abs(s)) }},
	{"LogBoundGrad", 2, false, 0, func(dst []float32, src [][]float32, s float32) { LogBoundGrad(dst, src[0], src[1], abs(s)) }},
}

// TestLogBoundAccuracy sweeps all floats at a stride, and those near the bound more densely: inside, the same bits come back.
func TestLogBoundAccuracy(t *testing.T) {
	for _, bound := range []float32{0, 0x1p-149, 1e-3, 0.5, 20, 1e30} {
		var sweep []float32
		for bits := uint32(0); bits < 0xffff8000; bits += 32749 {
			sweep = append(sweep, math.Float32frombits(bits))
		}
		for i := range 1 << 12 {
			near := float32(i) * 0x1p-8
			sweep = append(sweep, bound+near, -bound-near, bound*(1+0x1p-12*near), bound-near)
		}
		eachLevel(t, func(t *testing.T) {
			y := make([]float32, len(sweep))
			LogBound(y, sweep, bound)
			worst, where := 0.0, 0
			for i, x := range sweep {
				size, a := math.Abs(float64(x)), float64(bound)
				if size <= a {
					if math.Float32bits(y[i]) != math.Float32bits(x) {
						t.Fatalf("LogBound(%g, %g) = %g is not a copy", x, bound, y[i])
					}
					continue
				}
				if d := ulps(y[i], math.Copysign(a+math.Log1p(size-a), float64(x))); d > worst {
					worst, where = d, i
				}
			}
			t.Logf("bound %g: %.2f ULP at %g", bound, worst, sweep[where])
			if worst > logBoundULPs {
				t.Errorf("LogBound(%g, %g) = %g is %.2f ULP off, more than %d", sweep[where], bound, y[where], worst, logBoundULPs)
			}
		})
	}
}

// TestLogBoundEnds holds both at the bound, beyond it, at infinity and at NaN, alone and among neighbours that are inside.
func TestLogBoundEnds(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	far := float32(20 + math.Log1p(1e4-20))
	eachLevel(t, func(t *testing.T) {
		for _, c := range []struct{ x, y, slope float32 }{
			{0, 0, 1}, {20, 20, 1}, {-20, -20, 1}, {21, 20 + math.Ln2, 0.5}, {-23, -20 - 2*math.Ln2, 0.25},
			{1e4, far, 1 / (1 + float32(1e4-20))}, {-1e4, -far, 1 / (1 + float32(1e4-20))}, {inf, inf, 0}, {-inf, -inf, 0}, {nan, nan, nan},
		} {
			for n := 1; n < 40; n += 6 {
				x, y, d, dx := make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
				Fill(x, 1.5)
				Fill(d, 3)
				x[n/2] = c.x
				LogBound(y, x, 20)
				LogBoundGrad(dx, d, x, 20)
				for i := range x {
					wantY, wantD := float32(1.5), float32(3)
					if i == n/2 {
						wantY, wantD = c.y, 3*c.slope
					}
					if ulps(y[i], float64(wantY)) > logBoundULPs || ulps(dx[i], float64(wantD)) > 2 {
						t.Errorf("%d of %d, at %g: %g and %g, want %g and %g", i, n, x[i], y[i], dx[i], wantY, wantD)
					}
				}
			}
		}
	})
}
