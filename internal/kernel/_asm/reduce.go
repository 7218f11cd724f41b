package main

// This file writes reductions to one number: sixteen lanes, in one register of AVX-512 or two of AVX2, then a fixed tree.

import (
	"strings"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// reduction is a loop over slices of equal lengths that ends in one number.
type reduction struct {
	name, slices string
	in, out      string
	start        uint32 // bits of each lane at the start
	// step returns the new lanes, and vectors to write.
	step func(a *asm, lanes reg.Register, in []reg.Register) (reg.Register, []reg.Register)
	join operation // of two lanes
}

var reductions = []reduction{
	{name: "sum", slices: "x", in: "x", join: add,
		step: func(a *asm, lanes reg.Register, in []reg.Register) (reg.Register, []reg.Register) {
			return a.add(lanes, in[0]), nil
		}},
	{name: "dot", slices: "a b", in: "a b", join: add,
		step: func(a *asm, lanes reg.Register, in []reg.Register) (reg.Register, []reg.Register) {
			return a.fma(in[0], in[1], lanes), nil
		}},
	{name: "maxOf", slices: "x", in: "x", start: infinity | signBit, join: larger,
		step: func(a *asm, lanes reg.Register, in []reg.Register) (reg.Register, []reg.Register) {
			return larger(a, lanes, in[0]), nil
		}},
	{name: "bernoulli", slices: "d l x", in: "l x", out: "d", join: add, step: bernoulli},
}

// bernoulli is one pass over logits and data that takes e^-|l| once.
func bernoulli(a *asm, lanes reg.Register, in []reg.Register) (reg.Register, []reg.Register) {
	l, x := in[0], in[1]
	e := decay(a, l)
	loss := a.sub(a.softplusOf(l, e), a.mul(l, x))
	return a.add(lanes, loss), []reg.Register{a.sub(a.sigmoidOf(l, e), x)}
}

func (r reduction) signature() string {
	return "func(" + strings.Join(strings.Fields(r.slices), ", ") + " []float32) float32"
}

// write writes the loop over blocks of sixteen elements, what is left under masks, and the tree.
func (r reduction) write(a *asm) {
	a.begin(r.name, r.signature(), "is the loop of "+exported(r.name)+".")
	at, n, i := a.operands(r.slices)
	lanes := make([]reg.Register, 16/a.lanes)
	for h := range lanes {
		lanes[h] = a.spread(a.u(r.start))
	}
	part := func(h int, mask reg.Register) {
		disp := h * a.bytes()
		sum, out := r.step(a, lanes[h], a.loadAll(at, r.in, disp, mask))
		if mask != nil {
			sum = a.blend(mask, sum, lanes[h])
		}
		a.VMOVAPS(sum, lanes[h])
		a.storeAll(at, r.out, disp, mask, out)
	}
	a.loop("block")
	a.CMPQ(n, U8(16))
	a.JLT(LabelRef("tail"))
	for h := range lanes {
		part(h, nil)
	}
	a.ADDQ(U8(16), i)
	a.SUBQ(U8(16), n)
	a.JMP(LabelRef("block"))
	a.Label("tail")
	a.TESTQ(n, n)
	a.JZ(LabelRef("tree"))
	for h, mask := range a.blockMasks(n) {
		part(h, mask)
	}
	a.Label("tree")
	r.tree(a, lanes)
	a.end()
}

// blockMasks are the masks of the first n of sixteen lanes.
func (a *asm) blockMasks(n reg.Register) []reg.Register {
	if a.wide() {
		return []reg.Register{a.laneMask(n)}
	}
	zero, high := a.GP64(), a.GP64()
	a.XORL(zero.As32(), zero.As32())
	a.MOVQ(n, high)
	a.SUBQ(U8(8), high)
	a.CMOVQLT(zero, high)
	a.SUBQ(high, n)
	return []reg.Register{a.laneMask(n), a.laneMask(high)}
}

// tree joins lane l with l+8, l+4, l+2 and l+1, in 256-bit registers on both levels; lanes that are of no use are joined too.
func (r reduction) tree(a *asm, lanes []reg.Register) {
	half := *a
	half.isa = levels[0]
	var low, high reg.Register
	if a.wide() {
		h := a.YMM()
		a.VEXTRACTF32X8(U8(1), lanes[0], h)
		low, high = lanes[0].(reg.Vec).AsY(), h
	} else {
		low, high = lanes[0], lanes[1]
	}
	sum := r.join(&half, low, high)
	four := a.YMM()
	a.VEXTRACTF128(U8(1), sum, four.AsX())
	sum = r.join(&half, sum, four)
	for _, shuffle := range []U8{0x0e, 0x01} {
		moved := a.YMM()
		a.VPERMILPS(shuffle, sum, moved)
		sum = r.join(&half, sum, moved)
	}
	p, err := a.ReturnIndex(0).Resolve()
	check(err)
	a.VMOVSS(sum.(reg.Vec).AsX(), p.Addr)
}
