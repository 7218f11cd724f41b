package data

import (
	"slices"
	"testing"
)

// An epoch deals every example once, in batches of the size but for the last.
func TestBatcherDealsAll(t *testing.T) {
	for _, c := range []struct{ n, size, batches, last int }{
		{10, 3, 4, 1}, {12, 3, 4, 3}, {2, 5, 1, 2}, {1, 1, 1, 1},
	} {
		b := NewBatcher(c.n, c.size, 8)
		if b.Batches() != c.batches {
			t.Fatalf("%d examples in batches of %d: %d batches, want %d", c.n, c.size, b.Batches(), c.batches)
		}
		var seen []int
		for i := range c.batches {
			batch := b.Batch(2, i)
			if i < c.batches-1 && len(batch) != c.size || i == c.batches-1 && len(batch) != c.last {
				t.Errorf("batch %d of %d has %d examples", i, c.batches, len(batch))
			}
			seen = append(seen, batch...)
		}
		slices.Sort(seen)
		for i, v := range seen {
			if i != v || len(seen) != c.n {
				t.Fatalf("%d examples are dealt as %v", c.n, seen)
			}
		}
	}
}

// The order is a function of seed and epoch: not of the size of batches, nor of what was asked for before.
func TestBatcherOrder(t *testing.T) {
	order := func(seed uint64, size, epoch int) []int {
		b := NewBatcher(100, size, seed)
		var out []int
		for i := range b.Batches() {
			out = append(out, b.Batch(epoch, i)...)
		}
		return out
	}
	base := order(1, 7, 3)
	if !slices.Equal(base, order(1, 100, 3)) {
		t.Error("the order depends on the size of batches")
	}
	if slices.Equal(base, order(1, 7, 4)) || slices.Equal(base, order(2, 7, 3)) {
		t.Error("another epoch or another seed has the same order")
	}
	b := NewBatcher(100, 7, 1)
	b.Batch(9, 3)
	if got := b.Batch(3, 14); !slices.Equal(got, base[98:]) {
		t.Errorf("asked for out of order, the last batch is %v, want %v", got, base[98:])
	}
	if got := b.Batch(3, 2); !slices.Equal(got, base[14:21]) {
		t.Errorf("asked for out of order, batch 2 is %v, want %v", got, base[14:21])
	}
}
