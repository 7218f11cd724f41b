// Package bench measures: what the machine can do at most, and how much of that training steps, their parts, and inference make of it.
//
// Machines are shared and their clocks move, so times are medians of several repeats taken in turns, and rates are given beside ceilings
// that were measured in the same run. compare.sh and the scripts beside it put other frameworks next to these numbers.
package bench

import (
	"runtime"
	"slices"
	"time"
)

// Sample is a number of repeats of one measurement: milliseconds for each of what was repeated.
type Sample struct {
	Median float64 `json:"median"`
	Best   float64 `json:"best"`
	Worst  float64 `json:"worst"`
}

// summarize sorts the repeats.
func summarize(ms []float64) Sample {
	s := slices.Sorted(slices.Values(ms))
	return Sample{s[len(s)/2], s[0], s[len(s)-1]}
}

// repeats is how often everything is measured.
const repeats = 7

// window is how long one repeat should last, where nobody says how many calls it has.
const window = 100 * time.Millisecond

// timed is the mean time of n calls of f, in milliseconds.
func timed(n int, f func()) float64 {
	start := time.Now()
	for range n {
		f()
	}
	return milliseconds(time.Since(start)) / float64(n)
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// callsIn is how many calls of f fill about the given time, f having been called some times to warm up.
func callsIn(within time.Duration, f func()) int {
	f()
	calls := 1
	for {
		ms := timed(calls, f)
		if ms*float64(calls) >= milliseconds(within)/10 {
			return max(1, int(milliseconds(within)/ms))
		}
		calls *= 2
	}
}

// inTurns measures several functions one after the other, round after round, and returns a sample for each.
func inTurns(within time.Duration, fs ...func()) []Sample {
	calls, ms := make([]int, len(fs)), make([][]float64, len(fs))
	for i, f := range fs {
		calls[i] = callsIn(within, f)
	}
	for range repeats {
		for i, f := range fs {
			ms[i] = append(ms[i], timed(calls[i], f))
		}
	}
	out := make([]Sample, len(fs))
	for i := range fs {
		out[i] = summarize(ms[i])
	}
	return out
}

// allocations is how often n calls of f allocate, for each call. Other goroutines' allocations count too.
func allocations(n int, f func()) float64 {
	before := mallocs()
	for range n {
		f()
	}
	return float64(mallocs()-before) / float64(n)
}

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}
