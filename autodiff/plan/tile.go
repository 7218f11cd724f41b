package plan

import (
	"slices"

	"vae/autodiff/ir"
)

// This file chooses how much of a block, and of a group inside it, is computed at a time.

const (
	// groupFloats is what the values that a group touches may take at a time: three quarters of a first-level cache of 32 KB.
	groupFloats = 6 << 10
	// blockParts is how many rows of a long block go through all its items before the next ones: a multiple of the product kernels' rows
	// and columns, large enough that a weight matrix is read from memory seldom.
	blockParts = 96
	// wholeParts is the length up to which a block is not divided.
	wholeParts = 128
)

// tiles sets the tile sizes of all blocks and items.
func (s *Schedule) tiles() {
	for p := range s.Phases {
		for b := range s.Phases[p].Blocks {
			block := &s.Phases[p].Blocks[b]
			block.Tile = block.Split
			if block.Split > wholeParts && len(block.Items) > 1 {
				block.Tile = blockParts
			}
			for i := range block.Items {
				it := &block.Items[i]
				it.Tile = block.Tile
				if !it.Product {
					it.Tile = min(block.Tile, max(1, groupFloats/s.floatsPerPart(*it, block.Split)))
				}
			}
		}
	}
}

// floatsPerPart is the size of all that one part of a group reads and writes.
func (s *Schedule) floatsPerPart(it Item, parts int) int {
	var roots []ir.ID
	floats := 0
	add := func(v ir.ID, aligned bool) {
		r := s.Root[v]
		if aligned && !slices.Contains(roots, r) {
			roots = append(roots, r)
			floats += s.Width(r, parts)
		}
	}
	for _, v := range it.Steps {
		add(v, true)
		for i, a := range s.Reads(v) {
			add(a, s.Aligned(v, i, parts))
		}
	}
	return max(1, floats)
}

// Width is the number of floats in one part of a value's storage. A vector that is split is a column.
func (s *Schedule) Width(v ir.ID, parts int) int {
	if parts > 1 && len(s.F.Values[v].Shape) == 1 {
		return s.F.Values[v].Shape[0] / parts
	}
	return s.Storage[v].Floats() / parts
}
