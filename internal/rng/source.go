package rng

import (
	"math"

	"vae/internal/kernel"
)

// MaxStep is the largest step of a stream.
const MaxStep = 1<<28 - 1

// Source gives the numbers of one seed. It is a plain value: copy it, and use it from any number of goroutines.
type Source struct{ k0, k1 uint32 }

// New returns the source of a seed.
func New(seed uint64) Source { return Source{uint32(seed), uint32(seed >> 32)} }

// Stream is the sequence of words at one place: what remains of the counter is the block index.
type Stream struct{ c1, c2, c3, k0, k1 uint32 }

// At returns the stream of a place. It panics where a coordinate does not fit its bits in the counter.
func (s Source) At(p Purpose, step, example, sample int) Stream {
	if p >= purposeCount {
		panic("rng: unknown purpose")
	}
	if uint64(step) > MaxStep {
		panic("rng: step out of range [0, 2^28)")
	}
	if uint64(example) > math.MaxUint32 {
		panic("rng: example out of range [0, 2^32)")
	}
	if uint64(sample) > math.MaxUint32 {
		panic("rng: sample out of range [0, 2^32)")
	}
	return Stream{uint32(sample), uint32(example), uint32(p)<<28 | uint32(step), s.k0, s.k1}
}

// Block returns words 4i to 4i+3 of the stream.
func (t Stream) Block(i uint32) [4]uint32 { return philox(i, t.c1, t.c2, t.c3, t.k0, t.k1) }

// Words fills dst with the words of the stream from those of a block on, many at a time.
func (t Stream) Words(dst []uint32, block uint32) {
	kernel.Philox(dst, kernel.Counter{C0: block, C1: t.c1, C2: t.c2, C3: t.c3, K0: t.k0, K1: t.k1})
}

// Bits returns words 4*block to 4*block+3 of a place's stream: 128 random bits.
func (s Source) Bits(p Purpose, step, example, sample int, block uint32) [4]uint32 {
	return s.At(p, step, example, sample).Block(block)
}

// Uniform fills dst with a place's stream of uniform numbers in [0, 1): the upper 24 bits of a word each, so that every value is
// a float32 exactly and 1 never occurs.
func (s Source) Uniform(dst []float32, p Purpose, step, example, sample int) {
	t := s.At(p, step, example, sample)
	for b := uint32(0); len(dst) > 0; b++ {
		w := t.Block(b)
		n := min(len(dst), 4)
		for i := range n {
			dst[i] = float32(w[i]>>8) * 0x1p-24
		}
		dst = dst[n:]
	}
}
