package main

// This file writes the loop that measures what the multipliers can do.

import . "github.com/mmcloughlin/avo/operand"

// peakChains is how many independent chains of fused multiply-adds run: enough to hide a latency of 4 cycles on two units.
const peakChains = 12

// peak writes a loop of nothing but fused multiply-adds on registers.
func peak(a *asm) {
	a.begin("peak", "func(n int)", "runs n rounds of twelve fused multiply-adds of whole registers.")
	n := a.param("n")
	for i := range peakChains + 2 {
		a.zero(a.vec(i))
	}
	a.loop("loop")
	for i := range peakChains {
		a.VFMADD231PS(a.vec(peakChains), a.vec(peakChains+1), a.vec(i))
	}
	a.SUBQ(Imm(1), n)
	a.JNZ(LabelRef("loop"))
	a.end()
}
