package rng

import "math"

// Perm fills dst with a permutation of 0 .. len(dst)-1, every one equally likely (Fisher and Yates, in Durstenfeld's form: from the
// last place down, swap with a uniform place not after it). It reads the stream of (p, step, example 0, sample 0) in order.
func (s Source) Perm(dst []int, p Purpose, step int) {
	if uint64(len(dst)) > math.MaxUint32 {
		panic("rng: permutation of more than 2^32 places")
	}
	for i := range dst {
		dst[i] = i
	}
	c := cursor{stream: s.At(p, step, 0, 0)}
	for i := len(dst) - 1; i > 0; i-- {
		j := c.below(uint32(i) + 1)
		dst[i], dst[j] = dst[j], dst[i]
	}
}

// cursor reads a stream word by word, for draws that need a varying number of them.
type cursor struct {
	stream Stream
	block  uint32
	words  [4]uint32
	left   int // words of the block not handed out yet
}

// next returns the next word.
func (c *cursor) next() uint32 {
	if c.left == 0 {
		c.words = c.stream.Block(c.block)
		c.block++
		c.left = len(c.words)
	}
	w := c.words[len(c.words)-c.left]
	c.left--
	return w
}

// below returns a uniform number in [0, n), n > 0: the upper half of word * n. The lower half tells the few words that would favour
// some numbers, which are drawn again (Lemire, "Fast random integer generation in an interval", 2019).
func (c *cursor) below(n uint32) uint32 {
	m := uint64(c.next()) * uint64(n)
	if uint32(m) < n {
		for biased := -n % n; uint32(m) < biased; {
			m = uint64(c.next()) * uint64(n)
		}
	}
	return uint32(m >> 32)
}
