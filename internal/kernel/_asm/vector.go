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
