package loss

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"
)

// TestLogSum recomputes every result from the weights themselves, shifted so that they neither overflow nor vanish, in rising, falling and mixed order.
func TestLogSum(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, shift := range []float64{0, -1e5, 1e5} {
		for _, slope := range []float64{-0.01, 0, 0.01} {
			var s LogSum
			weights := make([]float64, 1000)
			for i := range weights {
				v := 2*r.NormFloat64() + slope*float64(i)
				weights[i] = math.Exp(v)
				s.Add(v + shift)
			}
			mean, deviation := stat.MeanStdDev(weights, nil)
			squares := 0.0
			for _, w := range weights {
				squares += w * w
			}
			for name, pair := range map[string][2]float64{
				"mean":      {s.LogMean() - shift, math.Log(mean)},
				"error":     {s.StandardError(), deviation / mean / math.Sqrt(1000)},
				"effective": {s.Effective(), mean * mean * 1e6 / squares},
			} {
				if math.Abs(pair[0]-pair[1]) > 1e-9*max(1, math.Abs(pair[1])) {
					t.Errorf("shift %v, slope %v: %s is %v, not %v", shift, slope, name, pair[0], pair[1])
				}
			}
		}
	}
}

// TestLogSumEdges: weights of zero count, one weight has no error to speak of, and NaN is not lost.
func TestLogSumEdges(t *testing.T) {
	var s LogSum
	for _, v := range []float64{math.Inf(-1), 3, math.Inf(-1), 3} {
		s.Add(v)
	}
	if got, want := s.LogMean(), 3-math.Ln2; math.Abs(got-want) > 1e-15 || s.Effective() != 2 {
		t.Errorf("log mean %v, not %v; effective %v, not 2", got, want, s.Effective())
	}
	var one LogSum
	one.Add(-1e300)
	if one.LogMean() != -1e300 || !math.IsInf(one.StandardError(), 1) || one.Effective() != 1 {
		t.Errorf("one weight: %v, error %v, effective %v", one.LogMean(), one.StandardError(), one.Effective())
	}
	var zeros LogSum
	zeros.Add(math.Inf(-1))
	zeros.Add(math.Inf(-1))
	if !math.IsInf(zeros.LogMean(), -1) {
		t.Errorf("weights of zero have log mean %v", zeros.LogMean())
	}
	for at := range 3 {
		var bad LogSum
		for i := range 3 {
			if i == at {
				bad.Add(math.NaN())
			} else {
				bad.Add(float64(i))
			}
		}
		if !math.IsNaN(bad.LogMean()) {
			t.Errorf("NaN at %d gives %v", at, bad.LogMean())
		}
	}
}
