package exec

import (
	"vae/autodiff/plan"
)

// This file divides the update of the parameters. It needs no more than a parameter's own gradient, so a thread that has computed one, of
// some rows, updates those rows at once.

// Updater changes parameters by their gradients. Update works on elements lo to hi of the blocks; it is called for disjoint ranges that
// together cover the block, from several goroutines at once. past advises to write the parameters past the caches, as threads of far cores have read them.
type Updater interface {
	Update(lo, hi int, past bool)
}

// gradient is where in the gradient block the parts of one gradient lie; with a width of 0 it belongs to the last part as a whole.
type gradient struct {
	offset, width int
	parts, floats int // all parts, and all floats with the padding after the last
}

// update updates the parameters whose gradients are parts lo to hi of an item.
func (it *item) update(u Updater, lo, hi int, past bool) {
	for _, g := range it.updates {
		end := hi * g.width
		if hi == g.parts {
			end = g.floats
		}
		if lo*g.width < end {
			u.Update(g.offset+lo*g.width, g.offset+end, past)
		}
	}
}

// gradients lists the gradients that an item of the final phase computes.
func (p *Program) gradients(it plan.Item, parts, phase int) []gradient {
	s := p.schedule
	if phase != s.Final {
		return nil
	}
	var all []gradient
	for _, v := range it.Steps {
		if slot := p.memory.Slots[v]; slot.Kind == plan.Gradients {
			g := gradient{slot.Offset, s.Width(v, parts), parts, s.Storage[v].Floats()}
			if s.Fused[v] == plan.Follower {
				g.width = 0
			}
			all = append(all, g)
		}
	}
	return all
}

// restRanges divides the parameters that the final phase does not update, and says whether there are any.
func (p *Program) restRanges(threads int) (ranges [][]span, rest bool) {
	updated := map[int]bool{} // by offset
	if p.schedule.Final >= 0 {
		for _, b := range p.schedule.Phases[p.schedule.Final].Blocks {
			for _, it := range b.Items {
				for _, g := range p.gradients(it, b.Split, p.schedule.Final) {
					updated[g.offset] = true
				}
			}
		}
	}
	ranges = make([][]span, threads)
	for _, e := range p.params.Entries {
		if updated[e.Offset] {
			continue
		}
		rest = true
		g := e.Geometry()
		for t := range ranges {
			if lo, hi := share(g.Rows, threads, t); lo < hi {
				ranges[t] = append(ranges[t], span{lo: e.Offset + lo*g.Stride, hi: e.Offset + hi*g.Stride})
			}
		}
	}
	return ranges, rest
}
