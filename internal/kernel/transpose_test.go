package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestTranspose holds the transpose to its definition at every small shape, with padding in both that must stay.
func TestTranspose(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(19, 20))
		for rows := 1; rows <= 35; rows++ {
			for cols := 1; cols <= 35; cols++ {
				lds, ldd := cols+r.IntN(3), rows+r.IntN(3)
				src, _ := guarded(r, (rows-1)*lds+cols, r.IntN(16))
				dst, check := guarded(r, (cols-1)*ldd+rows, r.IntN(16))
				Fill(dst, guard)
				Transpose(dst, ldd, src, lds, rows, cols)
				check(t, "Transpose")
				for i, v := range dst {
					row, col := i%ldd, i/ldd
					if row >= rows {
						if v == v {
							t.Fatalf("%dx%d: wrote padding", rows, cols)
						}
					} else if math.Float32bits(v) != math.Float32bits(src[row*lds+col]) {
						t.Fatalf("%dx%d: dst[%d,%d] = %g, want %g", rows, cols, col, row, v, src[row*lds+col])
					}
				}
			}
		}
	})
}
