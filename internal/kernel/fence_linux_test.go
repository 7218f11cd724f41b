package kernel

import (
	"math/rand/v2"
	"runtime/debug"
	"syscall"
	"testing"
	"unsafe"
)

// fence is memory between two pages that must not be touched.
type fence struct{ inside []byte }

func newFence(t *testing.T, pages int) fence {
	t.Helper()
	page := syscall.Getpagesize()
	whole, err := syscall.Mmap(-1, 0, (pages+2)*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Skip("no anonymous memory:", err)
	}
	t.Cleanup(func() { _ = syscall.Munmap(whole) })
	for _, outside := range [][]byte{whole[:page], whole[(pages+1)*page:]} {
		if err := syscall.Mprotect(outside, syscall.PROT_NONE); err != nil {
			t.Skip("memory cannot be protected:", err)
		}
	}
	return fence{whole[page : (pages+1)*page]}
}

// bytes returns n bytes that end at the upper fence, or start at the lower one.
func (f fence) bytes(n int, low bool) []byte {
	if low {
		return f.inside[:n:n]
	}
	return f.inside[len(f.inside)-n:]
}

// floats is the same for float32, words for uint32.
func (f fence) floats(n int, low bool) []float32 {
	b := f.bytes(4*n, low)
	return unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(b))), n)
}

func (f fence) words(n int, low bool) []uint32 {
	b := f.bytes(4*n, low)
	return unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(b))), n)
}

// TestFences runs every kernel at the edges of readable memory, where a read outside an operand is a fault, named here by its kernel.
func TestFences(t *testing.T) {
	var f [4]fence
	for i := range f {
		f[i] = newFence(t, 16)
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	eachLevel(t, func(t *testing.T) {
		for n := range 70 {
			for _, low := range []bool{false, true} {
				fenceLoops(t, f, n, low)
			}
		}
		r := rand.New(rand.NewPCG(29, 30))
		for range 150 {
			fenceProducts(t, f, r)
		}
	})
}

// guardedRun runs a kernel and reports a fault with its name.
func guardedRun(t *testing.T, name string, n int, run func()) {
	t.Helper()
	defer func() {
		if e := recover(); e != nil {
			t.Errorf("%s of %d: %v", name, n, e)
		}
	}()
	run()
}

func fenceLoops(t *testing.T, f [4]fence, n int, low bool) {
	x := [4][]float32{f[0].floats(n, low), f[1].floats(n, low), f[2].floats(n, low), f[3].floats(n, low)}
	for _, l := range append(loops[:len(loops):len(loops)], fusedLoops...) {
		guardedRun(t, l.name, n, func() { l.run(x[3], x[:], 0.5) })
	}
	guardedRun(t, "Sum", n, func() { Sum(x[0]) })
	guardedRun(t, "Dot", n, func() { Dot(x[0], x[1]) })
	guardedRun(t, "MaxOf", n, func() { MaxOf(x[0]) })
	guardedRun(t, "Bernoulli", n, func() { Bernoulli(x[0], x[1], x[2]) })
	guardedRun(t, "SGD", n, func() { SGD(x[0], x[1], 1, true) })
	guardedRun(t, "Momentum", n, func() { Momentum(x[0], x[1], x[2], MomentumStep{Past: true}) })
	guardedRun(t, "Adam", n, func() { Adam(x[0], x[1], x[2], x[3], AdamStep{Past: true}) })
	guardedRun(t, "FromBytes", n, func() { FromBytes(x[0], f[1].bytes(n, low), 1) })
	guardedRun(t, "ThresholdBytes", n, func() { ThresholdBytes(x[0], f[1].bytes(n, low), 1) })
	guardedRun(t, "BelowBytes", n, func() { BelowBytes(x[0], f[1].bytes(n, low), f[2].words((n+3)/4, low)) })
	guardedRun(t, "Philox", n, func() { Philox(f[0].words(n, low), Counter{}) })
	c := f[1].words(n, low)
	guardedRun(t, "PhiloxBlocks", n, func() { PhiloxBlocks(f[0].words(4*n, low), c, f[2].words(n, low), f[3].words(n, low), Counter{}) })
	guardedRun(t, "Normal", n&^1, func() { Normal(f[0].floats(n&^1, low), f[1].words(n&^1, low)) })
}

func fenceProducts(t *testing.T, f [4]fence, r *rand.Rand) {
	low := r.IntN(2) == 0
	m, n, k := 1+r.IntN(24), 1+r.IntN(140), 1+r.IntN(9)
	if r.IntN(8) == 0 {
		m, n, k = 96+r.IntN(5), 1+r.IntN(130), 96
	}
	a, c := f[0].floats(m*k, low), f[2].floats(m*n, low)
	b, bias := f[1].floats(k*n, low), f[3].floats(n, low) // or sums
	guardedRun(t, "MatMul by rows", n, func() { MatMul(c, n, a, k, 1, b, n, m, n, k, Extra{Bias: bias, Relu: true}) })
	guardedRun(t, "MatMul by columns", n, func() { MatMul(c, n, a, 1, m, b, n, m, n, k, Extra{Sums: bias}) })
	guardedRun(t, "Transpose", n, func() { Transpose(f[0].floats(m*n, low), m, c, n, m, n) })
}
