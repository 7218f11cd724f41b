package rng

import (
	"fmt"
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

// Every row of every shape is the stream of its own place, as the definition gives it from single blocks, within 4 ULP; what lies between
// rows and behind them is untouched. Numbers in rows, in ranges of samples and alone are equal to the bit.
func TestNormalRows(t *testing.T) {
	s := New(77<<32 | 5)
	for _, shape := range [][3]int{
		{0, 3, 5}, {1, 0, 5}, {2, 3, 0}, {1, 1, 1}, {3, 2, 1}, {2, 2, 3}, {7, 1, 20}, {5, 3, 21}, {1, 70, 50}, {2, 1, 255}, {1, 2, 256}, {2, 1, 300}, {130, 1, 2},
	} {
		examples, samples, cols := make([]int, shape[0]), shape[1], shape[2]
		for i := range examples {
			examples[i] = (i*1234567891 + 3) % (1 << 32)
		}
		stride := cols + samples%4
		dst := guarded(max(0, (len(examples)*samples-1)*stride+cols) + 3)
		s.NormalRows(dst[:len(dst)-3], stride, cols, EvalNoise, 9, examples, samples)
		want := guarded(len(dst))
		for i, e := range examples {
			for k := range samples {
				row := want[(i*samples+k)*stride:][:cols]
				s.Normal(row, EvalNoise, 9, e, k)
				byDefinition(t, row, s.At(EvalNoise, 9, e, k))
			}
		}
		if !slices.Equal(dst, want) {
			t.Fatalf("shape %v: rows differ from their places' streams, or more was written", shape)
		}
		for i, e := range examples {
			for first := range samples {
				all := want[i*samples*stride:][:(samples-1)*stride+cols]
				part := guarded(len(all) - first*stride)
				s.NormalSamples(part, stride, cols, EvalNoise, 9, e, first, samples-first)
				if !slices.Equal(part, all[first*stride:]) {
					t.Fatalf("shape %v: samples from %d on differ", shape, first)
				}
			}
		}
	}
}

// guarded is n numbers that no stream gives.
func guarded(n int) []float32 { return slices.Repeat([]float32{12345}, n) }

// byDefinition recomputes numbers in float64 from the words of their stream. The angle comes within an eighth of a turn of 0 first, which
// is exact.
func byDefinition(t *testing.T, got []float32, words Stream) {
	t.Helper()
	for i, x := range got {
		w := words.Block(uint32(i / 4))
		turn := (float64(w[i%4|1]) + 0.5) * 0x1p-32
		quarter := math.Round(4 * turn)
		sin, cos := math.Sincos(2 * math.Pi * (turn - quarter/4))
		for range int(quarter) {
			sin, cos = cos, -sin
		}
		want := math.Sqrt(-2*math.Log((float64(w[i%4&^1])+0.5)*0x1p-32)) * [2]float64{cos, sin}[i%2]
		if _, e := math.Frexp(want); !(math.Abs(float64(x)-want) <= math.Ldexp(4, e-24)) {
			t.Fatalf("number %d of %d is %g, want %g within 4 ULP", i, len(got), x, want)
		}
	}
}

func TestRowsPanic(t *testing.T) {
	s, dst := New(1), make([]float32, 10)
	s.NormalRows(dst, 6, 4, Noise, 0, []int{1, 2}, 1) // the last row needs no pad
	for want, draw := range map[string]func(){
		"rng: rows overlap":                          func() { s.NormalRows(dst, 3, 4, Noise, 0, []int{1}, 1) },
		"rng: dst is too short for its rows":         func() { s.NormalRows(dst[:9], 6, 4, Noise, 0, []int{1, 2}, 1) },
		"rng: negative number of columns or samples": func() { s.NormalSamples(dst, 6, 4, Noise, 0, 1, 0, -1) },
		"rng: example out of range [0, 2^32)":        func() { s.NormalRows(dst, 5, 5, Noise, 0, []int{3, -1}, 1) },
		"rng: sample out of range [0, 2^32)":         func() { s.NormalSamples(dst, 5, 5, Noise, 0, 1, 1<<32-1, 2) },
	} {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("panicked with %v, want %q", got, want)
				}
			}()
			draw()
		}()
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
		s.NormalRows(dst, 25, 20, Noise, 1, order[:1], 2)
		s.NormalSamples(dst, 25, 20, Noise, 1, 2, 3, 2)
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

// BenchmarkNormalRows reports the time of a number, in the rows of training steps, of one example's importance samples, and of one row.
func BenchmarkNormalRows(b *testing.B) {
	s := New(5)
	for _, shape := range [][3]int{{128, 1, 20}, {128, 1, 50}, {1, 128, 20}, {1, 1, 20}} {
		examples, samples, cols := make([]int, shape[0]), shape[1], shape[2]
		stride := (cols + 15) / 16 * 16
		dst := make([]float32, len(examples)*samples*stride)
		b.Run(fmt.Sprintf("%dx%dx%d", shape[0], samples, cols), func(b *testing.B) {
			for b.Loop() {
				s.NormalRows(dst, stride, cols, Noise, 1, examples, samples)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(examples)*samples*cols), "ns/number")
		})
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
