package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// loop is an elementwise kernel in the tests' common form.
type loop struct {
	name    string
	sources int     // how many operands it reads besides dst
	reads   bool    // dst is an operand too
	ulps    float64 // bound against the portable definition in the result's last place; 0: the same bits
	run     func(dst []float32, src [][]float32, s float32)
}

func unaryLoop(name string, f func(dst, x []float32), ulps float64) loop {
	return loop{name, 1, false, ulps, func(dst []float32, src [][]float32, _ float32) { f(dst, src[0]) }}
}

func binaryLoop(name string, f func(dst, a, b []float32)) loop {
	return loop{name, 2, false, 0, func(dst []float32, src [][]float32, _ float32) { f(dst, src[0], src[1]) }}
}

func scalarLoop(name string, f func(dst, a []float32, s float32)) loop {
	return loop{name, 1, false, 0, func(dst []float32, src [][]float32, s float32) { f(dst, src[0], s) }}
}

// functionLoops are the functions without an instruction, with their measured bounds rounded up.
var functionLoops = []loop{
	unaryLoop("Exp", Exp, 1.5), unaryLoop("Expm1", Expm1, 2), unaryLoop("Log", Log, 2), unaryLoop("Log2", Log2, 2),
	unaryLoop("Log1p", Log1p, 2.5), unaryLoop("Tanh", Tanh, 3), unaryLoop("Sigmoid", Sigmoid, 3), unaryLoop("Softplus", Softplus, 3),
	unaryLoop("Erf", Erf, 2.5),
}

// loops are all elementwise kernels that have assembly.
var loops = slices.Concat([]loop{
	unaryLoop("Neg", Neg, 0), unaryLoop("Abs", Abs, 0), unaryLoop("Sign", Sign, 0), unaryLoop("Ceil", Ceil, 0), unaryLoop("Floor", Floor, 0),
	unaryLoop("Square", Square, 0), unaryLoop("Cube", Cube, 0), unaryLoop("Sqrt", Sqrt, 0), unaryLoop("Inv", Inv, 0),
	unaryLoop("InvSqrt", InvSqrt, 0), unaryLoop("Relu", Relu, 0),
	binaryLoop("Add", Add), binaryLoop("Sub", Sub), binaryLoop("Mul", Mul), binaryLoop("Div", Div), binaryLoop("Max", Max),
	binaryLoop("Min", Min), binaryLoop("Lt", Lt), binaryLoop("Le", Le), binaryLoop("Gt", Gt), binaryLoop("Ge", Ge),
	binaryLoop("Eq", Eq), binaryLoop("Ne", Ne),
	scalarLoop("AddScalar", AddScalar), scalarLoop("SubScalar", SubScalar), scalarLoop("ScalarSub", ScalarSub),
	scalarLoop("MulScalar", MulScalar), scalarLoop("DivScalar", DivScalar), scalarLoop("ScalarDiv", ScalarDiv),
	scalarLoop("MaxScalar", MaxScalar), scalarLoop("MinScalar", MinScalar), scalarLoop("LtScalar", LtScalar),
	scalarLoop("LeScalar", LeScalar), scalarLoop("GtScalar", GtScalar), scalarLoop("GeScalar", GeScalar),
	scalarLoop("EqScalar", EqScalar), scalarLoop("NeScalar", NeScalar),
	{"Select", 3, false, 0, func(dst []float32, src [][]float32, _ float32) { Select(dst, src[0], src[1], src[2]) }},
	{"Fill", 0, false, 0, func(dst []float32, _ [][]float32, s float32) { Fill(dst, s) }},
	{"AddTo", 1, true, 0, func(dst []float32, src [][]float32, _ float32) { AddTo(dst, src[0]) }},
}, functionLoops, boundLoops)

// edges are the numbers at which loops go wrong: zeros, denormals, limits, infinities, NaN with a payload, and the ends of ranges.
var edges = []float32{
	0, float32(math.Copysign(0, -1)), 1, -1, 0.5, -0.5, 2, 3, 0x1p-126, -0x1p-126, 0x1p-149, -0x1p-149, 0x1.fffffcp-127, 0x1p-70, -0x1p-60,
	math.MaxFloat32, -math.MaxFloat32, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()),
	math.Float32frombits(0xffc12345), math.Float32frombits(0x7fc00001), 1e4, -1e4, 88.72283, 88.72284, -87.33654, -87.33655, -87.6, 89, -104,
	0x1.fffffep-1, -0x1.fffffep-1, 0x1.000002p0, 1 << 23, 1<<24 + 2, -(1 << 30), 9.01, -9.02, 10, 4, 3.9, -17.4, 0.7071, 0.70710677, 1.4142135, 16.7,
}

// draw returns n numbers: edges, ordinary ones, and random bits.
func draw(r *rand.Rand, x []float32) {
	for i := range x {
		switch r.IntN(3) {
		case 0:
			x[i] = edges[r.IntN(len(edges))]
		case 1:
			x[i] = 8*r.Float32() - 4
		default:
			x[i] = math.Float32frombits(r.Uint32())
		}
	}
}

// ulps is the distance from want in units of want's last place, those of the smallest normal number below it. Where want is at the edge
// of what is flushed, 0 is as good.
func ulps(got float32, want float64) float64 {
	if got != got && want != want || float64(got) == want {
		return 0
	}
	if got == 0 && math.Abs(want) < 0x1.00001p-126 {
		return 0
	}
	if math.Abs(want) > math.MaxFloat32 && math.IsInf(float64(got), int(math.Copysign(1, want))) {
		return 0
	}
	_, e := math.Frexp(want)
	d := math.Abs(float64(got)-want) / math.Ldexp(1, max(e-24, -149))
	if d != d {
		return math.Inf(1)
	}
	return d
}

// TestElementwise holds every loop on every level to the portable one: every length to 130, any alignment, dst apart or any of the
// sources, guards around all.
func TestElementwise(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, l := range loops {
			r := rand.New(rand.NewPCG(5, 6))
			for n := range 131 {
				l.check(t, r, n)
			}
		}
	})
}

// check runs a loop of length n on the level in use and on none.
func (l loop) check(t *testing.T, r *rand.Rand, n int) {
	t.Helper()
	src := make([][]float32, l.sources)
	var guards []func(*testing.T, string)
	add := func() []float32 {
		x, g := guarded(r, n, r.IntN(16))
		draw(r, x)
		guards = append(guards, g)
		return x
	}
	for i := range src {
		src[i] = add()
	}
	dst := add()
	s := edges[r.IntN(len(edges))]
	want := slices.Clone(dst)
	now := level
	level = None
	l.run(want, src, s)
	level = now
	into, used := dst, -1
	if alias := r.IntN(l.sources + 1); alias < l.sources && !l.reads {
		into, used = src[alias], alias
	}
	kept := make([][]float32, l.sources)
	for i := range src {
		kept[i] = slices.Clone(src[i])
	}
	l.run(into, src, s)
	for _, g := range guards {
		g(t, l.name)
	}
	for i := range src {
		if i != used && differ(src[i], kept[i]) >= 0 {
			t.Fatalf("%s: wrote its operand %d", l.name, i)
		}
	}
	for i := range want {
		if want[i] != want[i] && into[i] != into[i] {
			continue
		}
		if l.ulps == 0 && math.Float32bits(into[i]) != math.Float32bits(want[i]) || ulps(into[i], float64(want[i])) > l.ulps+0.5 {
			t.Fatalf("%s, %d of %d: %g (%x), want %g (%x)", l.name, i, n, into[i], math.Float32bits(into[i]), want[i], math.Float32bits(want[i]))
		}
	}
}

// TestElementwiseBits holds that AVX2 and AVX-512 give the same bits, those of NaN included.
func TestElementwiseBits(t *testing.T) {
	if best() < AVX512 {
		t.Skip("this processor or build has one level of assembly at most")
	}
	defer func(l SIMD) { level = l }(level)
	r := rand.New(rand.NewPCG(7, 8))
	const n = 20000
	for _, l := range slices.Concat(loops, fusedLoops) {
		src := make([][]float32, l.sources)
		for i := range src {
			src[i] = make([]float32, n)
			draw(r, src[i])
		}
		narrow := make([]float32, n)
		draw(r, narrow)
		wide := slices.Clone(narrow)
		s := r.Float32()
		level = AVX2
		l.run(narrow, src, s)
		level = AVX512
		l.run(wide, src, s)
		if i := differ(narrow, wide); i >= 0 {
			t.Errorf("%s: avx2 %g (%x), avx512 %g (%x) of %v", l.name, narrow[i], math.Float32bits(narrow[i]), wide[i], math.Float32bits(wide[i]), at(src, i))
		}
	}
}

// at is element i of every slice.
func at(src [][]float32, i int) []float32 {
	var x []float32
	for _, s := range src {
		x = append(x, s[i])
	}
	return x
}

// fusedLoops fuse a product and a sum in assembly.
var fusedLoops = []loop{
	{"MulAddTo", 2, true, 0, func(dst []float32, src [][]float32, _ float32) { MulAddTo(dst, src[0], src[1]) }},
	{"ScaleAddTo", 1, true, 0, func(dst []float32, src [][]float32, s float32) { ScaleAddTo(dst, src[0], s) }},
}

// TestFused holds the fused loops to float64: one rounding in assembly, two in Go.
func TestFused(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(9, 10))
		for n := range 131 {
			a, _ := guarded(r, n, r.IntN(16))
			b, _ := guarded(r, n, r.IntN(16))
			c, checkC := guarded(r, n, r.IntN(16))
			d, checkD := guarded(r, n, r.IntN(16))
			s := r.Float32()
			before := [2][]float32{slices.Clone(c), slices.Clone(d)}
			MulAddTo(c, a, b)
			ScaleAddTo(d, a, s)
			checkC(t, "MulAddTo")
			checkD(t, "ScaleAddTo")
			for i := range a {
				holdFused(t, "MulAddTo", c[i], before[0][i], a[i], b[i])
				holdFused(t, "ScaleAddTo", d[i], before[1][i], a[i], s)
			}
		}
	})
}

func holdFused(t *testing.T, what string, got, c, a, b float32) {
	t.Helper()
	product := float64(a) * float64(b)
	want := float64(c) + product
	if math.Abs(float64(got)-want) > 0x1p-24*(math.Abs(want)+math.Abs(product)) {
		t.Fatalf("%s: %g + %g*%g = %g, want %g", what, c, a, b, got, want)
	}
}
