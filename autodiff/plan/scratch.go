package plan

import "vae/autodiff/ir"

// This file places the values that live inside one block, in the scratch of each thread.

// life is the time, in steps of a block, for which a value needs its memory.
type life struct {
	first, last int
	step        int // the step that computes it
	lastRead    int // the last step that reads it
}

// packBlock places the values of a block that live in scratch, and returns the size of the scratch.
func (s *Schedule) packBlock(m *Memory, b *Block) int {
	lives := s.lives(m, b)
	at := map[ir.ID]*interval{}
	var all []*interval
	for _, it := range b.Items {
		for _, v := range it.Steps {
			slot, l := &m.Slots[v], lives[v]
			if l == nil {
				continue
			}
			if r, ok := s.replaces(m, lives, v, b.Split); ok {
				x := at[r]
				x.slots, x.last, at[v] = append(x.slots, slot), l.last, x
				continue
			}
			tile := b.Tile
			if slot.Kind == Register {
				tile = it.Tile
			}
			x := &interval{slots: []*Slot{slot}, size: aligned(tile * s.Width(v, b.Split)), first: l.first, last: l.last}
			at[v], all = x, append(all, x)
		}
	}
	return pack(all)
}

// lives works out when the scratch values of a block are in use. A group runs all its steps tile by tile: what it reads of the block's scratch
// it reads again after its last step, and what it writes there may be written before any of its reads of the next tile.
func (s *Schedule) lives(m *Memory, b *Block) map[ir.ID]*life {
	lives := map[ir.ID]*life{}
	step := 0
	for _, it := range b.Items {
		begin, end := step, step+len(it.Steps)-1
		for _, v := range it.Steps {
			switch m.Slots[v].Kind {
			case Scratch:
				lives[v] = &life{begin, end, step, step}
			case Register:
				lives[v] = &life{step, step, step, step}
			}
			if l := lives[v]; l != nil && s.Fused[v] == Follower {
				l.first = min(l.first, step-1) // its leader writes it, one step before
			}
			for _, a := range s.Reads(v) {
				r := s.Root[a]
				l := lives[r]
				if l == nil || r == v {
					continue
				}
				l.lastRead = step
				if m.Slots[r].Kind == Scratch {
					l.last = end
				} else {
					l.last = step
				}
			}
			step++
		}
	}
	return lives
}

// replaces returns an argument whose place v may take: v is elementwise, both have the same rows in the same kind of memory, and nothing reads the
// argument after v.
func (s *Schedule) replaces(m *Memory, lives map[ir.ID]*life, v ir.ID, parts int) (ir.ID, bool) {
	if s.Core[v] != v || s.F.Values[v].Op.Class() != ir.Elementwise {
		return 0, false
	}
	for i, a := range s.Reads(v) {
		r := s.Root[a]
		l := lives[r]
		if l == nil || m.Slots[r].Kind != m.Slots[v].Kind || !s.Aligned(v, i, parts) {
			continue
		}
		same := s.F.Values[a].Shape.Equal(s.F.Values[v].Shape) && s.Storage[a] == s.Storage[v]
		if same && s.Width(r, parts) == s.Width(v, parts) && l.lastRead == lives[v].step {
			return r, true
		}
	}
	return 0, false
}
