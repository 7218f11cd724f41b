package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// shapes are the products of the models that matter: Y = X W (by rows), dW = X' dY (by columns), and small batches.
var shapes = []struct {
	name    string
	m, n, k int
	columns bool
}{
	{"forward", 128, 400, 784, false},
	{"forward", 128, 784, 400, false},
	{"forward", 128, 20, 400, false},
	{"forward", 128, 400, 20, false},
	{"weights", 784, 400, 128, true},
	{"weights", 400, 784, 128, true},
	{"weights", 400, 20, 128, true},
	{"batch20", 20, 200, 784, false},
	{"batch20", 20, 784, 200, false},
	{"batch20", 20, 50, 200, false},
	{"batch20weights", 784, 200, 20, true},
	{"batch1000", 1000, 400, 784, false},
	{"single", 1, 400, 784, false},
	{"single", 1, 784, 400, false},
	{"wide", 128, 1024, 1024, false},
	{"wide", 512, 2048, 2048, false},
	{"wide", 128, 512, 512, false},
	{"wide", 128, 1536, 1536, false},
	{"wide", 128, 1600, 1600, false},
	{"wide", 128, 784, 3072, false},
	{"wideweights", 512, 784, 128, true},
	{"wideweights", 1024, 1024, 128, true},
}

// BenchmarkMatMul reports GFLOP/s and the share of the measured peak.
func BenchmarkMatMul(b *testing.B) {
	defer func(l SIMD) { level = l }(level)
	r := rand.New(rand.NewPCG(1, 1))
	for _, s := range shapes {
		for _, l := range Levels() {
			b.Run(fmt.Sprintf("%s/%dx%dx%d/%s", s.name, s.m, s.n, s.k, l), func(b *testing.B) {
				level = l
				pad := func(n int) int { return (n + 15) &^ 15 }
				p := product{m: s.m, n: s.n, k: s.k, ldc: pad(s.n), ldb: pad(s.n), aRow: pad(s.k), aCol: 1}
				if s.columns {
					p.aRow, p.aCol = 1, pad(s.m)
				}
				p.a, _ = guarded(r, max(s.m*p.aRow, s.k*p.aCol), 0)
				p.b, _ = guarded(r, s.k*p.ldb, 0)
				p.c, _ = guarded(r, s.m*p.ldc, 0)
				peak := PeakFLOPS(5 * time.Millisecond)
				b.ResetTimer()
				for b.Loop() {
					p.run()
				}
				flops := 2 * float64(s.m) * float64(s.n) * float64(s.k) * float64(b.N) / b.Elapsed().Seconds()
				b.ReportMetric(flops/1e9, "GFLOP/s")
				if peak > 0 {
					b.ReportMetric(100*flops/peak, "%peak")
				}
			})
		}
	}
}
