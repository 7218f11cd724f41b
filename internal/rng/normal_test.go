package rng

import (
	"math"
	"slices"
	"testing"
)

// draws concatenates the numbers of many examples' streams, of a length that leaves a partial block.
func draws(fill func(dst []float32, example int), examples, each int) []float32 {
	out := make([]float32, examples*each)
	for e := range examples {
		fill(out[e*each:(e+1)*each], e)
	}
	return out
}

func normals(examples, each int) []float32 {
	s := New(20240229)
	return draws(func(dst []float32, e int) { s.Normal(dst, Noise, 11, e, 0) }, examples, each)
}

func uniforms(examples, each int) []float32 {
	s := New(314159)
	return draws(func(dst []float32, e int) { s.Uniform(dst, Binarize, 11, e, 0) }, examples, each)
}

// ks is the Kolmogorov-Smirnov statistic sqrt(n) sup |F_n - F|; 1.95 is exceeded once in a thousand seeds.
func ks(xs []float32, cdf func(float64) float64) float64 {
	sorted := slices.Clone(xs)
	slices.Sort(sorted)
	n, sup := float64(len(xs)), 0.0
	for i, x := range sorted {
		f := cdf(float64(x))
		sup = max(sup, math.Abs(f-float64(i)/n), math.Abs(f-float64(i+1)/n))
	}
	return math.Sqrt(n) * sup
}

func TestNormalDistribution(t *testing.T) {
	xs := normals(2000, 103)
	if d := ks(xs, func(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }); d > 1.95 {
		t.Errorf("Kolmogorov-Smirnov statistic %g", d)
	}
	// Moments 1 to 6 of N(0,1) are 0 1 0 3 0 15; the variance of x^p is E x^2p - (E x^p)^2.
	want := []float64{1, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395}
	for p := 1; p <= 6; p++ {
		sum := 0.0
		for _, x := range xs {
			sum += math.Pow(float64(x), float64(p))
		}
		se := math.Sqrt((want[2*p] - want[p]*want[p]) / float64(len(xs)))
		if z := (sum/float64(len(xs)) - want[p]) / se; math.Abs(z) > 4 {
			t.Errorf("moment %d is %g standard errors off", p, z)
		}
	}
}

// Tail counts are binomial; 4.5 standard deviations of slack.
func TestNormalTails(t *testing.T) {
	xs := normals(4000, 256)
	for _, cut := range []float64{2, 3, 4} {
		for sign := -1.0; sign <= 1; sign += 2 {
			count := 0.0
			for _, x := range xs {
				if sign*float64(x) > cut {
					count++
				}
			}
			p := 0.5 * math.Erfc(cut/math.Sqrt2)
			mean := p * float64(len(xs))
			if math.Abs(count-mean) > 4.5*math.Sqrt(mean*(1-p)) {
				t.Errorf("%g numbers beyond %g, expected %g", count, sign*cut, mean)
			}
		}
	}
}

// TestNormalIsBoxMuller recomputes numbers from the words of the stream, in every remainder of a chunk and beyond one.
func TestNormalIsBoxMuller(t *testing.T) {
	s := New(77)
	for n := 1; n <= 3*chunk+1; n += 1 + n/140*60 {
		xs := make([]float32, n)
		s.Normal(xs, EvalNoise, 0, 5, 6)
		for i, x := range xs {
			w := s.Bits(EvalNoise, 0, 5, 6, uint32(i/4))
			w0, w1 := float64(w[i%4/2*2]), float64(w[i%4/2*2+1])
			angle, f := 2*math.Pi*(w1+0.5)/(1<<32), math.Cos
			if i%2 == 1 {
				f = math.Sin
			}
			want := math.Sqrt(-2*math.Log((w0+0.5)/(1<<32))) * f(angle)
			if !(math.Abs(float64(x)-want) <= 5e-7*math.Max(math.Abs(want), 1e-3)) {
				t.Fatalf("number %d of %d is %g, not %g", i, n, x, want)
			}
		}
	}
}

// Neighbours within an example, across samples and across examples are uncorrelated.
func TestNormalCorrelation(t *testing.T) {
	s := New(99)
	const n = 40000
	one := make([]float32, n+1)
	s.Normal(one, Noise, 1, 0, 0)
	pairs := map[string][]float32{"lag 1": one[1:]}
	for name, at := range map[string][2]int{"next example": {1, 0}, "next sample": {0, 1}} {
		other := make([]float32, n)
		s.Normal(other, Noise, 1, at[0], at[1])
		pairs[name] = other
	}
	for name, other := range pairs {
		sum := 0.0
		for i := range n {
			sum += float64(one[i]) * float64(other[i])
		}
		if z := sum / math.Sqrt(n); math.Abs(z) > 4 {
			t.Errorf("%s: correlated, z = %g", name, z)
		}
	}
}

func TestUniformDistribution(t *testing.T) {
	xs := uniforms(2000, 103)
	for _, x := range xs {
		if x < 0 || x >= 1 || x != float32(int(x*(1<<24)))/(1<<24) {
			t.Fatalf("%g is not a 24-bit number in [0, 1)", x)
		}
	}
	if d := ks(xs, func(x float64) float64 { return x }); d > 1.95 {
		t.Errorf("Kolmogorov-Smirnov statistic %g", d)
	}
}

// A longer dst begins with a shorter one, at every remainder of a block.
func TestPrefix(t *testing.T) {
	s := New(5)
	for name, fill := range map[string]func(dst []float32){
		"Normal":  func(dst []float32) { s.Normal(dst, EvalNoise, 2, 3, 4) },
		"Uniform": func(dst []float32) { s.Uniform(dst, EvalNoise, 2, 3, 4) },
	} {
		long := make([]float32, 33)
		fill(long)
		for n := range long {
			short := make([]float32, n+1)
			short[n] = 42
			fill(short[:n])
			if !slices.Equal(short[:n], long[:n]) {
				t.Errorf("%s of %d numbers is not a prefix of a longer one", name, n)
			}
			if short[n] != 42 {
				t.Errorf("%s of %d numbers wrote beyond dst", name, n)
			}
		}
	}
}

func TestNoAllocation(t *testing.T) {
	s := New(5)
	dst, order := make([]float32, 50), make([]int, 50)
	if n := testing.AllocsPerRun(10, func() {
		s.Normal(dst, Noise, 1, 2, 3)
		s.Uniform(dst, Noise, 1, 2, 3)
		s.Perm(order, Shuffle, 1)
	}); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

func BenchmarkNormal(b *testing.B) {
	s := New(5)
	dst := make([]float32, 20*128)
	b.SetBytes(int64(len(dst)))
	for b.Loop() {
		s.Normal(dst, Noise, 1, 2, 3)
	}
}

func BenchmarkBlock(b *testing.B) {
	t := New(5).At(Noise, 1, 2, 3)
	x := uint32(0)
	for i := uint32(0); b.Loop(); i++ {
		x ^= t.Block(i)[0]
	}
	if x == 12345 {
		b.Log(x)
	}
}
