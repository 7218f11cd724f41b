package plan

import (
	"slices"

	"vae/autodiff/ir"
)

// This file chooses how much of a block, and of a group inside it, is computed at a time.

// Limits are the sizes that a schedule is divided by.
type Limits struct {
	// Elements and Products are the least work, in elements and in multiplications, for which a value that does not belong to the batch is
	// shared between threads.
	Elements, Products int
	// Group is how many floats the values that a group touches may take at a time.
	Group int
	// Block is how many rows of a long block go through all its items before the next ones, Whole the length up to which it is not divided.
	Block, Whole int
	// Update is how many floats of a gradient wait for the update of their parameters.
	Update int
	// Few is the most rows and Turned the least multiplications of a product by a transposed matrix that is turned round.
	Few, Turned int
}

// Standard limits were chosen by measuring training steps. A group takes three quarters of a first-level cache of 32 KB. A block's rows are
// a multiple of the product kernels' rows and columns, and enough that a weight matrix is read from memory seldom. Gradients are updated from
// the second-level cache.
var Standard = Limits{Elements: 1 << 13, Products: 1 << 15, Group: 6 << 10, Block: 96, Whole: 128, Update: 1 << 16, Few: 32, Turned: 1 << 20}

// fewest is how many parts a tile has at least, where a part has many rows in some values and one in others: products of a row or two read a
// whole weight matrix for little.
const fewest = 8

// tiles sets the tile sizes of all blocks and items.
func (s *Schedule) tiles() {
	for p := range s.Phases {
		for b := range s.Phases[p].Blocks {
			block := &s.Phases[p].Blocks[b]
			block.Tile = block.Split
			if rows := s.rowsPerPart(*block); block.Split*rows > s.limits.Whole && s.usesScratch(*block) {
				block.Tile = min(block.Split, max(s.limits.Block/rows, min(fewest, s.limits.Block)))
			}
			if p == s.Final {
				block.Tile = s.updateTile(*block)
			}
			for i := range block.Items {
				it := &block.Items[i]
				it.Tile = block.Tile
				if !it.Product {
					it.Tile = min(block.Tile, max(1, s.limits.Group/s.floatsPerPart(*it, block.Split)))
				}
			}
		}
	}
}

// rowsPerPart is the most rows that a value of a block has in one part: with several samples for each example, their number.
func (s *Schedule) rowsPerPart(b Block) int {
	rows := 1
	for _, it := range b.Items {
		for _, v := range it.Steps {
			if shape := s.F.Values[v].Shape; len(shape) > 1 {
				rows = max(rows, s.Storage[v].Rows/b.Split)
			}
		}
	}
	return rows
}

// updateTile is how many parts of a block of gradients are computed before the parameters that they belong to are updated.
func (s *Schedule) updateTile(b Block) int {
	widest := 1
	for _, it := range b.Items {
		for _, v := range it.Steps {
			widest = max(widest, s.Width(v, b.Split))
		}
	}
	parts := max(1, s.limits.Update/widest)
	if parts > lane {
		parts = parts / lane * lane
	}
	return min(b.Split, parts)
}

// usesScratch reports whether items of a block hand values to one another that nobody else reads.
func (s *Schedule) usesScratch(b Block) bool {
	for _, it := range b.Items {
		for _, v := range it.Steps {
			if _, grad := s.grads[v]; !grad && s.reach(v) == Scratch {
				return true
			}
		}
	}
	return false
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
