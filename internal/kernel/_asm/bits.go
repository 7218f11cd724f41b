package main

// This file is the arithmetic of bits and whole numbers in vectors.

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// and, or and xor are bit by bit; without is x with the bits of y cleared.
func (a *asm) and(x reg.Register, y Op) reg.Register {
	d := a.fresh()
	a.put(a.VANDPS, a.VANDPS_BCST, y, x, d)
	return d
}

func (a *asm) or(x reg.Register, y Op) reg.Register {
	d := a.fresh()
	a.put(a.VORPS, a.VORPS_BCST, y, x, d)
	return d
}

func (a *asm) xor(x reg.Register, y Op) reg.Register {
	d := a.fresh()
	a.put(a.VXORPS, a.VXORPS_BCST, y, x, d)
	return d
}

// abs is |x|.
func (a *asm) abs(x reg.Register) reg.Register { return a.and(x, a.u(0x7fffffff)) }

// iadd and isub are sums and differences of whole numbers, shl and sar shifts.
func (a *asm) iadd(x reg.Register, y Op) reg.Register {
	d := a.fresh()
	a.put(a.VPADDD, a.VPADDD_BCST, y, x, d)
	return d
}

func (a *asm) isub(x reg.Register, y Op) reg.Register {
	d := a.fresh()
	a.put(a.VPSUBD, a.VPSUBD_BCST, y, x, d)
	return d
}

// imin is the smaller of whole numbers.
func (a *asm) imin(x reg.Register, n int32) reg.Register {
	d := a.fresh()
	a.put(a.VPMINSD, a.VPMINSD_BCST, a.u(uint32(n)), x, d)
	return d
}

func (a *asm) shl(x reg.Register, n uint8) reg.Register {
	d := a.fresh()
	a.VPSLLD(U8(n), x, d)
	return d
}

func (a *asm) shr(x reg.Register, n uint8) reg.Register {
	d := a.fresh()
	a.VPSRLD(U8(n), x, d)
	return d
}

// less is the mask of the lanes where x < y, as signed whole numbers.
func (a *asm) less(x, y reg.Register) reg.Register {
	d := reg.Register(a.K())
	if !a.wide() {
		d = a.fresh()
	}
	a.VPCMPGTD(x, y, d)
	return d
}

func (a *asm) sar(x reg.Register, n uint8) reg.Register {
	d := a.fresh()
	a.VPSRAD(U8(n), x, d)
	return d
}
