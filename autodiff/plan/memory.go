package plan

import (
	"slices"

	"vae/autodiff/ir"
)

// Kind says in which memory a value lives.
type Kind uint8

// The memories.
const (
	Nowhere    Kind = iota // never stored: dead, an alias, or absorbed by another value
	Given                  // an input: arena, kept through every run
	Parameters             // the block of parameters
	Constants              // written once, shared by all machines
	Gradients              // the block of gradients
	Arena                  // memory of one machine, seen by all its threads
	Scratch                // memory of one thread, one tile of a block at a time
	Register               // memory of one thread, one tile of a group at a time
)

// Slot is the place of a value: Offset floats from the start of its memory, rows Stride floats apart.
type Slot struct {
	Kind           Kind
	Offset, Stride int
}

// Memory places every value of a scheduled program. Offsets are multiples of 16 floats, so of 64 bytes in a memory that starts at one.
type Memory struct {
	Slots     []Slot
	Arena     int // floats of the arena
	Scratch   int // floats of each thread's scratch
	Constants int // floats of the constants
}

// Plan places the values of a schedule.
//
// In the arena, values may share memory if no phase needs both. Inside a block a thread computes alone and in order, so in its scratch values
// share as soon as one is no longer read; an elementwise result may take the very place of an argument that it is the last to read.
func Plan(s *Schedule, params Layout) *Memory {
	m := &Memory{Slots: make([]Slot, len(s.F.Values))}
	ends := s.lastReads()
	var arena []*interval
	for id, v := range s.F.Values {
		slot := &m.Slots[id]
		slot.Stride = s.Storage[id].Stride
		if !s.Live[id] || s.Root[id] != ir.ID(id) || s.Core[id] < 0 {
			continue
		}
		switch v.Op {
		case ir.Param:
			slot.Kind = Parameters
			e, _ := params.Lookup(v.Attr.Name)
			slot.Offset = e.Offset
		case ir.Const:
			slot.Kind, slot.Offset = Constants, m.Constants
			m.Constants += aligned(s.Storage[id].Floats())
		case ir.Input:
			slot.Kind = Given
			arena = append(arena, s.interval(slot, ir.ID(id), 0, forever))
		default:
			s.placeComputed(slot, ir.ID(id), params, ends[id], &arena)
		}
	}
	m.Arena = pack(arena)
	for _, phase := range s.Phases {
		for b := range phase.Blocks {
			m.Scratch = max(m.Scratch, s.packBlock(m, &phase.Blocks[b]))
		}
	}
	return m
}

// placeComputed chooses the memory of a computed value.
func (s *Schedule) placeComputed(slot *Slot, id ir.ID, params Layout, end int, arena *[]*interval) {
	if name, ok := s.grads[id]; ok {
		e, _ := params.Gradient(name)
		slot.Kind, slot.Offset = Gradients, e.Offset
		return
	}
	slot.Kind = s.reach(id)
	if slot.Kind == Arena {
		*arena = append(*arena, s.interval(slot, id, s.Phase[id], end))
	}
}

// interval is the memory that a value needs and the time for which it needs it, both ends included.
func (s *Schedule) interval(slot *Slot, id ir.ID, first, last int) *interval {
	return &interval{slots: []*Slot{slot}, size: aligned(s.Storage[id].Floats()), first: first, last: last}
}

// reach is the smallest memory that all readers of a value can see: its group's, its block's, or everybody's.
func (s *Schedule) reach(id ir.ID) Kind {
	kind := Register
	for _, o := range s.F.Outputs {
		if s.Root[o.ID] == id {
			return Arena
		}
	}
	for v := range s.F.Values {
		if !s.Computed(ir.ID(v)) {
			continue
		}
		for _, a := range s.Reads(ir.ID(v)) {
			if s.Root[a] != id {
				continue
			}
			if !s.near(ir.ID(v), id) {
				return Arena
			}
			if s.item[v] != s.item[id] {
				kind = Scratch
			}
		}
	}
	return kind
}

// forever is a time after every phase.
const forever = 1 << 30

// lastReads is the last phase that reads each value's storage; forever for outputs.
func (s *Schedule) lastReads() []int {
	last := slices.Clone(s.Phase)
	for v := range s.F.Values {
		if !s.Computed(ir.ID(v)) {
			continue
		}
		for _, a := range s.Reads(ir.ID(v)) {
			r := s.Root[a]
			last[r] = max(last[r], s.Phase[v])
		}
	}
	for _, o := range s.F.Outputs {
		last[s.Root[o.ID]] = forever
	}
	return last
}

// aligned rounds a number of floats up to whole cache lines.
func aligned(floats int) int { return (floats + lane - 1) / lane * lane }
