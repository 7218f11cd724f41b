package main

import (
	"fmt"
	"io"
	"strings"
)

// print writes the report as tables.
func (r *benchReport) print(out io.Writer) error {
	title := fmt.Sprintf("%s %s, batch %d, %d parameters, %s engine, %s, %s\n", r.Model, r.Activation, r.Batch, r.Parameters, r.Engine, r.Go, r.Machine.SIMD)
	tables := []benchTable{r.machineTable(), r.stepTable(), r.phaseTable(), r.inferTable(), r.nllTable(), r.epochTable(), r.productTable()}
	for _, t := range tables {
		if t != nil {
			title += "\n" + t.String()
		}
	}
	_, err := io.WriteString(out, title)
	return err
}

// benchTable is rows of cells, the first row the header. Names, in the first column, begin at the left; numbers end at the right.
type benchTable [][]string

// add appends a row, its cells separated by bars.
func (t *benchTable) add(format string, args ...any) {
	*t = append(*t, strings.Split(fmt.Sprintf(format, args...), "|"))
}

// String sets the table.
func (t benchTable) String() string {
	var width []int
	for _, row := range t {
		for i, cell := range row {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], len(cell))
		}
	}
	var b strings.Builder
	for _, row := range t {
		line := fmt.Sprintf("%-*s", width[0], row[0])
		for i, cell := range row[1:] {
			line += fmt.Sprintf("  %*s", width[i+1], cell)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

func (r *benchReport) machineTable() (t benchTable) {
	m := &r.Machine
	if m.Threads == 1 { // the second column would be the first
		t.add("machine|1 thread|")
		t.add("fused multiply-adds|%.1f|GFLOP/s", m.PeakCore)
		for _, b := range m.Bandwidth {
			t.add("read %s|%.1f|GB/s", b.Level, b.ReadCore)
			t.add("update %s|%.1f|GB/s", b.Level, b.UpdateCore)
		}
		return t
	}
	t.add("machine|1 thread|%d threads|", m.Threads)
	t.add("fused multiply-adds|%.1f|%.1f|GFLOP/s", m.PeakCore, m.Peak)
	for _, b := range m.Bandwidth {
		t.add("read %s|%.1f|%.1f|GB/s", b.Level, b.ReadCore, b.Read)
		t.add("update %s|%.1f|%.1f|GB/s", b.Level, b.UpdateCore, b.Update)
	}
	return t
}

func (r *benchReport) stepTable() (t benchTable) {
	s := r.Step
	if s == nil {
		return nil
	}
	t.add("a step, %.1f MFLOP|ms|best|worst|GFLOP/s|%% of peak", s.MFLOPs)
	row := func(name string, ms, best, worst, peak float64) {
		t.add("%s|%.4f|%.4f|%.4f|%.1f|%s", name, ms, best, worst, s.MFLOPs/ms, percent(s.MFLOPs/ms, peak))
	}
	row("in the training loop", s.Milliseconds, s.Best, s.Worst, r.Machine.Peak)
	row("bare", s.Bare.Median, s.Bare.Best, s.Bare.Worst, r.Machine.Peak)
	if one := s.OneThread; one != nil {
		row("bare, one thread", one.Median, one.Best, one.Worst, r.Machine.PeakCore)
	}
	t.add("allocations|%.2f", s.Allocations)
	t.add("compilation|%.2f", s.CompileMS)
	return t
}

// longestName is how much of a phase's program text a row shows.
const longestName = 56

func (r *benchReport) phaseTable() (t benchTable) {
	if r.Phases == nil {
		return nil
	}
	t.add("phase, on one thread|ms|%%|GFLOP/s|GB/s|limit|%% of it")
	total := 0.0
	for _, p := range r.Phases {
		total += p.MS
		name := p.Name
		if len(name) > longestName {
			name = name[:longestName-3] + "..."
		}
		t.add("%s|%.4f|%.1f|%.1f|%.1f|%s|%.0f", name, p.MS, 100*p.Share, p.GFLOPS, p.GBs, p.Limit, 100*p.Used)
	}
	t.add("all|%.4f|100.0", total)
	return t
}

func (r *benchReport) inferTable() (t benchTable) {
	i := r.Inference
	if i == nil {
		return nil
	}
	t.add("one example|microseconds|allocations")
	t.add("encode|%.1f|%.2f", i.EncodeMicros, i.EncodeAllocations)
	t.add("decode|%.1f|%.2f", i.DecodeMicros, i.DecodeAllocations)
	return t
}

func (r *benchReport) nllTable() (t benchTable) {
	e := r.NLL
	if e == nil {
		return nil
	}
	t.add("-log p(x)|ms an example|GFLOP/s|%% of peak")
	t.add("K = %d|%.3f|%.1f|%s", e.Samples, e.MS, e.GFLOPS, percent(e.GFLOPS, r.Machine.Peak))
	return t
}

func (r *benchReport) epochTable() (t benchTable) {
	e := r.Epoch
	if e == nil {
		return nil
	}
	t.add("an epoch, %d steps|seconds", e.Steps)
	t.add("in the training loop|%.3f", e.Seconds)
	t.add("bare|%.3f", e.BareSeconds)
	t.add("overhead|%.1f %%|%.1f to %.1f %%", 100*e.Overhead, 100*e.Best, 100*e.Worst)
	return t
}

func (r *benchReport) productTable() (t benchTable) {
	if r.Products == nil {
		return nil
	}
	t.add("product|B|inputs|outputs|ms|GFLOP/s|%% of peak")
	for _, p := range r.Products {
		t.add("%s|%d|%d|%d|%.4f|%.1f|%s", p.Form, p.B, p.I, p.O, p.MS, p.GFLOPS, percent(p.GFLOPS, r.Machine.Peak))
	}
	return t
}

// percent is a part of a limit, or a dash where the limit is not known.
func percent(rate, limit float64) string {
	if limit == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f", 100*rate/limit)
}
