package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestReductions holds every level to the lanes and the tree of the definition: Sum and MaxOf bit for bit, Dot to the rounding of its
// products, at every length and alignment.
func TestReductions(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(11, 12))
		now := level
		for n := range 131 {
			a, _ := guarded(r, n, r.IntN(16))
			b, _ := guarded(r, n, r.IntN(16))
			level = None
			sum, largest := Sum(a), MaxOf(a)
			level = now
			if got := Sum(a); math.Float32bits(got) != math.Float32bits(sum) {
				t.Fatalf("Sum of %d is %g, want %g", n, got, sum)
			}
			if got := MaxOf(a); got != largest || n > 0 && got != slices.Max(a) {
				t.Fatalf("MaxOf %d is %g, want %g", n, got, largest)
			}
			var dot, size float64
			for i := range a {
				dot += float64(a[i]) * float64(b[i])
				size += math.Abs(float64(a[i]) * float64(b[i]))
			}
			if got := Dot(a, b); math.Abs(float64(got)-dot) > 20*0x1p-24*size {
				t.Fatalf("Dot of %d is %g, want %g", n, got, dot)
			}
		}
	})
}

// TestReductionBits holds that levels of assembly agree bit for bit, and that the order of lanes is the stated one: numbers of very
// different sizes tell any two orders apart.
func TestReductionBits(t *testing.T) {
	defer func(l SIMD) { level = l }(level)
	r := rand.New(rand.NewPCG(13, 14))
	for n := range 131 {
		x, y := make([]float32, n), make([]float32, n)
		for i := range x {
			x[i] = (r.Float32() - 0.5) * float32(math.Exp2(float64(r.IntN(40))))
			y[i] = r.Float32() - 0.5
		}
		level = best()
		sum, dot := Sum(x), Dot(x, y)
		for l := None; l <= best(); l++ {
			level = l
			if got := Sum(x); got != sum {
				t.Fatalf("Sum of %d: %s %g, %s %g", n, l, got, best(), sum)
			}
			if got := Dot(x, y); got != dot && l != None {
				t.Fatalf("Dot of %d: %s %g, %s %g", n, l, got, best(), dot)
			}
		}
	}
}

// TestMaxOfSpecial holds NaN anywhere to be found, and infinities.
func TestMaxOfSpecial(t *testing.T) {
	inf := float32(math.Inf(1))
	eachLevel(t, func(t *testing.T) {
		if got := MaxOf(nil); got != -inf {
			t.Errorf("MaxOf nothing is %g", got)
		}
		for n := 1; n <= 40; n++ {
			for at := range n {
				x := make([]float32, n)
				Fill(x, -3)
				x[at] = -2
				if got := MaxOf(x); got != -2 {
					t.Fatalf("MaxOf %d with -2 at %d is %g", n, at, got)
				}
				x[at] = float32(math.NaN())
				if got := MaxOf(x); got == got {
					t.Fatalf("MaxOf %d with NaN at %d is %g", n, at, got)
				}
			}
		}
	})
}

// TestBernoulli holds the one pass bit for bit to the kernels that it joins, in place too.
func TestBernoulli(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(15, 16))
		for n := range 131 {
			l, checkL := guarded(r, n, r.IntN(16))
			x, checkX := guarded(r, n, r.IntN(16))
			d, checkD := guarded(r, n, r.IntN(16))
			for i := range l {
				if l[i] *= 30; r.IntN(9) == 0 {
					l[i] = edges[r.IntN(19)] // no NaN, whose bits depend on the order of operands
				}
			}
			loss, product, grad := make([]float32, n), make([]float32, n), make([]float32, n)
			Softplus(loss, l)
			Mul(product, l, x)
			Sub(loss, loss, product)
			Sigmoid(grad, l)
			Sub(grad, grad, x)
			into := [][]float32{d, l, x}[n%3]
			got := Bernoulli(into, l, x)
			checkL(t, "Bernoulli")
			checkX(t, "Bernoulli")
			checkD(t, "Bernoulli")
			if want := Sum(loss); got != want && (got == got || want == want) {
				t.Fatalf("sum of %d: %g, want %g", n, got, want)
			}
			if i := differ(into, grad); i >= 0 {
				t.Fatalf("derivative %d of %d: %g, want %g", i, n, into[i], grad[i])
			}
		}
	})
}
