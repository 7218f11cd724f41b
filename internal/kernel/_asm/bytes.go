package main

// This file writes the loops from bytes to floats, for lengths that are multiples of 16: masks do not reach single bytes on AVX2, so
// that the rest is left to Go, which gives the same bits.

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// byteLoop is a loop over bytes widened to whole numbers, with a float32 parameter, or with the bytes of words widened too.
type byteLoop struct {
	name, param string
	body        func(a *asm, v, s reg.Register) reg.Register
}

var byteLoops = []byteLoop{
	{"fromBytes", "s float32", func(a *asm, v, s reg.Register) reg.Register { return a.div(a.float(v), s) }},
	{"thresholdBytes", "s float32", func(a *asm, v, s reg.Register) reg.Register { return a.one(a.cmp(geO, a.float(v), s)) }},
	{"belowBytes", "s []uint32", func(a *asm, v, u reg.Register) reg.Register { return a.one(a.less(u, v)) }},
}

func (k byteLoop) signature() string { return "func(dst []float32, src []byte, " + k.param + ")" }

func (k byteLoop) write(a *asm) {
	a.begin(k.name, k.signature(), "is the loop of "+exported(k.name)+", for a length that is a multiple of 16.")
	dst, src := a.Load(a.Param("dst").Base(), a.GP64()), a.Load(a.Param("src").Base(), a.GP64())
	n := a.Load(a.Param("dst").Len(), a.GP64())
	s, words := a.fresh(), reg.Register(nil)
	if k.param == "s float32" {
		p, err := a.Param("s").Resolve()
		check(err)
		a.VBROADCASTSS(p.Addr, s)
	} else {
		words = a.Load(a.Param("s").Base(), a.GP64())
	}
	i := a.GP64()
	a.XORL(i.As32(), i.As32())
	a.loop("loop")
	a.CMPQ(i, n)
	a.JGE(LabelRef("done"))
	v := a.fresh()
	a.VPMOVZXBD(Mem{Base: src, Index: i, Scale: 1}, v)
	if words != nil {
		a.VPMOVZXBD(Mem{Base: words, Index: i, Scale: 1}, s)
	}
	a.VMOVUPS(k.body(a, v, s), Mem{Base: dst, Index: i, Scale: 4})
	a.ADDQ(U8(a.lanes), i)
	a.JMP(LabelRef("loop"))
	a.Label("done")
	a.end()
}

// bytesToFloats writes all of them.
func bytesToFloats(a *asm) {
	for _, k := range byteLoops {
		k.write(a)
	}
}

// reduce writes the reductions.
func reduce(a *asm) {
	for _, r := range reductions {
		r.write(a)
	}
}
