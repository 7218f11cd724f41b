package main

import "github.com/mmcloughlin/avo/reg"

type operation = func(a *asm, x, y reg.Register) reg.Register

func binary(name string, f operation) kernel {
	return kernel{name: name, slices: "dst a b", in: "a b", out: "dst", unroll: 4, body: pair(f)}
}

func scalar(name string, f operation) kernel {
	return kernel{name: name, slices: "dst a", in: "a", out: "dst", scalar: true, unroll: 4, body: pair(f)}
}

func add(a *asm, x, y reg.Register) reg.Register { return a.add(x, y) }
func sub(a *asm, x, y reg.Register) reg.Register { return a.sub(x, y) }
func mul(a *asm, x, y reg.Register) reg.Register { return a.mul(x, y) }
func div(a *asm, x, y reg.Register) reg.Register { return a.div(x, y) }

// larger is x where x > y or x is NaN, else y. The instruction gives y for NaN on either side.
func larger(a *asm, x, y reg.Register) reg.Register {
	return a.blend(a.cmp(isNaN, x, x), x, a.max(x, y))
}

func smaller(a *asm, x, y reg.Register) reg.Register {
	return a.blend(a.cmp(isNaN, x, x), x, a.min(x, y))
}

func compare(pred uint8) operation {
	return func(a *asm, x, y reg.Register) reg.Register { return a.one(a.cmp(pred, x, y)) }
}

var binaries = []kernel{
	binary("add", add), binary("sub", sub), binary("mul", mul), binary("div", div), binary("max", larger), binary("min", smaller),
	binary("lt", compare(ltO)), binary("le", compare(leO)), binary("gt", compare(gtO)),
	binary("ge", compare(geO)), binary("eq", compare(eqO)), binary("ne", compare(neU)),
	{name: "select", slices: "dst c a b", in: "c a b", out: "dst", unroll: 2, body: func(a *asm, in, _ []reg.Register) []reg.Register {
		return []reg.Register{a.blend(a.cmp(neU, in[0], a.f(0)), in[1], in[2])}
	}},
}

var scalars = []kernel{
	scalar("addScalar", add), scalar("subScalar", sub), scalar("scalarSub", turned(sub)), scalar("mulScalar", mul),
	scalar("divScalar", div), scalar("scalarDiv", turned(div)), scalar("maxScalar", larger), scalar("minScalar", smaller),
	scalar("ltScalar", compare(ltO)), scalar("leScalar", compare(leO)), scalar("gtScalar", compare(gtO)),
	scalar("geScalar", compare(geO)), scalar("eqScalar", compare(eqO)), scalar("neScalar", compare(neU)),
}

// accumulators read and write their first operand.
var accumulators = []kernel{
	{name: "fill", slices: "dst", out: "dst", scalar: true, unroll: 4,
		body: func(_ *asm, _, s []reg.Register) []reg.Register { return s }},
	{name: "addTo", slices: "dst src", in: "dst src", out: "dst", unroll: 4, body: pair(add)},
	{name: "mulAddTo", slices: "dst a b", in: "dst a b", out: "dst", unroll: 4,
		body: func(a *asm, in, _ []reg.Register) []reg.Register { return []reg.Register{a.fma(in[1], in[2], in[0])} }},
	{name: "scaleAddTo", slices: "dst src", in: "dst src", out: "dst", scalar: true, unroll: 4,
		body: func(a *asm, in, s []reg.Register) []reg.Register { return []reg.Register{a.fma(in[1], s[0], in[0])} }},
}
