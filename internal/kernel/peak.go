package kernel

import "time"

// PeakFLOPS measures how many floating-point operations a second one core does in fused multiply-adds of registers alone, a bound for
// every product: the best of several bursts within about the given time. It is 0 where no assembly is in use.
func PeakFLOPS(within time.Duration) float64 {
	const rounds = 200_000 // about a millisecond
	best := 0.0
	for end := time.Now().Add(within); ; {
		start := time.Now()
		work := peakRounds(rounds)
		if work == 0 {
			return 0
		}
		best = max(best, work/time.Since(start).Seconds())
		if time.Now().After(end) {
			return best
		}
	}
}
