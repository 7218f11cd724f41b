//go:build amd64 && !purego

package kernel

// peakRounds runs n rounds of fused multiply-adds and returns their number of operations, 0 without assembly.
func peakRounds(n int) float64 {
	const chains = 12
	switch level {
	case AVX512:
		peakAVX512(n)
		return float64(n) * chains * 16 * 2
	case AVX2:
		peakAVX2(n)
		return float64(n) * chains * 8 * 2
	}
	return 0
}
