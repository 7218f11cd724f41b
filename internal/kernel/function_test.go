package kernel

import (
	"math"
	"testing"
)

// exact are the functions in float64, where the results are to be held.
var exact = map[string]func(float64) float64{
	"Exp": math.Exp, "Expm1": math.Expm1, "Log": math.Log, "Log2": math.Log2, "Log1p": math.Log1p, "Tanh": math.Tanh, "Erf": math.Erf,
	"Sigmoid":  func(x float64) float64 { return 1 / (1 + math.Exp(-x)) },
	"Softplus": func(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) },
}

// TestFunctionAccuracy sweeps all floats at a stride, and those that matter most more densely, and holds each function's distance from
// float64 to its bound.
func TestFunctionAccuracy(t *testing.T) {
	var sweep []float32
	for bits := uint32(0); bits < 0xffff8000; bits += 32749 {
		sweep = append(sweep, math.Float32frombits(bits))
	}
	for x := float32(-20); x < 20; x += 0x1p-11 {
		sweep = append(sweep, x, x*0x1p-4)
	}
	want := make([]float64, len(sweep))
	for _, l := range functionLoops {
		for i, x := range sweep {
			want[i] = exact[l.name](float64(x))
		}
		eachLevel(t, func(t *testing.T) { l.holdSweep(t, sweep, want) })
	}
}

// holdSweep holds a function on the level in use.
func (l loop) holdSweep(t *testing.T, sweep []float32, want []float64) {
	y := make([]float32, len(sweep))
	l.run(y, [][]float32{sweep}, 0)
	flushes := l.name != "Log" && l.name != "Log2"
	worst, where := 0.0, 0
	for i, x := range sweep {
		if flushes && math.Abs(want[i]) < smallest {
			if ulps(y[i], want[i]) > l.ulps && y[i] != 0 {
				t.Errorf("%s(%g) = %g is not flushed", l.name, x, y[i])
			}
			continue
		}
		if d := ulps(y[i], want[i]); d > worst {
			worst, where = d, i
		}
	}
	t.Logf("%s: %.2f ULP at %g", l.name, worst, sweep[where])
	if worst > l.ulps {
		t.Errorf("%s(%g) = %g is %.2f ULP off, more than %g", l.name, sweep[where], y[where], worst, l.ulps)
	}
}

// TestFunctionEnds holds what is exact: limits, poles, zeros and NaN.
func TestFunctionEnds(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	cases := map[string][][2]float32{
		"Exp":      {{0, 1}, {inf, inf}, {-inf, 0}, {1e4, inf}, {-1e4, 0}, {nan, nan}, {88.72284, inf}, {-87.34, 0}, {-100, 0}},
		"Expm1":    {{0, 0}, {inf, inf}, {-inf, -1}, {1e4, inf}, {-1e4, -1}, {nan, nan}, {0x1p-149, 0}},
		"Log":      {{1, 0}, {0, -inf}, {-1, nan}, {-inf, nan}, {inf, inf}, {nan, nan}, {-0x1p-149, nan}},
		"Log2":     {{1, 0}, {0, -inf}, {8, 3}, {0x1p-126, -126}, {0x1p-149, -149}, {0x1p127, 127}, {inf, inf}, {-2, nan}, {nan, nan}},
		"Log1p":    {{0, 0}, {-1, -inf}, {-1.5, nan}, {-inf, nan}, {inf, inf}, {nan, nan}},
		"Tanh":     {{0, 0}, {inf, 1}, {-inf, -1}, {1e4, 1}, {-1e4, -1}, {nan, nan}},
		"Sigmoid":  {{0, 0.5}, {inf, 1}, {-inf, 0}, {1e4, 1}, {-1e4, 0}, {nan, nan}},
		"Softplus": {{inf, inf}, {-inf, 0}, {1e4, 1e4}, {-1e4, 0}, {nan, nan}, {0, math.Ln2}},
		"Erf":      {{0, 0}, {inf, 1}, {-inf, -1}, {1e4, 1}, {-1e4, -1}, {nan, nan}},
	}
	eachLevel(t, func(t *testing.T) {
		for _, l := range functionLoops {
			for _, c := range cases[l.name] {
				y := []float32{7}
				l.run(y, [][]float32{{c[0]}}, 0)
				if y[0] != c[1] && (y[0] == y[0] || c[1] == c[1]) {
					t.Errorf("%s(%g) = %g, want %g", l.name, c[0], y[0], c[1])
				}
			}
			if len(cases[l.name]) == 0 {
				t.Errorf("%s has no cases", l.name)
			}
		}
	})
}
