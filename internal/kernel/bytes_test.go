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
			word := make([]uint32, (n+3)/4)
			for i := range src {
				src[i] = byte(r.Uint32())
				u := byte(r.Uint32())
				switch r.IntN(6) {
				case 0:
					src[i] = 0
				case 1:
					src[i] = 255
				case 2, 3: // next to the edge of the comparison
					u = src[i] + byte(r.IntN(3)) - 1
				}
				word[i/4] |= uint32(u) << (i % 4 * 8)
			}
			limit := byte(r.Uint32())
			dst, check := guarded(r, n, r.IntN(16))
			FromBytes(dst, src, 255)
			for i, v := range src {
				if dst[i] != float32(v)/255 {
					t.Fatalf("FromBytes: %d gives %g", v, dst[i])
				}
			}
			ThresholdBytes(dst, src, limit)
			for i, v := range src {
				if (dst[i] == 1) != (v >= limit) || dst[i] != 0 && dst[i] != 1 {
					t.Fatalf("ThresholdBytes at %d: %d gives %g", limit, v, dst[i])
				}
			}
			BelowBytes(dst, src, word)
			for i, v := range src {
				if want := byte(word[i/4]>>(i%4*8)) < v; (dst[i] == 1) != want || dst[i] != 0 && dst[i] != 1 {
					t.Fatalf("BelowBytes: %d with byte %d of %x gives %g", v, i%4, word[i/4], dst[i])
				}
			}
			check(t, "bytes")
		}
	})
}
