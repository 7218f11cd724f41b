package bench

import (
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"vae"
	"vae/data"
	"vae/loss"
	"vae/optim"
	"vae/train"
)

// job is a training run so small that its steps take microseconds: 3 batches an epoch, the last of which is smaller.
func job(t *testing.T, engine string) train.Job {
	t.Helper()
	set, err := RandomSet(20, 6)
	if err != nil {
		t.Fatal(err)
	}
	arch := vae.DefaultArchitecture()
	arch.Hidden, arch.Latent = []int{5}, 2
	m, err := vae.New(arch, set.Shape(), 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := train.DefaultConfig()
	c.Batch, c.Engine, c.SampleGrid = 8, engine, 1
	return train.Job{Model: m, Objective: loss.DefaultConfig(), Optimizer: optim.DefaultConfig(), Config: c, Train: set}
}

// machine is a machine of round numbers: 100 GFLOP/s a core, and 10 GB/s of footprint from the second-level cache.
func machine(threads int) *Machine {
	m := &Machine{Threads: threads, PeakCore: 100, Peak: 100 * float64(threads), Bandwidth: slices.Clone(levels)}
	for i := range m.Bandwidth {
		m.Bandwidth[i].UpdateCore = 10 / float64(i+1)
	}
	return m
}

func TestStep(t *testing.T) {
	for _, c := range []struct {
		engine  string
		threads int
		one     bool // a bare step on one thread is measured besides
	}{{"compiled", 1, false}, {"compiled", 2, true}, {"reference", 2, false}} {
		j := job(t, c.engine)
		before := slices.Clone(j.Model.Block())
		s, err := MeasureStep(j, machine(c.threads), 3)
		if err != nil {
			t.Fatal(err)
		}
		ordered := 0 < s.Best && s.Best <= s.Milliseconds && s.Milliseconds <= s.Worst
		if !ordered || s.Steps != 3 || s.MFLOPs <= 0 || s.CompileMS <= 0 || s.Bare.Median <= 0 || s.Allocations < 0 || (s.OneThread != nil) != c.one {
			t.Errorf("%v: %+v", c, *s)
		}
		if got := s.MFLOPs / s.Milliseconds; s.GFLOPS != got || s.PeakShare <= 0 {
			t.Errorf("%v: %v GFLOP/s, %v of the peak; the step does %v", c, s.GFLOPS, s.PeakShare, got)
		}
		if !slices.Equal(before, j.Model.Block()) {
			t.Errorf("%v: the job's own model was trained", c)
		}
	}
}

// TestLoopCounts drives the listener by hand: what it counts are the steps that are not the first of an epoch, in windows after the first.
func TestLoopCounts(t *testing.T) {
	stopped := 0
	l := &loop{steps: 4, perEpoch: 3, allocations: -1, stop: func() { stopped++ }}
	steps := 0
	for ; stopped == 0; steps++ {
		l.listen(vae.Progress{Batch: steps%3 + 1}, vae.Terms{})
	}
	// Two steps of three count: 8 windows of 4 need 32, so 16 epochs.
	if len(l.whole) != repeats || steps != 48 {
		t.Errorf("%d windows after %d steps", len(l.whole), steps)
	}
}

func TestNothingIsLeft(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	if _, err := MeasureStep(job(t, "compiled"), machine(1), 1); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestStepRefuses(t *testing.T) {
	j := job(t, "compiled")
	j.Config.Engine = "steam"
	if _, err := MeasureStep(j, machine(1), 1); err == nil || !strings.Contains(err.Error(), "steam") {
		t.Errorf("an unknown engine: %v", err)
	}
	j = job(t, "compiled")
	other, err := data.FromBytes("other", "train", []int{7}, make([]byte, 14), nil)
	if err != nil {
		t.Fatal(err)
	}
	j.Train = other
	if _, err := MeasureStep(j, machine(1), 1); err == nil || !strings.Contains(err.Error(), "features") {
		t.Errorf("data of other features: %v", err)
	}
}

func TestPhases(t *testing.T) {
	phases, err := MeasurePhases(job(t, "compiled"), machine(1))
	if err != nil {
		t.Fatal(err)
	}
	share, products := 0.0, 0
	for _, p := range phases {
		share += p.Share
		if strings.Contains(p.Name, "matmul") {
			products++
		}
	}
	// Forward: hidden, mean, log-variance, hidden, output. Backward: all of their weights, and all of their inputs but the data.
	if want := 5 + 5 + 4; products != want {
		t.Errorf("%d products, want %d", products, want)
	}
	if math.Abs(share-1) > 1e-9 || phases[len(phases)-1].Name != "update" {
		t.Errorf("shares add up to %v; the last is %s", share, phases[len(phases)-1].Name)
	}
}

// TestLimits: 50 MFLOP in a millisecond are half of 100 GFLOP/s; a kilobyte read and written in 100 ns is all of 10 GB/s of footprint.
func TestLimits(t *testing.T) {
	m := machine(1)
	for _, c := range []struct {
		ms, flops, moved float64
		limit            string
		used             float64
	}{
		{1, 50e6, 1000, "FMA", 0.5},
		{1e-4, 0, 2000, "L2", 1},
		{1, 0, 4e6, "L3", 0.4},
		{100, 0, 1e9, "memory", 1.5},
		{0, 0, 0, "FMA", 0},
	} {
		p := m.phase("x", c.ms, c.flops, c.moved)
		if p.Limit != c.limit || math.Abs(p.Used-c.used) > 1e-9 {
			t.Errorf("%+v: %s, %v", c, p.Limit, p.Used)
		}
	}
}

func TestLabel(t *testing.T) {
	for text, want := range map[string]string{
		"v12 = matmul(x, encoder.0.weight)":                "matmul(x, encoder.0.weight)",
		"v1 = exp(v0); v2 = mul(v1, 0.5); v3 = sum(v2)":    "exp mul sum",
		"v8 = sum+bernoulli(v7, x); v9 = mul(v8, 0.00781)": "sum+bernoulli mul",
	} {
		if got := label(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestEpoch(t *testing.T) {
	e, err := MeasureEpoch(job(t, "compiled"), 1)
	if err != nil {
		t.Fatal(err)
	}
	if e.Steps != 3 || e.Seconds <= 0 || e.BareSeconds <= 0 || e.Best > e.Overhead || e.Overhead > e.Worst {
		t.Errorf("%+v", *e)
	}
}

func TestProducts(t *testing.T) {
	products, err := MeasureProducts([]int{7, 5, 2}, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range products {
		if p.Form != forms[i].name || p.B != 3 || p.I != 7 || p.O != 5 || p.MS <= 0 {
			t.Errorf("%+v", p)
		}
		if flops := p.GFLOPS * p.MS * 1e6; math.Abs(flops-2*3*7*5) > 1e-6 {
			t.Errorf("%s: %v operations", p.Form, flops)
		}
	}
}

func TestInference(t *testing.T) {
	i, err := MeasureInference(job(t, "compiled").Model)
	if err != nil || i.EncodeMicros <= 0 || i.DecodeMicros <= 0 {
		t.Errorf("%+v, %v", i, err)
	}
}

func TestSummarize(t *testing.T) {
	if s := summarize([]float64{5, 1, 9, 2, 3}); s != (Sample{3, 1, 9}) {
		t.Errorf("%+v", s)
	}
}

func TestAllocationsAreCounted(t *testing.T) {
	var keep [][]byte
	if n := allocations(100, func() { keep = append(keep[:0], make([]byte, 64), make([]byte, 64)) }); n < 2 {
		t.Errorf("%v allocations a call of a function that makes two", n)
	}
}

func TestTogetherAdds(t *testing.T) {
	if sum := together(4, func(i int) float64 { return float64(i) }); sum != 6 {
		t.Errorf("0 + 1 + 2 + 3 = %v", sum)
	}
}

func TestCallsFill(t *testing.T) {
	if n := callsIn(10*time.Millisecond, func() { time.Sleep(time.Millisecond) }); n < 1 || n > 10 {
		t.Errorf("%d calls of a millisecond in ten", n)
	}
}
