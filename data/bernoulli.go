package data

import (
	"bytes"
	"math"

	"vae/internal/rng"
)

// Feature j of an example is 1 where u_j < 2^32 x_j, else 0, for a 32-bit draw u_j whose parts lie at two places of the example's stream:
//
//	upper 8 bits   byte j%16, from the low end of word 0 up, of block j/16
//	lower 24 bits  the upper 24 bits of word j%4 of block fine + j/4
//
// Nearly always the upper 8 bits decide, so the others are computed for one grey pixel in 256 only: a fifth of the work for the same 32 bits.

// fine is the first block of the lower bits.
const fine = 1 << 31

// perBlock is how many features' upper 8 bits a block holds.
const perBlock = 16

// blacks is a block's worth of pixels that are 0 whatever is drawn.
var blacks [perBlock]byte

// bernoulliBytes is row[j] = 1 where u_j < 2^32 pixels[j]/255, else 0.
func bernoulliBytes(row []float32, pixels []byte, stream rng.Stream) {
	for first := 0; first < len(pixels); first += perBlock {
		part := pixels[first:min(first+perBlock, len(pixels))]
		out := row[first:][:len(part)]
		if bytes.Equal(part, blacks[:len(part)]) {
			clear(out)
			continue
		}
		for k, upper := range stream.Block(uint32(first / perBlock)) {
			for i := 4 * k; i < min(4*k+4, len(part)); i++ {
				chance := chances[part[i]]
				out[i] = less(upper&0xff, uint32(chance>>24))
				// A tie in the upper bits; white, with 256 there, never ties.
				if uint64(upper&0xff) == chance>>24 {
					out[i] = less(lower(stream, first+i), uint32(chance)&(1<<24-1))
				}
				upper >>= 8
			}
		}
	}
}

// bernoulliFloats is row[j] = 1 where u_j < 2^32 values[j], else 0.
func bernoulliFloats(row, values []float32, stream rng.Stream) {
	var coarse [4]uint32
	for j, x := range values {
		if j%perBlock == 0 {
			coarse = stream.Block(uint32(j / perBlock))
		}
		u := coarse[j%perBlock/4]>>(j%4*8)<<24 | lower(stream, j)
		row[j] = 0
		if float64(u) < float64(x)*0x1p32 {
			row[j] = 1
		}
	}
}

// lower is the lower 24 bits of u_j.
func lower(stream rng.Stream, j int) uint32 {
	return stream.Block(fine + uint32(j/4))[j%4] >> 8
}

// less is 1 where a < b, else 0, for numbers below 2^31, without a branch: the sign bit of a - b, spread over the word, lets the bits of 1
// through.
func less(a, b uint32) float32 {
	return math.Float32frombits(uint32(int32(a-b)>>31) & one)
}

// one is math.Float32bits(1).
const one = 0x3f800000
