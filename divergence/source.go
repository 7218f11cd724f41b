package divergence

// The seeded source of draws.

import (
	"math/rand/v2"

	"vae/internal/rng"
)

// source reads one Philox stream as 64-bit numbers.
type source struct {
	stream rng.Stream
	block  uint32
	words  [4]uint32
	used   int
}

// Source returns the random numbers of a seed, a Philox4x32-10 stream: the same on every machine. Like all of rand's sources it serves one
// goroutine at a time. Any other rand.Source will do for Sample too.
func Source(seed uint64) rand.Source { return Stream(seed, 0) }

// Stream returns stream number i of a seed, 0 <= i < 2^32, independent of its other streams: one for each worker or repetition.
func Stream(seed uint64, i int) rand.Source {
	return &source{stream: rng.New(seed).At(rng.MonteCarlo, 0, i, 0), used: 4}
}

// Uint64 joins two words, low word first.
func (s *source) Uint64() uint64 {
	if s.used == 4 {
		s.words, s.used = s.stream.Block(s.block), 0
		s.block++
	}
	w := uint64(s.words[s.used]) | uint64(s.words[s.used+1])<<32
	s.used += 2
	return w
}
