package data

import (
	"encoding/binary"

	"vae/internal/rng"
)

// bernoulliBytes is row[j] = 1 where word j of the stream < 2^32 pixels[j]/255, else 0. Where the four pixels of a block are all black, or all white,
// its words cannot matter and are not computed: three in four blocks of a handwritten digit.
func bernoulliBytes(row []float32, pixels []byte, stream rng.Stream) {
	const black, white = 0, 1<<32 - 1
	row = row[:len(pixels)]
	j := 0
	for ; j+4 <= len(pixels); j += 4 {
		four, out := pixels[j:j+4:j+4], row[j:j+4:j+4]
		switch binary.LittleEndian.Uint32(four) {
		case black:
			out[0], out[1], out[2], out[3] = 0, 0, 0, 0
		case white:
			out[0], out[1], out[2], out[3] = 1, 1, 1, 1
		default:
			w := stream.Block(uint32(j / 4))
			out[0], out[1] = below(w[0], four[0]), below(w[1], four[1])
			out[2], out[3] = below(w[2], four[2]), below(w[3], four[3])
		}
	}
	if j < len(pixels) {
		w := stream.Block(uint32(j / 4))
		for i, x := range pixels[j:] {
			row[j+i] = below(w[i], x)
		}
	}
}

// below is 1 with chance x/255, without a branch: the difference of word and chance is negative, and its sign bit is the draw.
func below(word uint32, x byte) float32 {
	return float32(int32((uint64(word) - chances[x]) >> 63))
}

// bernoulliFloats is row[j] = 1 where word j of the stream < 2^32 values[j], else 0.
func bernoulliFloats(row, values []float32, stream rng.Stream) {
	var w [4]uint32
	for j, x := range values {
		if j%4 == 0 {
			w = stream.Block(uint32(j / 4))
		}
		row[j] = 0
		if float64(w[j%4])*0x1p-32 < float64(x) {
			row[j] = 1
		}
	}
}
