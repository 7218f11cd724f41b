package main

import "github.com/mmcloughlin/avo/reg"

// unary lists the operations of one operand.
func unary(name string, unroll int, f func(a *asm, x reg.Register) reg.Register) kernel {
	return kernel{name: name, slices: "dst x", in: "x", out: "dst", unroll: unroll, body: single(f)}
}

var unaries = []kernel{
	unary("neg", 4, func(a *asm, x reg.Register) reg.Register { return a.xor(x, a.u(signBit)) }),
	unary("abs", 4, (*asm).abs),
	unary("sign", 4, func(a *asm, x reg.Register) reg.Register {
		unit := a.or(a.and(x, a.u(signBit)), a.f(1))
		return a.blend(a.cmp(neO, x, a.f(0)), unit, x)
	}),
	unary("ceil", 4, func(a *asm, x reg.Register) reg.Register { return a.round(2, x) }),
	unary("floor", 4, func(a *asm, x reg.Register) reg.Register { return a.round(1, x) }),
	unary("square", 4, func(a *asm, x reg.Register) reg.Register { return a.mul(x, x) }),
	unary("cube", 4, func(a *asm, x reg.Register) reg.Register { return a.mul(a.mul(x, x), x) }),
	unary("sqrt", 4, (*asm).sqrt),
	unary("inv", 4, func(a *asm, x reg.Register) reg.Register { return a.div(a.spread(a.f(1)), x) }),
	unary("invSqrt", 4, func(a *asm, x reg.Register) reg.Register { return a.div(a.spread(a.f(1)), a.sqrt(x)) }),
	unary("relu", 4, func(a *asm, x reg.Register) reg.Register { return a.max(a.spread(a.f(0)), x) }),
}

var functions = []kernel{
	unary("exp", 1, exp),
	unary("expm1", 1, expm1),
	unary("log", 1, natural),
	unary("log2", 1, log2),
	unary("log1p", 1, log1p),
	unary("tanh", 1, tanh),
	unary("sigmoid", 1, sigmoid),
	unary("softplus", 1, softplus),
	unary("erf", 1, erf),
}
