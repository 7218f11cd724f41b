package main

// This file writes the copy of a strip of b to where its rows stand close together.

import (
	"fmt"

	. "github.com/mmcloughlin/avo/operand"
)

// packStride is the distance of rows in a packed strip, the widest that is packed: three vectors of AVX-512.
const packStride = 48

// pack writes the copies, for AVX2 alone: they move numbers only and serve both levels.
func pack(a *asm) {
	if a.wide() {
		return
	}
	for _, columns := range []int{16, 32, 48} {
		packStrip(a, columns)
	}
}

func packStrip(a *asm, columns int) {
	a.begin(fmt.Sprintf("pack%d", columns), "func(dst *float32, b *float32, ldb, rows int)",
		fmt.Sprintf("copies %d columns of rows of b to rows that are %d apart.", columns, packStride))
	dst, b, ldb, rows := a.param("dst"), a.param("b"), a.param("ldb"), a.param("rows")
	a.SHLQ(U8(2), ldb)
	a.loop("loop")
	a.TESTQ(rows, rows)
	a.JLE(LabelRef("done"))
	for i := range columns / a.lanes {
		a.VMOVUPS(Mem{Base: b, Disp: i * a.bytes()}, a.vec(i))
	}
	for i := range columns / a.lanes {
		a.VMOVUPS(a.vec(i), Mem{Base: dst, Disp: i * a.bytes()})
	}
	a.ADDQ(ldb, b)
	a.ADDQ(Imm(4*packStride), dst)
	a.DECQ(rows)
	a.JMP(LabelRef("loop"))
	a.Label("done")
	a.end()
}
