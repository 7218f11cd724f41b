package main

// This file is what depends on comparisons: masks, and choices by them.

import (
	"fmt"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The comparisons, by the instruction's number. The names say what holds with NaN: O false, U true.
const (
	ltO    = 0x11
	leO    = 0x12
	gtO    = 0x1e
	geO    = 0x1d
	eqO    = 0x00
	neU    = 0x04
	neO    = 0x0c
	notLtU = 0x15
	notLeU = 0x16
	isNaN  = 0x03
)

// cmp is the mask of the lanes where x compares with y: an opmask register, or a vector of whole-lane bits.
func (a *asm) cmp(pred uint8, x reg.Register, y Op) reg.Register {
	if !a.wide() {
		d := a.fresh()
		if c, ok := y.(constant); ok {
			y = c.Mem
		}
		a.VCMPPS(U8(pred), y, x, d)
		return d
	}
	k := a.K()
	if c, ok := y.(constant); ok {
		a.VCMPPS_BCST(U8(pred), c.Mem, x, k)
	} else {
		a.VCMPPS(U8(pred), y, x, k)
	}
	return k
}

// branchUnless jumps, where no lane is in the mask, to the label that it returns, which the caller has to place.
func (a *asm) branchUnless(mask reg.Register) (label string) {
	if a.wide() {
		a.KORTESTW(mask, mask)
	} else {
		a.VTESTPS(mask, mask)
	}
	a.branches++
	label = fmt.Sprintf("skip%d", a.branches)
	a.JZ(LabelRef(label))
	return label
}

// blend is t in the lanes of the mask, f in the others; t may be a constant.
func (a *asm) blend(mask reg.Register, t Op, f reg.Register) reg.Register {
	d := a.fresh()
	if a.wide() {
		a.put(a.VBLENDMPS, a.VBLENDMPS_BCST, t, f, mask, d)
		return d
	}
	if c, ok := t.(constant); ok {
		t = c.Mem
	}
	a.VBLENDVPS(mask, t, f, d)
	return d
}

// keep is x in the lanes of the mask, 0 in the others.
func (a *asm) keep(mask, x reg.Register) reg.Register {
	d := a.fresh()
	if a.wide() {
		a.VMOVAPS_Z(x, mask, d)
	} else {
		a.VANDPS(x, mask, d)
	}
	return d
}

// one is 1 in the lanes of the mask, 0 in the others.
func (a *asm) one(mask reg.Register) reg.Register {
	d := a.fresh()
	if a.wide() {
		a.VBROADCASTSS_Z(a.f(1).Mem, mask, d)
	} else {
		a.VANDPS(a.f(1).Mem, mask, d)
	}
	return d
}

// normal is x, or 0 where it is denormal. NaN stays.
func (a *asm) normal(x reg.Register) reg.Register {
	return a.keep(a.cmp(notLtU, a.abs(x), a.f(0x1p-126)), x)
}
