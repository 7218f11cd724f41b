package kernel

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkLoop reports GB/s of operands and results together, on slices of 1,024 elements but where the name says otherwise.
func BenchmarkLoop(b *testing.B) {
	const n = 1 << 10
	r := rand.New(rand.NewPCG(1, 1))
	var x [4][]float32
	for i := range x {
		x[i], _ = guarded(r, n, 0)
	}
	for _, l := range loops {
		benchLoop(b, l.name, n*4*(l.sources+1), func() { l.run(x[3], x[:], 0.5) })
	}
	for _, l := range fusedLoops {
		benchLoop(b, l.name, n*4*(l.sources+2), func() { l.run(x[3], x[:], 1e-30) })
	}
	src, word := make([]byte, n), make([]uint32, n)
	var place [n / 4]uint32
	benchLoop(b, "Sum", n*4, func() { Sum(x[0]) })
	benchLoop(b, "Dot", n*8, func() { Dot(x[0], x[1]) })
	benchLoop(b, "MaxOf", n*4, func() { MaxOf(x[0]) })
	benchLoop(b, "Bernoulli", n*12, func() { Bernoulli(x[3], x[0], x[1]) })
	benchLoop(b, "FromBytes", n*5, func() { FromBytes(x[3], src, 1.0/255) })
	benchLoop(b, "BelowBytes", n*6, func() { BelowBytes(x[3], src, place[:]) })
	benchLoop(b, "Philox", n*4, func() { Philox(word, Counter{}) })
	benchLoop(b, "PhiloxBlocks", n*4, func() { PhiloxBlocks(word, place[:], place[:], place[:], Counter{}) })
	benchLoop(b, "Normal", n*8, func() { Normal(x[3], word) })
	benchLoop(b, "SGD", n*12, func() { SGD(x[0], x[1], 1e-30, false) })
	step := NewAdamStep(10, 1e-3, 0.9, 0.999, 1e-8, 0)
	p, d, m, v := make([]float32, 1<<19), make([]float32, 1<<19), make([]float32, 1<<19), make([]float32, 1<<19)
	Fill(d, 1)
	benchLoop(b, "Adam/1K", n*28, func() { Adam(p[:n], d[:n], m[:n], v[:n], step) })
	benchLoop(b, "Adam/512K", len(p)*28, func() { Adam(p, d, m, v, step) })
	benchLoop(b, "Transpose/128x400", 128*400*8, func() { Transpose(p, 128, d, 400, 128, 400) })
	benchLoop(b, "Transpose/128x1024", 128*1024*8, func() { Transpose(p, 128, d, 1024, 128, 1024) })
}

func benchLoop(b *testing.B, name string, bytes int, f func()) {
	defer func(l SIMD) { level = l }(level)
	for _, l := range Levels() {
		b.Run(name+"/"+l.String(), func(b *testing.B) {
			level = l
			b.SetBytes(int64(bytes))
			for b.Loop() {
				f()
			}
		})
	}
}
