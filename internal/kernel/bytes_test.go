package kernel

import (
	"math/rand/v2"
	"testing"
)

// TestBytes holds the conversions to their definitions, in whole numbers, at every length and alignment.
func TestBytes(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(17, 18))
		for n := range 131 {
			off := r.IntN(32)
			src := make([]byte, off+n)[off:]
			word := make([]uint32, n)
			for i := range src {
				src[i], word[i] = byte(r.Uint32()), r.Uint32()
				if r.IntN(4) == 0 { // next to the edge of the comparison
					word[i] = uint32(uint64(src[i])<<32/255) + uint32(r.IntN(512)) - 256
				}
				switch r.IntN(6) {
				case 0:
					src[i] = 0
				case 1:
					src[i] = 255
				}
			}
			limit := byte(r.Uint32())
			dst, check := guarded(r, n, r.IntN(16))
			FromBytes(dst, src, 1.0/255)
			for i, v := range src {
				if dst[i] != float32(v)*(1.0/255) {
					t.Fatalf("FromBytes: %d gives %g", v, dst[i])
				}
			}
			ThresholdBytes(dst, src, limit)
			for i, v := range src {
				if (dst[i] == 1) != (v >= limit) || dst[i] != 0 && dst[i] != 1 {
					t.Fatalf("ThresholdBytes at %d: %d gives %g", limit, v, dst[i])
				}
			}
			BinarizeBytes(dst, src, word)
			for i, v := range src {
				if want := uint64(word[i]>>8)*255 < uint64(v)<<24; (dst[i] == 1) != want || dst[i] != 0 && dst[i] != 1 {
					t.Fatalf("BinarizeBytes: %d with %x gives %g", v, word[i], dst[i])
				}
			}
			check(t, "bytes")
		}
	})
}
