package main

import (
	"github.com/mmcloughlin/avo/reg"
)

// This file writes the bound that grows as the logarithm, and its derivative. Vectors inside it are copied: as a rule, all are.

var bounds = []kernel{
	{name: "logBound", slices: "dst x", in: "x", out: "dst", scalar: true, unroll: 1, body: logBound},
	{name: "logBoundGrad", slices: "dst d x", in: "d x", out: "dst", scalar: true, unroll: 1, body: logBoundGrad},
}

func logBound(a *asm, in, s []reg.Register) []reg.Register {
	x := in[0]
	return a.whereBeyond(x, x, s[0], func(excess reg.Register) reg.Register {
		y := a.blend(a.cmp(notLtU, excess, a.u(infinity)), excess, a.log1pOf(excess))
		return a.xor(a.add(y, s[0]), a.and(x, a.u(signBit)))
	})
}

func logBoundGrad(a *asm, in, s []reg.Register) []reg.Register {
	d, x := in[0], in[1]
	return a.whereBeyond(d, x, s[0], func(excess reg.Register) reg.Register { return a.div(d, a.add(excess, a.f(1))) })
}

// whereBeyond is y where |x| <= bound, and f(|x| - bound) elsewhere, NaN of x among that; f is skipped where y is all there is.
func (a *asm) whereBeyond(y, x, bound reg.Register, f func(excess reg.Register) reg.Register) []reg.Register {
	out := a.copy(y)
	size := a.abs(x)
	beyond := a.cmp(notLeU, size, bound)
	within := a.branchUnless(beyond)
	a.VMOVAPS(a.blend(beyond, f(a.sub(size, bound)), y), out)
	a.Label(within)
	return []reg.Register{out}
}
