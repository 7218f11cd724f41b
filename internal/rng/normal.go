package rng

import "vae/internal/kernel"

// chunk is how many words are drawn at a time. They are drawn in whole groups, which assembly does at once, also where fewer are needed.
const (
	chunk = 128
	group = 32
)

// Normal fills dst with a place's stream of standard normal numbers. Words come in pairs (Box and Muller 1958):
//
//	u = (w0 + 1/2) / 2^32,  angle = 2 pi (w1 + 1/2) / 2^32,  radius = sqrt(-2 log u),  numbers radius cos(angle), radius sin(angle)
//
// computed by package kernel, whose levels agree to 4 ULP; the levels with assembly agree to the bit. u is never 0 or 1, so a number is finite, and never
// beyond sqrt(66 log 2) = 6.77.
func (s Source) Normal(dst []float32, p Purpose, step, example, sample int) {
	t := s.At(p, step, example, sample)
	at := kernel.Counter{C1: t.c1, C2: t.c2, C3: t.c3, K0: t.k0, K1: t.k1}
	var words [chunk]uint32
	for len(dst) > 0 {
		n := min(len(dst), chunk)
		kernel.Philox(words[:(n+group-1)/group*group], at)
		even := n &^ 1
		kernel.Normal(dst[:even], words[:even])
		if even < n {
			var last [2]float32
			kernel.Normal(last[:], words[even:even+2])
			dst[even] = last[0]
		}
		at.C0 += chunk / 4
		dst = dst[n:]
	}
}
