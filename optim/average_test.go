package optim

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestAverage follows the formula in float64; ranges, and a copy taken on the way, give the same bits; what does not change stays.
func TestAverage(t *testing.T) {
	const limit = 0.99
	r := rand.New(rand.NewPCG(5, 6))
	params := make([]float32, elementCount)
	for i := 1; i < len(params); i++ {
		params[i] = float32(r.NormFloat64())
	}
	params[0], params[1] = 0, 1.25
	whole, want := slices.Clone(params), widen(params)
	parts := slices.Clone(params)
	a, b := NewAverage(limit, whole), NewAverage(limit, parts)
	for step := 1; step <= 2000; step++ {
		for i := 2; i < len(params); i++ {
			params[i] += float32(0.01 * r.NormFloat64())
		}
		a.Prepare(step)
		a.Update(params, 0, elementCount)
		if step == 700 { // a resumed run
			b = NewAverage(limit, slices.Clone(parts))
			parts = b.block
		}
		b.Prepare(step)
		at := r.IntN(elementCount)
		b.Update(params, at, elementCount)
		b.Update(params, 0, at)
		d := math.Min(limit, float64(1+step)/float64(10+step))
		for i := range want {
			want[i] = d*want[i] + (1-d)*float64(params[i])
		}
	}
	same(t, "average in parts", whole, parts)
	for i := range want {
		if math.Abs(float64(whole[i])-want[i]) > 1e-5 {
			t.Errorf("element %d: %v, want %v", i, whole[i], want[i])
		}
	}
	if whole[0] != 0 || math.Abs(float64(whole[1])-1.25) > 1e-6 {
		t.Errorf("0 and 1.25 have become %v and %v", whole[0], whole[1])
	}
}
