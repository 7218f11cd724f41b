package main

// This file writes loops over slices: load a vector of each operand, compute, store.

import (
	"strings"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// body computes a vector of each result from a vector of each operand and the scalars, each spread over a register.
type body func(a *asm, in, s []reg.Register) []reg.Register

// kernel is a loop over slices of equal lengths.
type kernel struct {
	name    string
	slices  string // parameters: the slices, separated by spaces
	in, out string // which of them are read and written, in the body's order
	scalar  bool   // one float32 parameter s after the slices
	numbers int    // how many float32 stand behind a pointer parameter s
	unroll  int    // vectors a round
	body    body
	past    bool // p, which begins at a multiple of 64 bytes, is written past the caches
}

// signature is the function's type.
func (k kernel) signature() string {
	p := strings.Join(strings.Fields(k.slices), ", ") + " []float32"
	switch {
	case k.scalar:
		p += ", s float32"
	case k.numbers > 0:
		p += ", s *float32"
	}
	return "func(" + p + ")"
}

// write writes the loop: unrolled, then vector by vector, then what is left under a mask.
func (k kernel) write(a *asm) {
	a.begin(k.name, k.signature(), "is the loop of "+exported(k.name)+".")
	at, n, i := a.operands(k.slices)
	s := k.loadScalars(a)
	store := a.storeAll
	if k.past {
		store = a.storePast
	}
	part := func(disp int, mask reg.Register) {
		store(at, k.out, disp, mask, k.body(a, a.loadAll(at, k.in, disp, mask), s))
	}
	rounds := func(label, next string, vectors int) {
		a.loop(label)
		a.CMPQ(n, U8(vectors*a.lanes))
		a.JLT(LabelRef(next))
		for u := range vectors {
			part(u*a.bytes(), nil)
		}
		a.ADDQ(U8(vectors*a.lanes), i)
		a.SUBQ(U8(vectors*a.lanes), n)
		a.JMP(LabelRef(label))
	}
	if k.unroll > 1 {
		rounds("many", "few", k.unroll)
	}
	rounds("few", "tail", 1)
	a.Label("tail")
	a.TESTQ(n, n)
	a.JZ(LabelRef("done"))
	part(0, a.laneMask(n))
	a.Label("done")
	if k.past {
		a.SFENCE()
	}
	a.end()
}

// operands loads where the slices begin, how many elements they have, and a 0 to count those that are done; at is where the next element
// of a slice stands, disp bytes on.
func (a *asm) operands(slices string) (at func(slice string, disp int) Mem, n, i reg.GPVirtual) {
	names := strings.Fields(slices)
	base := map[string]reg.Register{}
	for _, p := range names {
		base[p] = a.Load(a.Param(p).Base(), a.GP64())
	}
	n, i = a.GP64(), a.GP64()
	a.Load(a.Param(names[0]).Len(), n)
	a.XORL(i.As32(), i.As32())
	return func(p string, disp int) Mem { return Mem{Base: base[p], Index: i, Scale: 4, Disp: disp} }, n, i
}

// loadAll loads a vector of each of the named slices.
func (a *asm) loadAll(at func(string, int) Mem, names string, disp int, mask reg.Register) []reg.Register {
	var in []reg.Register
	for _, p := range strings.Fields(names) {
		v := a.fresh()
		a.load(at(p, disp), mask, v)
		in = append(in, v)
	}
	return in
}

// storeAll stores a vector to each of the named slices.
func (a *asm) storeAll(at func(string, int) Mem, names string, disp int, mask reg.Register, out []reg.Register) {
	for o, p := range strings.Fields(names) {
		a.store(out[o], mask, at(p, disp))
	}
}

// storePast is storeAll that writes whole vectors of p past the caches.
func (a *asm) storePast(at func(string, int) Mem, names string, disp int, mask reg.Register, out []reg.Register) {
	for o, p := range strings.Fields(names) {
		if p == "p" && mask == nil {
			a.VMOVNTPS(out[o], at(p, disp))
		} else {
			a.store(out[o], mask, at(p, disp))
		}
	}
}

// loadScalars spreads the scalar parameters over registers.
func (k kernel) loadScalars(a *asm) []reg.Register {
	if k.scalar {
		v := a.fresh()
		p, err := a.Param("s").Resolve()
		check(err)
		a.VBROADCASTSS(p.Addr, v)
		return []reg.Register{v}
	}
	var s []reg.Register
	if k.numbers > 0 {
		p := a.param("s")
		for i := range k.numbers {
			v := a.fresh()
			a.VBROADCASTSS(Mem{Base: p, Disp: 4 * i}, v)
			s = append(s, v)
		}
	}
	return s
}

// exported is a name with a capital.
func exported(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// single makes a body of a function of one operand.
func single(f func(a *asm, x reg.Register) reg.Register) body {
	return func(a *asm, in, _ []reg.Register) []reg.Register { return []reg.Register{f(a, in[0])} }
}

// pair makes a body of a function of two operands, or of one and the scalar.
func pair(f func(a *asm, x, y reg.Register) reg.Register) body {
	return func(a *asm, in, s []reg.Register) []reg.Register {
		in = append(in, s...)
		return []reg.Register{f(a, in[0], in[1])}
	}
}

// turned is a function with its operands swapped.
func turned(f func(a *asm, x, y reg.Register) reg.Register) func(a *asm, x, y reg.Register) reg.Register {
	return func(a *asm, x, y reg.Register) reg.Register { return f(a, y, x) }
}
