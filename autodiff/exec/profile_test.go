package exec

import (
	"slices"
	"testing"
)

// TestProfileCountsEverythingOnce also holds the outputs after a profile to those after a run.
func TestProfileCountsEverythingOnce(t *testing.T) {
	pool := &Pool{threads: 2}
	pool.open()
	defer pool.Close()
	for _, z := range smallSizes {
		f, _ := z.step()
		m := bound(t, f, given(f), pool)
		m.Run()
		want := dense(m, "grad.encoder.0.weight")
		poison(m.Output("grad.encoder.0.weight").Data)
		flops := 0.0
		for _, item := range m.Profile(2) {
			flops += item.FLOPs
			if item.Label == "" || item.Nanoseconds < 0 || item.Bytes <= 0 {
				t.Errorf("%v: a timing is %+v", z, item)
			}
		}
		if flops != float64(f.FLOPs()) {
			t.Errorf("%v: the items have %v operations in all, the program %v", z, flops, f.FLOPs())
		}
		if got := dense(m, "grad.encoder.0.weight"); !slices.Equal(got, want) {
			t.Errorf("%v: a profile computes something else than a run", z)
		}
	}
}
