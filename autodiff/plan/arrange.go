package plan

import (
	"slices"

	"vae/autodiff/ir"
)

// This file makes phases, blocks and items of values that know their phase, split and level.

// arrange fills Phases and numbers the items.
func (s *Schedule) arrange() {
	items := 0
	for p := range slices.Max(append([]int{0}, s.Phase...)) + 1 {
		var phase Phase
		for _, split := range s.splitsOf(p) {
			b := Block{Split: split, Items: s.itemsOf(p, split)}
			for _, it := range b.Items {
				for _, v := range it.Steps {
					s.item[v] = items
				}
				items++
			}
			phase.Blocks = append(phase.Blocks, b)
		}
		s.Phases = append(s.Phases, phase)
	}
}

// splitsOf lists the splits of a phase, in order of their first value.
func (s *Schedule) splitsOf(phase int) []int {
	var splits []int
	for v, p := range s.Phase {
		if p == phase && !slices.Contains(splits, s.Split[v]) {
			splits = append(splits, s.Split[v])
		}
	}
	return splits
}

// itemsOf lists a block's items, level by level.
func (s *Schedule) itemsOf(phase, split int) []Item {
	var items []Item
	last := 0
	for v := range s.F.Values {
		if s.Phase[v] == phase && s.Split[v] == split {
			last = max(last, s.level[v])
		}
	}
	for level := range last + 1 {
		var group []ir.ID
		for id := range s.F.Values {
			v := ir.ID(id)
			if s.Phase[v] != phase || s.Split[v] != split || s.level[v] != level {
				continue
			}
			switch {
			case s.Fused[v] == Summed:
				items = append(items, Item{Product: true, Steps: []ir.ID{v, s.Twin(v)}})
			case s.isMatMul(v):
				items = append(items, Item{Product: true, Steps: []ir.ID{v}})
			case s.Fused[v] == Leader:
				group = append(group, v, s.Twin(v))
			case s.Fused[v] != Follower:
				group = append(group, v)
			}
		}
		if group != nil {
			items = append(items, Item{Steps: group})
		}
	}
	return items
}
