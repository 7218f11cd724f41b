package data

import "vae/internal/rng"

// Batcher deals the examples of a set into batches, in an order that depends on the seed and the epoch alone, so that a place in training is
// two numbers. It belongs to one goroutine.
type Batcher struct {
	source rng.Source
	size   int
	epoch  int // of order; -1: none yet
	order  []int
}

// NewBatcher returns the batcher of n examples in batches of size, the last of an epoch holding what remains.
func NewBatcher(n, size int, seed uint64) *Batcher {
	if n < 1 {
		panic("data: a batcher needs examples")
	}
	if size < 1 {
		panic("data: a batch holds at least one example")
	}
	return &Batcher{rng.New(seed), size, -1, make([]int, n)}
}

// Batches is the number of batches in an epoch.
func (b *Batcher) Batches() int { return (len(b.order) + b.size - 1) / b.size }

// Batch returns the indices of batch i, from 0, of an epoch, from 0. They stay as they are until a batch of another epoch is asked for. Nothing is
// allocated; the first batch of an epoch shuffles.
func (b *Batcher) Batch(epoch, i int) []int {
	if i < 0 || i >= b.Batches() {
		panic("data: no such batch in the epoch")
	}
	if epoch != b.epoch {
		b.source.Perm(b.order, rng.Shuffle, epoch)
		b.epoch = epoch
	}
	start := i * b.size
	return b.order[start:min(start+b.size, len(b.order))]
}
