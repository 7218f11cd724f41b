package rng

// The multipliers and Weyl increments of Philox4x32 (Salmon et al. 2011, table 2 and section 3.3).
const (
	mul0  = 0xD2511F53
	mul1  = 0xCD9E8D57
	weyl0 = 0x9E3779B9
	weyl1 = 0xBB67AE85

	rounds = 10
)

// philox is Philox4x32-10: a keyed bijection of counters whose outputs pass as independent uniform words. One round is
//
//	(c0, c1, c2, c3) <- (hi(m1 c2) ^ c1 ^ k0, lo(m1 c2), hi(m0 c0) ^ c3 ^ k1, lo(m0 c0))
//
// and between rounds the key moves on by the Weyl increments.
//
// Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
func philox(c0, c1, c2, c3, k0, k1 uint32) [4]uint32 {
	for range rounds {
		p0 := uint64(c0) * mul0
		p1 := uint64(c2) * mul1
		c0, c1, c2, c3 = uint32(p1>>32)^c1^k0, uint32(p1), uint32(p0>>32)^c3^k1, uint32(p0)
		k0 += weyl0
		k1 += weyl1
	}
	return [4]uint32{c0, c1, c2, c3}
}
