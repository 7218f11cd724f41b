package kernel

// This file holds random words and normal numbers in bulk. Package rng says what a counter means.

import "math"

// The multipliers and increments of Philox4x32 (Salmon, Moraes, Dror and Shaw 2011, table 2 and section 3.3).
const (
	philoxMul0, philoxMul1   = 0xD2511F53, 0xCD9E8D57
	philoxWeyl0, philoxWeyl1 = 0x9E3779B9, 0xBB67AE85
)

// Counter is a place in the output of a Philox generator: four words of counter, the first of which counts blocks, and two of key.
type Counter struct{ C0, C1, C2, C3, K0, K1 uint32 }

// Philox fills dst with the words of Philox4x32-10 at the counters (C0, C1, C2, C3), (C0+1, C1, C2, C3), ..., four words each, C0
// modulo 2^32. A round is
//
//	(c0, c1, c2, c3) <- (hi(m1 c2) ^ c1 ^ k0, lo(m1 c2), hi(m0 c0) ^ c3 ^ k1, lo(m0 c0))
//
// and between rounds the key moves on by the increments. The words are the same on every level.
func Philox(dst []uint32, at Counter) {
	if philoxAll(dst, at) {
		return
	}
	for ; len(dst) > 0; at.C0++ {
		w := at.block()
		dst = dst[copy(dst, w[:]):]
	}
}

// PhiloxBlocks fills dst with blocks from anywhere under one key, four words each: those of block i are Philox's at the counter
// (c0[i], c1[i], c2[i], C3) of at, whose other three words do not count. They are the same on every level.
func PhiloxBlocks(dst []uint32, c0, c1, c2 []uint32, at Counter) {
	if len(dst) != 4*len(c0) || len(c1) != len(c0) || len(c2) != len(c0) {
		panic(mismatch)
	}
	if philoxBlocksAll(dst, c0, c1, c2, &at) {
		return
	}
	for i := range c0 {
		at.C0, at.C1, at.C2 = c0[i], c1[i], c2[i]
		w := at.block()
		copy(dst[4*i:4*i+4], w[:])
	}
}

// block is the four words at a counter.
func (at Counter) block() [4]uint32 {
	c0, c1, c2, c3, k0, k1 := at.C0, at.C1, at.C2, at.C3, at.K0, at.K1
	for range 10 {
		p0, p1 := uint64(c0)*philoxMul0, uint64(c2)*philoxMul1
		c0, c1, c2, c3 = uint32(p1>>32)^c1^k0, uint32(p1), uint32(p0>>32)^c3^k1, uint32(p0)
		k0, k1 = k0+philoxWeyl0, k1+philoxWeyl1
	}
	return [4]uint32{c0, c1, c2, c3}
}

// Normal computes, for each pair of words w[i], w[i+1], i even, two independent standard normal numbers (Box and Muller 1958):
//
//	u      = (w[i] + 1/2) / 2^32,  angle = 2 pi (w[i+1] + 1/2) / 2^32,  radius = sqrt(-2 log u)
//	dst[i] = radius cos(angle),  dst[i+1] = radius sin(angle)
//
// in float64, rounded once; assembly works in float32 and is within 4 ULP. The length is even; dst may not overlap w.
func Normal(dst []float32, w []uint32) {
	if len(dst) != len(w) {
		panic(mismatch)
	}
	if len(dst)%2 != 0 {
		panic("kernel: Normal: the length is odd")
	}
	if normalAll(dst, w) {
		return
	}
	for i := 0; i < len(w); i += 2 {
		dst[i], dst[i+1] = boxMuller(w[i], w[i+1])
	}
}

// boxMuller maps two words to two numbers. u is never 0 or 1, so both are finite, and at most sqrt(66 log 2) = 6.77. The angle is
// taken from the nearest quarter of a turn, where sine and cosine lose no digits.
func boxMuller(w0, w1 uint32) (x, y float32) {
	u := (float64(w0) + 0.5) * 0x1p-32
	radius := math.Sqrt(-2 * math.Log(u))
	turn := w1 + 1<<29
	t := float64(int32(turn&(1<<30-1))-1<<29) + 0.5
	sin, cos := math.Sincos(t * (math.Pi / 2 * 0x1p-30))
	for range turn >> 30 {
		sin, cos = cos, -sin
	}
	return float32(radius * cos), float32(radius * sin)
}
