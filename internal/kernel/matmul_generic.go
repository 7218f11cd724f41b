//go:build !amd64 || purego

package kernel

func matMulSIMD(c []float32, ldc int, a []float32, aRow, aCol int, b []float32, ldb, m, n, k int, extra Extra) bool {
	return false
}
