package main

// This file writes random words and normal numbers.

import (
	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// random writes the loops.
func random(a *asm) {
	order := a.blockOrder()
	philox(a, order)
	philoxBlocks(a, order)
	normals(a)
}

// philox writes groups of consecutive blocks, two registers at a time. Each word of the counter has a register in which it is the lower half
// of every 64 bits, as the multiplication takes it; what stands in the upper halves has no effect.
func philox(a *asm, blocks Mem) {
	a.begin("philox", "func(dst []uint32, at *uint32)", "is the loop of Philox, for whole groups of two registers of words.")
	dst, n, at := a.Load(a.Param("dst").Base(), a.GP64()), a.Load(a.Param("dst").Len(), a.GP64()), a.param("at")
	start := a.spreadWords(at, 6)
	counter := a.fresh()
	a.VPADDD(blocks, start[0], counter)
	a.loop("loop")
	a.TESTQ(n, n)
	a.JLE(LabelRef("done"))
	a.storeBlocks(dst, a.rounds([4]reg.Register{counter, start[1], start[2], start[3]}, start[4], start[5]))
	a.put(a.VPADDD, a.VPADDD_BCST, a.u(uint32(a.lanes/2)), counter, counter)
	a.nextBlocks(dst, n)
	a.Label("done")
	a.end()
}

// philoxBlocks writes groups of blocks whose places come from three slices.
func philoxBlocks(a *asm, blocks Mem) {
	a.begin("philoxBlocks", "func(dst []uint32, c0, c1, c2, rest *uint32)",
		"is the loop of PhiloxBlocks, for whole groups of two registers of words; rest is C3 and the key.")
	dst, n := a.Load(a.Param("dst").Base(), a.GP64()), a.Load(a.Param("dst").Len(), a.GP64())
	places := []reg.Register{a.param("c0"), a.param("c1"), a.param("c2")}
	rest := a.spreadWords(a.param("rest"), 3)
	order := a.fresh()
	a.VMOVUPS(blocks, order)
	a.loop("loop")
	a.TESTQ(n, n)
	a.JLE(LabelRef("done"))
	c := [4]reg.Register{3: rest[0]}
	for i, place := range places {
		c[i] = a.blockWords(place, order)
		a.ADDQ(U8(2*a.lanes), place)
	}
	a.storeBlocks(dst, a.rounds(c, rest[1], rest[2]))
	a.nextBlocks(dst, n)
	a.Label("done")
	a.end()
}

// spreadWords are n words from p on, each in all lanes of a register.
func (a *asm) spreadWords(p reg.Register, n int) []reg.Register {
	words := make([]reg.Register, n)
	for i := range words {
		words[i] = a.fresh()
		a.VPBROADCASTD(Mem{Base: p, Disp: 4 * i}, words[i])
	}
	return words
}

// blockWords reads a word for each block of a group, and places them in the order of the blocks.
func (a *asm) blockWords(p, order reg.Register) reg.Register {
	d := a.fresh()
	if a.wide() {
		a.VMOVUPS(Mem{Base: p}, d.(reg.Vec).AsY())
	} else {
		a.VMOVUPS(Mem{Base: p}, d.(reg.Vec).AsX())
	}
	a.VPERMD(d, order, d)
	return d
}

// rounds are the ten rounds.
func (a *asm) rounds(c [4]reg.Register, k0, k1 reg.Register) [4]reg.Register {
	for round := range 10 {
		if round > 0 {
			k0, k1 = a.iadd(k0, a.u(0x9E3779B9)), a.iadd(k1, a.u(0xBB67AE85))
		}
		p0, p1 := a.product(c[0], a.u(0xD2511F53)), a.product(c[2], a.u(0xCD9E8D57))
		c = [4]reg.Register{a.xor(a.xor(a.upper(p1), c[1]), k0), p1, a.xor(a.xor(a.upper(p0), c[3]), k1), p0}
	}
	return c
}

// storeBlocks interleaves the four words of a group of blocks.
func (a *asm) storeBlocks(dst reg.Register, c [4]reg.Register) {
	front, back := a.twoWords(c[0], c[1]), a.twoWords(c[2], c[3])
	low, high := a.fresh(), a.fresh()
	a.VPUNPCKLQDQ(back, front, low)
	a.VPUNPCKHQDQ(back, front, high)
	a.VMOVUPS(low, Mem{Base: dst})
	a.VMOVUPS(high, Mem{Base: dst, Disp: a.bytes()})
}

// nextBlocks goes on to the next group.
func (a *asm) nextBlocks(dst, n reg.Register) {
	a.ADDQ(U8(2*a.bytes()), dst)
	a.SUBQ(U8(2*a.lanes), n)
	a.JMP(LabelRef("loop"))
}

// blockOrder is which block each 64 bits computes, so that interleaving leaves them in order.
func (a *asm) blockOrder() Mem {
	m := a.StaticGlobal("blockOrder" + a.suffix)
	a.DataAttributes(attr.RODATA | attr.NOPTR)
	for i := range a.lanes / 2 {
		a.AddDatum(8*i, U64(i/2+i%2*(a.lanes/4)))
	}
	return m
}

// product is the 64-bit product of the lower halves.
func (a *asm) product(x reg.Register, y Op) reg.Register {
	d := a.fresh()
	a.put(a.VPMULUDQ, a.VPMULUDQ_BCST, y, x, d)
	return d
}

// upper moves the upper halves of 64 bits to the lower, lower the other way.
func (a *asm) upper(x reg.Register) reg.Register {
	d := a.fresh()
	a.VPSRLQ(U8(32), x, d)
	return d
}

func (a *asm) lower(x reg.Register) reg.Register {
	d := a.fresh()
	a.VPSLLQ(U8(32), x, d)
	return d
}

// twoWords is x in the lower halves and y in the upper ones.
func (a *asm) twoWords(x, y reg.Register) reg.Register { return a.or(a.upper(a.lower(x)), a.lower(y)) }

// normals writes the transformation of Box and Muller, for whole groups of two registers.
func normals(a *asm) {
	a.begin("normal", "func(dst []float32, w []uint32)", "is the loop of Normal, for whole groups of two registers of words.")
	dst, n, w := a.Load(a.Param("dst").Base(), a.GP64()), a.Load(a.Param("dst").Len(), a.GP64()), a.Load(a.Param("w").Base(), a.GP64())
	a.loop("loop")
	a.TESTQ(n, n)
	a.JLE(LabelRef("done"))
	first, second, even, odd := a.fresh(), a.fresh(), a.fresh(), a.fresh()
	a.VMOVUPS(Mem{Base: w}, first)
	a.VMOVUPS(Mem{Base: w, Disp: a.bytes()}, second)
	a.VSHUFPS(U8(0x88), second, first, even)
	a.VSHUFPS(U8(0xdd), second, first, odd)
	r := a.radius(even)
	cos, sin := a.direction(odd)
	x, y := a.mul(r, cos), a.mul(r, sin)
	low, high := a.fresh(), a.fresh()
	a.VUNPCKLPS(y, x, low)
	a.VUNPCKHPS(y, x, high)
	a.VMOVUPS(low, Mem{Base: dst})
	a.VMOVUPS(high, Mem{Base: dst, Disp: a.bytes()})
	a.ADDQ(U8(2*a.bytes()), dst)
	a.ADDQ(U8(2*a.bytes()), w)
	a.SUBQ(U8(2*a.lanes), n)
	a.JMP(LabelRef("loop"))
	a.Label("done")
	a.end()
}

// middle is (w + 1/2) / 2^32, rounded once.
func (a *asm) middle(w reg.Register) reg.Register {
	high, low := a.float(a.shr(w, 16)), a.float(a.and(w, a.u(0xffff)))
	return a.mul(a.fma(high, a.spread(a.f(1<<16)), a.add(low, a.f(0.5))), a.f(0x1p-32))
}

// radius is sqrt(-2 log u) with u = middle(w). Near 1, u - 1 is taken from the bits of w, where u itself has lost them.
func (a *asm) radius(w reg.Register) reg.Register {
	u := a.middle(w)
	m, k := a.split(u)
	short := a.xor(a.middle(a.xor(w, a.u(0xffffffff))), a.u(signBit)) // u - 1
	f := a.blend(a.cmp(geO, u, a.f(rootHalf)), short, a.sub(m, a.f(1)))
	return a.sqrt(a.mul(a.logOf(a.float(k), f), a.f(-2)))
}

// direction is the cosine and sine of 2 pi (w + 1/2) / 2^32 = (q + t) pi/2 with q a whole number and |t| <= 1/2, by polynomials on
// |x| <= pi/4: sin x = x + x z P(z) to 2^-28 and cos x = 1 - z/2 + z^2 Q(z) to 2^-32, z = x^2. Bits 31 and 30 of turn are q.
func (a *asm) direction(w reg.Register) (cos, sin reg.Register) {
	turn := a.iadd(w, a.u(1<<29))
	t := a.isub(a.and(turn, a.u(1<<30-1)), a.u(1<<29))
	x := a.mul(a.add(a.float(t), a.f(0.5)), a.f(halfPi*0x1p-30))
	z := a.mul(x, x)
	s := a.fma(a.mul(x, z), a.horner(z, -0x1.555556p-3, 0x1.111108p-7, -0x1.a00f8p-13, 0x1.6cd1f2p-19), x)
	c := a.horner(z, 1, -0.5, 0x1.55554ap-5, -0x1.6c0c34p-10, 0x1.99eb9cp-16)
	odd := a.signs(a.shl(turn, 1))
	cos, sin = a.blend(odd, s, c), a.blend(odd, c, s)
	cos = a.xor(cos, a.and(a.xor(turn, a.shl(turn, 1)), a.u(signBit)))
	return cos, a.xor(sin, a.and(turn, a.u(signBit)))
}

const halfPi = 0x1.921fb54442d18p0

// signs is the mask of the lanes whose uppermost bit is set.
func (a *asm) signs(x reg.Register) reg.Register {
	if !a.wide() {
		return x // all that the blend looks at
	}
	k := a.K()
	a.VPMOVD2M(x, k)
	return k
}
