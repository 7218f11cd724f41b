package exec

import (
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestShareCoversTheRangeOnce(t *testing.T) {
	for _, threads := range []int{1, 2, 5} {
		p := &Pool{threads: threads}
		p.open()
		for n := range 100 {
			times := make([]atomic.Int32, n)
			p.Share(n, func(lo, hi int) {
				for i := lo; i < hi; i++ {
					times[i].Add(1)
				}
			})
			for i := range times {
				if got := times[i].Load(); got != 1 {
					t.Fatalf("%d threads: %d of %d was done %d times", threads, i, n, got)
				}
			}
		}
		p.Close()
	}
}

// TestWorkersWakeAndEnd gives workers turns while they spin and after they have gone to sleep.
func TestWorkersWakeAndEnd(t *testing.T) {
	defer goleak.VerifyNone(t)
	p := &Pool{threads: 3}
	p.open()
	var done atomic.Int32
	for turn := range 30 {
		if turn%3 == 0 {
			time.Sleep(2 * time.Millisecond)
		}
		p.run(func(int) { done.Add(1) })
		if got := done.Load(); got != int32(3*(turn+1)) {
			t.Fatalf("after turn %d, %d parts are done", turn, got)
		}
	}
	p.Close()
	p.Close() // once more is nothing
}
