package optim

import (
	"math"
	"math/big"
	"math/rand/v2"
	"sync"
	"testing"
)

// exactNorm sums squares without rounding.
func exactNorm(g []float32, limit float64) float64 {
	sum := new(big.Float).SetPrec(600)
	for _, v := range g {
		x := new(big.Float).SetPrec(100).SetFloat64(min(math.Abs(float64(v)), limit))
		sum.Add(sum, x.Mul(x, x))
	}
	root, _ := sum.Sqrt(sum).Float64()
	return root
}

// measured is the norm of g, its chunks shared out at random between goroutines.
func measured(x *Norm, g []float32, r *rand.Rand) float64 {
	var wg sync.WaitGroup
	for lo := 0; lo < x.Chunks(); {
		from, hi := lo, min(lo+1+r.IntN(3), x.Chunks())
		wg.Go(func() { x.Measure(g, from, hi) })
		lo = hi
	}
	wg.Wait()
	return x.Value()
}

// TestNorm: right to nearly all digits, over numbers whose squares no float32 holds, with the same bits at any split and with zeros between.
func TestNorm(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{1, 3, 5, Chunk - 1, Chunk, Chunk + 1, 7*Chunk + 3} {
		g := make([]float32, n)
		for i := range g {
			g[i] = float32(r.NormFloat64() * math.Pow(10, float64(r.IntN(60)-30)))
		}
		for _, limit := range []float64{0, 1e-3, 1e20} {
			x := NewNorm(Config{ClipNorm: 1, ClipValue: limit}, n)
			first := measured(x, g, r)
			most := limit
			if limit == 0 {
				most = math.Inf(1)
			}
			if want := exactNorm(g, most); math.Abs(first-want) > 1e-12*want {
				t.Errorf("%d elements up to %v: norm %v, want %v", n, limit, first, want)
			}
			for range 5 {
				if again := measured(x, g, r); again != first {
					t.Fatalf("%d elements: %v and %v", n, again, first)
				}
			}
		}
	}
	for _, bad := range []float64{math.NaN(), math.Inf(-1)} {
		g := make([]float32, 2*Chunk)
		g[Chunk+5] = float32(bad)
		if got := measured(NewNorm(Config{ClipNorm: 1}, len(g)), g, r); got-got == 0 {
			t.Errorf("the norm of a block with %v is %v", bad, got)
		}
	}
}

// TestClipping: what the method moves by has the norm that was asked for and the gradient's direction, and small gradients pass with their bits.
func TestClipping(t *testing.T) {
	c := configured("sgd", func(c *Config) { c.ClipNorm, c.ClipValue = 2, 1 })
	x, o := NewNorm(c, elementCount), mustNew(t, c)
	g := make([]float32, elementCount)
	for i := range g {
		g[i] = float32(i%5) - 2
	}
	for _, part := range []float32{1, 0.01} {
		scaled := make([]float32, elementCount)
		for i := range g {
			scaled[i] = g[i] * part
		}
		x.Measure(scaled, 0, x.Chunks())
		norm, moved := x.Value(), make([]float32, elementCount)
		o.Prepare(1, 1, x.Scale(norm))
		o.Update(moved, scaled, 0, elementCount, false)
		for i := range moved {
			want := -min(1, max(-1, float64(scaled[i])))
			if norm > 2 {
				want *= 2 / norm
			}
			if math.Abs(float64(moved[i])-want) > 1e-7 || norm <= 2 && float64(moved[i]) != want {
				t.Fatalf("part %v: element %d moved by %v, want %v", part, i, moved[i], want)
			}
		}
		if got := exactNorm(moved, math.Inf(1)); math.Abs(got-min(norm, 2)) > 1e-5 {
			t.Errorf("part %v: moved by %v, of norm %v", part, got, norm)
		}
	}
	if NewNorm(DefaultConfig(), 5) != nil {
		t.Error("clipping is on by default")
	}
}

// TestShapedKeepsNaN: clipping by value does not hide a gradient that is no number.
func TestShapedKeepsNaN(t *testing.T) {
	c := configured("sgd", func(c *Config) { c.ClipValue = 1 })
	o := mustNew(t, c)
	params, g := make([]float32, elementCount), make([]float32, elementCount)
	g[7] = float32(math.NaN())
	o.Prepare(1, 1, 1)
	o.Update(params, g, 0, elementCount, false)
	if p := params[7]; p == p {
		t.Errorf("a gradient of NaN moved a parameter to %v", p)
	}
}
