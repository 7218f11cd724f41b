package exec

import (
	"slices"
	"strings"
	"time"

	"vae/autodiff/ir"
	"vae/autodiff/plan"
)

// This file measures where the time of a run goes.

// Timing is the cost of one item of the schedule: a product, or a group of values that are computed together.
type Timing struct {
	Label       string  // the values and their operations
	Nanoseconds float64 // in a run; all threads' parts one after the other
	FLOPs       float64 // as counted by ir.Func.FLOPs
	Bytes       float64 // read and written, each value counted once
}

// Profile runs the program a number of times on the calling goroutine and returns the mean cost of every item of the schedule, in order.
// Looking at the clock adds some 50 ns to an item.
func (m *Machine) Profile(runs int) []Timing {
	var all []Timing
	first := make([][]int, len(m.phases)) // by phase and block: the index of its first item in all
	for p, phase := range m.p.schedule.Phases {
		for _, b := range phase.Blocks {
			first[p] = append(first[p], len(all))
			for _, it := range b.Items {
				all = append(all, m.p.cost(it))
			}
		}
	}
	for range runs {
		for p := range m.phases {
			for t := range m.phases[p] {
				for i := range m.phases[p][t].blocks {
					b := &m.phases[p][t].blocks[i]
					b.profile(all[first[p][b.index]:])
				}
			}
		}
	}
	for i := range all {
		all[i].Nanoseconds /= float64(runs)
	}
	return all
}

// profile is run, adding the time of each item to its timing.
func (b *block) profile(items []Timing) {
	for at := b.lo; at < b.hi; at += b.tile {
		b.span.origin[tile] = at
		for i := range b.items {
			start := time.Now()
			b.items[i].run(&b.span, at, min(at+b.tile, b.hi))
			items[i].Nanoseconds += float64(time.Since(start).Nanoseconds())
		}
	}
}

// cost counts what an item computes and touches.
func (p *Program) cost(it plan.Item) Timing {
	s := p.schedule
	var lines []string
	var touched []ir.ID
	var t Timing
	for _, v := range it.Steps {
		if s.Fused[v] != plan.Follower {
			lines = append(lines, s.Line(v))
		}
		t.FLOPs += s.FLOPs(v)
		for _, a := range append([]ir.ID{v}, s.Reads(v)...) {
			if r := s.Root[a]; !slices.Contains(touched, r) {
				touched = append(touched, r)
				t.Bytes += 4 * float64(s.F.Values[r].Shape.Size())
			}
		}
	}
	t.Label = strings.Join(lines, "; ")
	return t
}
