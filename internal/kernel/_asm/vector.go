package main

// This file is the arithmetic of vectors: each function emits an instruction (or the few that stand in for it) and returns the register
// of its result. A second operand may be a constant.

import (
	"fmt"
	"math"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// constant is a number in memory, eight times over: AVX2 reads it whole, AVX-512 broadcasts the first.
type constant struct{ Mem }

// constants are those written to a file so far, by their bits.
type constants map[uint32]constant

// f is a floating-point constant.
func (a *asm) f(v float32) constant { return a.u(math.Float32bits(v)) }

// u is a constant of 32 bits.
func (a *asm) u(bits uint32) constant {
	c, ok := a.pool[bits]
	if !ok {
		c = constant{a.StaticGlobal(fmt.Sprintf("%s%08x", a.topic, bits))}
		a.DataAttributes(attr.RODATA | attr.NOPTR)
		for i := range 8 {
			a.AddDatum(4*i, U32(bits))
		}
		a.pool[bits] = c
	}
	return c
}

// fresh is a new vector register.
func (a *asm) fresh() reg.Register {
	if a.wide() {
		return a.ZMM()
	}
	return a.YMM()
}

// put emits an instruction whose first operand may be a constant.
func (a *asm) put(plain, broadcast func(...Op), y Op, rest ...Op) {
	c, ok := y.(constant)
	switch {
	case ok && a.wide():
		broadcast(append([]Op{c.Mem}, rest...)...)
	case ok:
		plain(append([]Op{c.Mem}, rest...)...)
	default:
		plain(append([]Op{y}, rest...)...)
	}
}

// spread is a constant in a register.
func (a *asm) spread(c constant) reg.Register {
	d := a.fresh()
	a.VBROADCASTSS(c.Mem, d)
	return d
}

func (a *asm) copy(x reg.Register) reg.Register {
	d := a.fresh()
	a.VMOVAPS(x, d)
	return d
}

// add is x + y.
func (a *asm) add(x reg.Register, y Op) reg.Register {
	d := a.fresh()
	a.put(a.VADDPS, a.VADDPS_BCST, y, x, d)
	return d
}

// sub is x - y.
func (a *asm) sub(x reg.Register, y Op) reg.Register {
	d := a.fresh()
	a.put(a.VSUBPS, a.VSUBPS_BCST, y, x, d)
	return d
}

// mul is x * y.
func (a *asm) mul(x reg.Register, y Op) reg.Register {
	d := a.fresh()
	a.put(a.VMULPS, a.VMULPS_BCST, y, x, d)
	return d
}

// div is x / y.
func (a *asm) div(x reg.Register, y Op) reg.Register {
	d := a.fresh()
	a.put(a.VDIVPS, a.VDIVPS_BCST, y, x, d)
	return d
}

// max is x where x > y, else y.
func (a *asm) max(x reg.Register, y Op) reg.Register {
	d := a.fresh()
	a.put(a.VMAXPS, a.VMAXPS_BCST, y, x, d)
	return d
}

// min is x where x < y, else y.
func (a *asm) min(x reg.Register, y Op) reg.Register {
	d := a.fresh()
	a.put(a.VMINPS, a.VMINPS_BCST, y, x, d)
	return d
}

// sqrt is the square root of x.
func (a *asm) sqrt(x reg.Register) reg.Register {
	d := a.fresh()
	a.VSQRTPS(x, d)
	return d
}

// fma is x * y + z, rounded once.
func (a *asm) fma(x, y reg.Register, z Op) reg.Register {
	d := a.copy(x)
	a.put(a.VFMADD213PS, a.VFMADD213PS_BCST, z, y, d)
	return d
}

// fnma is z - x * y, rounded once; y may be a constant.
func (a *asm) fnma(x reg.Register, y Op, z reg.Register) reg.Register {
	d := a.copy(z)
	a.put(a.VFNMADD231PS, a.VFNMADD231PS_BCST, y, x, d)
	return d
}

// horner is c[0] + x*(c[1] + x*(c[2] + ...)), every step fused.
func (a *asm) horner(x reg.Register, c ...float32) reg.Register {
	d := a.spread(a.f(c[len(c)-1]))
	for i := len(c) - 2; i >= 0; i-- {
		a.put(a.VFMADD213PS, a.VFMADD213PS_BCST, a.f(c[i]), x, d)
	}
	return d
}

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

// float converts whole numbers.
func (a *asm) float(x reg.Register) reg.Register {
	d := a.fresh()
	a.VCVTDQ2PS(x, d)
	return d
}

// round rounds to a whole number: mode 1 down, 2 up.
func (a *asm) round(mode uint8, x reg.Register) reg.Register {
	d := a.fresh()
	const quiet = 8
	if a.wide() {
		a.VRNDSCALEPS(U8(quiet|mode), x, d)
	} else {
		a.VROUNDPS(U8(quiet|mode), x, d)
	}
	return d
}

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
