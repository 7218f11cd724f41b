package bench

import (
	"bytes"
	"math"
	"slices"
	"sync"
	"time"

	"vae/internal/kernel"
)

// Machine is what the machine can do at most, by measurement.
type Machine struct {
	Threads   int         `json:"threads"`
	SIMD      string      `json:"simd"`
	PeakCore  float64     `json:"peak_gflops_core"` // fused multiply-adds in registers, one thread; 0 where no assembly is in use
	Peak      float64     `json:"peak_gflops"`      // all threads at once
	Bandwidth []Bandwidth `json:"bandwidth"`
}

// Bandwidth is how fast float32 come from a level of the memory, GB/s. Update counts the footprint once, though every byte is read and
// written.
type Bandwidth struct {
	Level      string  `json:"level"`
	Bytes      int     `json:"bytes"` // of each thread's buffer
	ReadCore   float64 `json:"read_gb_s_core"`
	Read       float64 `json:"read_gb_s"`
	UpdateCore float64 `json:"update_gb_s_core"`
	Update     float64 `json:"update_gb_s"`
	holds      float64 // what a level of the usual size has room for
}

// levels are buffers that fit a second-level cache, a third-level one, and none.
var levels = []Bandwidth{
	{Level: "L2", Bytes: 256 << 10, holds: 1 << 20},
	{Level: "L3", Bytes: 4 << 20, holds: 24 << 20},
	{Level: "memory", Bytes: 64 << 20, holds: math.Inf(1)},
}

// burst is how long each measurement of the machine takes.
const burst = 20 * time.Millisecond

// MeasureMachine takes a fraction of a second for each number of threads.
func MeasureMachine(threads int) Machine {
	level, _ := kernel.Level()
	m := Machine{Threads: threads, SIMD: level.String(), Bandwidth: slices.Clone(levels)}
	m.MeasurePeak()
	for i := range m.Bandwidth {
		b := &m.Bandwidth[i]
		b.ReadCore, b.UpdateCore = b.measure(1)
		b.Read, b.Update = b.ReadCore, b.UpdateCore
		if threads > 1 {
			b.Read, b.Update = b.measure(threads)
		}
	}
	return m
}

// MeasurePeak measures the peaks, or measures them once more and keeps the better: other programs can only lower them.
func (m *Machine) MeasurePeak() {
	peak := func(int) float64 { return typical(func() float64 { return kernel.PeakFLOPS(0) / 1e9 }) }
	m.PeakCore = max(m.PeakCore, together(1, peak))
	m.Peak = max(m.Peak, m.PeakCore)
	if m.Threads > 1 {
		m.Peak = max(m.Peak, together(m.Threads, peak))
	}
}

// measure reads and updates buffers on a number of threads at once and returns the sums of their rates, GB/s.
func (b Bandwidth) measure(threads int) (read, update float64) {
	x, y := make([][]byte, threads), make([][]float32, threads)
	for t := range threads {
		x[t], y[t] = make([]byte, b.Bytes), make([]float32, b.Bytes/4)
		kernel.Fill(y[t], 1)
	}
	calls := 1 + (1<<20)/b.Bytes // a look at the clock is short beside so many
	rate := func(f func()) float64 {
		return typical(func() float64 { return float64(b.Bytes) / timed(calls, f) / 1e6 })
	}
	read = together(threads, func(t int) float64 {
		half := b.Bytes / 2
		return rate(func() { bytes.Equal(x[t][:half], x[t][half:]) })
	})
	update = together(threads, func(t int) float64 {
		return rate(func() { kernel.MulScalar(y[t], y[t], 1) })
	})
	return read, update
}

// typical repeats a measurement for a burst and returns the median: the best one of each thread may have come while another paused.
func typical(measure func() float64) float64 {
	measure()
	var all []float64
	for end := time.Now().Add(burst); time.Now().Before(end); {
		all = append(all, measure())
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// together runs f on a number of threads at once and adds the results.
func together(threads int, f func(t int) float64) float64 {
	results := make([]float64, threads)
	var all sync.WaitGroup
	for t := range threads {
		all.Add(1)
		go func() {
			defer all.Done()
			results[t] = f(t)
		}()
	}
	all.Wait()
	sum := 0.0
	for _, r := range results {
		sum += r
	}
	return sum
}
