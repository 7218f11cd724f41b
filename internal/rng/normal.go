package rng

import "math"

// Normal fills dst with a place's stream of standard normal numbers. Words come in pairs (Box and Muller 1958):
//
//	u = (w0 + 1/2) / 2^32,  angle = 2 pi (w1 + 1/2) / 2^32,  radius = sqrt(-2 log u),  numbers radius cos(angle), radius sin(angle)
//
// computed in float64 and rounded once. u is never 0 or 1, so a number is finite, and never beyond sqrt(66 log 2) = 6.77.
func (s Source) Normal(dst []float32, p Purpose, step, example, sample int) {
	t := s.At(p, step, example, sample)
	b := uint32(0)
	for ; len(dst) >= 4; b++ {
		w := t.Block(b)
		dst[0], dst[1] = boxMuller(w[0], w[1])
		dst[2], dst[3] = boxMuller(w[2], w[3])
		dst = dst[4:]
	}
	if len(dst) > 0 {
		w := t.Block(b)
		var last [4]float32
		last[0], last[1] = boxMuller(w[0], w[1])
		last[2], last[3] = boxMuller(w[2], w[3])
		copy(dst, last[:])
	}
}

// boxMuller maps two uniform words to two independent standard normal numbers.
func boxMuller(w0, w1 uint32) (x, y float32) {
	u := (float64(w0) + 0.5) * 0x1p-32
	angle := (float64(w1) + 0.5) * (2 * math.Pi * 0x1p-32)
	sin, cos := math.Sincos(angle)
	radius := math.Sqrt(-2 * math.Log(u))
	return float32(radius * cos), float32(radius * sin)
}
