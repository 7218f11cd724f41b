package plan

import (
	"cmp"
	"slices"
)

// interval is memory of some size that is in use from time first to time last, both included. Several slots may be one interval: results
// that take the place of their arguments.
type interval struct {
	slots       []*Slot
	size        int
	first, last int
}

// pack sets the offsets of intervals so that no two that meet in time overlap, and returns the size of the memory they take: largest
// first, each at the lowest offset that is free.
func pack(all []*interval) int {
	order := slices.Clone(all)
	slices.SortStableFunc(order, func(a, b *interval) int { return cmp.Compare(b.size, a.size) })
	var placed []*interval // by offset
	end := 0
	for _, x := range order {
		offset := 0
		for _, y := range placed {
			at := y.slots[0].Offset
			if x.first > y.last || y.first > x.last || at+y.size <= offset {
				continue
			}
			if offset+x.size <= at {
				break
			}
			offset = at + y.size
		}
		for _, slot := range x.slots {
			slot.Offset = offset
		}
		at, _ := slices.BinarySearchFunc(placed, offset, func(y *interval, o int) int { return cmp.Compare(y.slots[0].Offset, o) })
		placed = slices.Insert(placed, at, x)
		end = max(end, offset+x.size)
	}
	return end
}
