package exec

import (
	"vae/autodiff/plan"
)

// This file turns a schedule into the steps of each thread.

// thread is what one thread does in one phase.
type thread struct {
	blocks []block
}

// block is the thread's range of a block of the schedule.
type block struct {
	index        int // in the phase of the schedule
	lo, hi, tile int
	items        []item
	span         span // reused, so that running allocates nothing
}

type item struct {
	tile    int
	steps   []step
	updates []gradient // of the final phase: the gradients that the steps compute
}

// run computes the thread's part of a phase.
func (t *thread) run(u Updater, past bool) {
	for i := range t.blocks {
		t.blocks[i].run(u, past)
	}
}

// run takes the thread's parts through all items, a tile at a time.
func (b *block) run(u Updater, past bool) {
	s := &b.span
	for at := b.lo; at < b.hi; at += b.tile {
		end := min(at+b.tile, b.hi)
		s.origin[tile] = at
		for i := range b.items {
			b.items[i].run(s, at, end)
			if u != nil {
				b.items[i].update(u, at, end, past)
			}
		}
	}
}

// run takes one tile through all steps of an item.
func (it *item) run(s *span, at, end int) {
	for ; at < end; at += it.tile {
		s.lo, s.hi, s.origin[group] = at, min(at+it.tile, end), at
		for _, f := range it.steps {
			f(s)
		}
	}
}

// bind makes the steps of all threads.
func (m *Machine) bind() {
	m.phases = make([][]thread, len(m.p.schedule.Phases))
	for p := range m.phases {
		m.phases[p] = make([]thread, m.threads)
	}
	for t := range m.threads {
		b := &binder{p: m.p, memory: m.memory}
		scratch := NewBlock(m.p.memory.Scratch)
		b.memory[plan.Scratch], b.memory[plan.Register] = scratch, scratch
		m.bindThread(b, t) // once to learn what temporaries its steps need
		b.work = NewBlock(b.need)
		m.bindThread(b, t)
	}
	m.ranges, m.rest = m.p.restRanges(m.threads)
}

func (m *Machine) bindThread(b *binder, t int) {
	for p, phase := range m.p.schedule.Phases {
		m.phases[p][t].blocks = nil
		for i, from := range phase.Blocks {
			lo, hi := share(from.Split, m.threads, t)
			if lo == hi {
				continue
			}
			to := block{index: i, lo: lo, hi: hi, tile: min(from.Tile, hi-lo)}
			for _, it := range from.Items {
				b.parts = min(it.Tile, to.tile)
				bound := item{tile: b.parts}
				for _, v := range it.Steps {
					if f := b.step(v); f != nil {
						bound.steps = append(bound.steps, f)
					}
				}
				bound.updates = m.p.gradients(it, from.Split, p)
				to.items = append(to.items, bound)
			}
			m.phases[p][t].blocks = append(m.phases[p][t].blocks, to)
		}
	}
}

// share is thread t's range of n parts. Ranges of more than a few parts begin at multiples of 8, so that rows of products come in whole
// register tiles. A single part is thread 0's.
func share(n, threads, t int) (lo, hi int) {
	unit := 1
	for unit < 8 && n >= 8*unit*threads {
		unit *= 2
	}
	units := (n + unit - 1) / unit
	cut := func(t int) int { return min(n, (units*t+threads-1)/threads*unit) }
	return cut(t), cut(t + 1)
}
