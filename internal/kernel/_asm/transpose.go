package main

// This file writes the transpose of bands of eight or sixteen rows. It moves numbers only and serves both levels.

import (
	"fmt"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transpose writes bands for AVX2 alone.
func transpose(a *asm) {
	if a.wide() {
		return
	}
	for _, rows := range []int{8, 16} {
		(&band{asm: a}).write(rows)
	}
}

// band is a band of rows of src, which becomes as many columns of dst; sixteen fill a cache line of dst.
type band struct {
	*asm
	dst, ldd, src, r, r3, r5, r7 reg.Register
}

func (b *band) write(rows int) {
	b.begin(fmt.Sprintf("transpose%d", rows), "func(dst *float32, ldd int, src *float32, lds, cols int)",
		fmt.Sprintf("transposes %d rows of src, a multiple of 8 columns of them.", rows))
	b.dst, b.ldd, b.src, b.r = b.param("dst"), b.param("ldd"), b.param("src"), b.param("lds")
	n := b.param("cols")
	b.SHLQ(U8(2), b.ldd)
	b.SHLQ(U8(2), b.r)
	b.r3, b.r5, b.r7 = b.GP64(), b.GP64(), b.GP64()
	b.LEAQ(Mem{Base: b.r, Index: b.r, Scale: 2}, b.r3)
	b.LEAQ(Mem{Base: b.r, Index: b.r, Scale: 4}, b.r5)
	b.LEAQ(Mem{Base: b.r3, Index: b.r, Scale: 4}, b.r7)
	lower := b.GP64() // rows 8 to 15
	b.LEAQ(Mem{Base: b.src, Index: b.r, Scale: 8}, lower)
	b.loop("loop")
	b.TESTQ(n, n)
	b.JLE(LabelRef("done"))
	for half := range 2 {
		for at, base := range []reg.Register{b.src, lower}[:rows/8] {
			b.block(base, 16*half, 32*at)
		}
		b.LEAQ(Mem{Base: b.dst, Index: b.ldd, Scale: 4}, b.dst)
	}
	b.ADDQ(U8(32), b.src)
	b.ADDQ(U8(32), lower)
	b.SUBQ(U8(8), n)
	b.JMP(LabelRef("loop"))
	b.Label("done")
	b.end()
}

// block turns four columns of eight rows: rows k and k+4 share a register, pairs are interleaved twice.
func (b *band) block(base reg.Register, from, to int) {
	for k := range 4 {
		b.VMOVUPS(b.row(base, k, from), b.vec(k).AsX())
		b.VINSERTF128(U8(1), b.row(base, k+4, from), b.vec(k), b.vec(k))
	}
	low, high := [2]reg.Register{b.vec(4), b.vec(5)}, [2]reg.Register{b.vec(6), b.vec(7)}
	for p := range 2 {
		b.VUNPCKLPS(b.vec(2*p+1), b.vec(2*p), low[p])
		b.VUNPCKHPS(b.vec(2*p+1), b.vec(2*p), high[p])
	}
	at := b.GP64()
	b.MOVQ(b.dst, at)
	for i, pair := range [][2]reg.Register{low, high} {
		even, odd := b.vec(8+2*i), b.vec(9+2*i)
		b.VUNPCKLPD(pair[1], pair[0], even)
		b.VMOVUPS(even, Mem{Base: at, Disp: to})
		b.ADDQ(b.ldd, at)
		b.VUNPCKHPD(pair[1], pair[0], odd)
		b.VMOVUPS(odd, Mem{Base: at, Disp: to})
		b.ADDQ(b.ldd, at)
	}
}

// row is where row k begins, disp bytes on.
func (b *band) row(base reg.Register, k, disp int) Mem {
	return rowAt(base, k, disp, b.r, b.r3, b.r5, b.r7)
}

// rowAt is row k at a stride r of which 3, 5 and 7 times are at hand.
func rowAt(base reg.Register, k, disp int, r, r3, r5, r7 reg.Register) Mem {
	m := Mem{Base: base, Disp: disp}
	switch k {
	case 1, 2, 4:
		m.Index, m.Scale = r, uint8(k)
	case 3, 6:
		m.Index, m.Scale = r3, uint8(k/3)
	case 5:
		m.Index, m.Scale = r5, 1
	case 7:
		m.Index, m.Scale = r7, 1
	}
	return m
}
