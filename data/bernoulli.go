package data

import (
	"encoding/binary"

	"vae/internal/kernel"
	"vae/internal/rng"
)

// Feature j of an example is 1 where u_j < 2^32 x_j, else 0, for a 32-bit draw u_j whose parts lie at two places of the example's stream:
//
//	upper 8 bits   byte j%16, from the low end of word 0 up, of block j/16
//	lower 24 bits  the upper 24 bits of word j%4 of block fine + j/4
//
// Nearly always the upper 8 bits decide, so for bytes the others are computed for one grey pixel in 256 only: a fifth of the work for the same
// 32 bits.

// fine is the first block of the lower bits.
const fine = 1 << 31

const (
	perBlock = 16  // features whose upper 8 bits a block holds
	perPart  = 256 // features that are drawn at a time
)

// bernoulliBytes is row[j] = 1 where u_j < 2^32 pixels[j]/255, else 0.
func bernoulliBytes(row []float32, pixels []byte, stream rng.Stream) {
	var words [perPart / 4]uint32
	for first := 0; first < len(pixels); first += perPart {
		part := pixels[first:min(first+perPart, len(pixels))]
		out, upper := row[first:][:len(part)], words[:(len(part)+3)/4]
		stream.Words(upper, uint32(first/perBlock))
		// The upper 8 bits of the chance of a byte are the byte, so that this is right wherever the two differ.
		kernel.BelowBytes(out, part, upper)
		decide(out, part, upper, stream, first)
	}
}

// decide goes over the pixels that equal the upper 8 bits of their draws, and takes all bits there. Eight at a time, it looks for a byte that
// is 0 in x = pixels ^ draws: some bit of (x - 0x01..01) &^ x & 0x80..80 is set where there is one, and only then.
func decide(out []float32, part []byte, upper []uint32, stream rng.Stream, first int) {
	const lowest, highest = 0x0101010101010101, 0x8080808080808080
	whole := len(part) &^ 7
	for i := 0; i < whole; i += 8 {
		x := binary.LittleEndian.Uint64(part[i:]) ^ (uint64(upper[i/4]) | uint64(upper[i/4+1])<<32)
		if (x-lowest)&^x&highest != 0 {
			ties(out, part, upper, stream, first, i, i+8)
		}
	}
	ties(out, part, upper, stream, first, whole, len(part))
}

// ties takes all bits of the draws of pixels from to end of a part, where the upper 8 equal the pixel. Black needs none.
func ties(out []float32, part []byte, upper []uint32, stream rng.Stream, first, from, end int) {
	for i := from; i < end; i++ {
		pixel, u := part[i], upper[i/4]>>(i%4*8)
		if pixel == byte(u) && pixel != 0 {
			j := first + i
			lower := stream.Block(fine + uint32(j/4))[j%4] >> 8
			out[i] = indicator(uint64(u<<24|lower) < chances[pixel])
		}
	}
}

// bernoulliFloats is row[j] = 1 where u_j < 2^32 values[j], else 0.
func bernoulliFloats(row, values []float32, stream rng.Stream) {
	var upper [perPart / 4]uint32
	var lower [perPart]uint32
	for first := 0; first < len(values); first += perPart {
		part := values[first:min(first+perPart, len(values))]
		stream.Words(upper[:(len(part)+3)/4], uint32(first/perBlock))
		stream.Words(lower[:len(part)], fine+uint32(first/4))
		for i, x := range part {
			u := upper[i/4]>>(i%4*8)<<24 | lower[i]>>8
			row[first+i] = indicator(float64(u) < float64(x)*0x1p32)
		}
	}
}

// indicator is 1 where something holds, else 0.
func indicator(holds bool) float32 {
	if holds {
		return 1
	}
	return 0
}
