package main

// This file writes the functions that have no instruction. Polynomials are minimax fits in the relative error of the whole function
// (Remez's exchange), rounded to float32; the bound at each is that fit's. All steps are the same on both instruction sets.

import (
	"math"

	"github.com/mmcloughlin/avo/reg"
)

const (
	log2e = math.Log2E
	// ln2Hi has 9 bits, so that n * ln2Hi is exact for the n that occur; ln2Hi + ln2Lo is log 2 to 36 bits.
	ln2Hi    = 0x1.63p-1
	ln2Lo    = math.Ln2 - ln2Hi
	overflow = 0x1.62e42ep6 // the largest x whose e^x is finite
	shifter  = 0x1.8p23     // x + shifter has the whole number nearest to x in its low bits
)

// reduce splits x = n log 2 + r with |r| <= log(2)/2 and returns r, and n in the low bits of a register whose other bits vanish when it
// is shifted left by 23.
func (a *asm) reduce(x reg.Register) (r, n reg.Register) {
	n = a.fma(x, a.spread(a.f(log2e)), a.f(shifter))
	whole := a.sub(n, a.f(shifter))
	r = a.fnma(whole, a.f(ln2Hi), x)
	return a.fnma(whole, a.f(float32(ln2Lo)), r), n
}

// expm1Small is e^r - 1 = r + r^2 P(r) for |r| <= log(2)/2, to 2^-25.8.
func (a *asm) expm1Small(r reg.Register) reg.Register {
	p := a.horner(r, 0x1.fffffep-2, 0x1.5554aep-3, 0x1.555676p-5, 0x1.1228e6p-7, 0x1.6bebcep-10)
	return a.fma(a.mul(r, r), p, r)
}

// power is e^x for -87.6 <= x < 88.73, and bits without meaning for NaN: 1 + expm1(r) with n added to its exponent.
func (a *asm) power(x reg.Register) reg.Register {
	r, n := a.reduce(x)
	return a.iadd(a.add(a.expm1Small(r), a.f(1)), a.shl(n, 23))
}

// lowest keeps power from running below its range: what it gives there is denormal, and flushed. NaN stays.
func (a *asm) lowest(x reg.Register) reg.Register { return a.max(a.spread(a.f(-87.6)), x) }

// flushPositive is x, or 0 where x is below 2^-126 (or negative, or NaN).
func (a *asm) flushPositive(x reg.Register) reg.Register {
	return a.keep(a.cmp(geO, x, a.f(0x1p-126)), x)
}

// beyond is y, but x + Inf where x > high or x is NaN: infinity and NaN.
func (a *asm) beyond(x reg.Register, high float32, y reg.Register) reg.Register {
	return a.blend(a.cmp(notLeU, x, a.f(high)), a.add(x, a.u(infinity)), y)
}

const (
	rootHalf = math.Sqrt2 / 2
	infinity = 0x7f800000
	nan      = 0x7fc00000
	signBit  = 0x80000000
)

func exp(a *asm, x reg.Register) reg.Register {
	return a.beyond(x, overflow, a.flushPositive(a.power(a.lowest(x))))
}

// expm1 is 2 ((q + 1) 2^(n-1) - 1/2) with q = expm1(r), fused so that q is not lost; below -30 it is -1.
func expm1(a *asm, x reg.Register) reg.Register {
	r, n := a.reduce(a.max(a.spread(a.f(-30)), x))
	q := a.expm1Small(r)
	scale := a.iadd(a.shl(n, 23), a.f(0.5))
	y := a.fma(q, scale, a.sub(scale, a.f(0.5)))
	return a.normal(a.beyond(x, overflow, a.add(y, y)))
}

// tanh is y / (y + 2) with y = e^2|x| - 1, and the sign of x; from |x| = 10 on it is 1.
func tanh(a *asm, x reg.Register) reg.Register {
	t := a.min(a.spread(a.f(10)), a.abs(x)) // NaN stays
	r, n := a.reduce(a.add(t, t))
	scale := a.iadd(a.shl(n, 23), a.f(1))
	y := a.fma(a.expm1Small(r), scale, a.sub(scale, a.f(1)))
	y = a.div(y, a.add(y, a.f(2)))
	y = a.or(y, a.and(x, a.u(signBit)))
	return a.blend(a.cmp(isNaN, x, x), x, a.normal(y))
}

// decay is e^-|x|, flushed: 0 for NaN, which the callers put back.
func decay(a *asm, x reg.Register) reg.Register {
	return a.flushPositive(a.power(a.lowest(a.or(x, a.u(signBit)))))
}

func sigmoid(a *asm, x reg.Register) reg.Register { return a.sigmoidOf(x, decay(a, x)) }

// sigmoidOf is 1 / (1 + e) where x >= 0 and e / (1 + e) below, with e = e^-|x|.
func (a *asm) sigmoidOf(x, e reg.Register) reg.Register {
	top := a.blend(a.cmp(geO, x, a.f(0)), a.f(1), e)
	y := a.div(top, a.add(e, a.f(1)))
	return a.blend(a.cmp(isNaN, x, x), x, a.flushPositive(y))
}

func softplus(a *asm, x reg.Register) reg.Register { return a.softplusOf(x, decay(a, x)) }

// softplusOf is max(x, 0) + log1p(e) with e = e^-|x|, by log1p(e) = 2 artanh(s/2) = s + s z P(z), s = 2e/(2 + e), z = s^2 <= 4/9, to
// 2^-30.8. For z, s is kept above 2^-50, so that no product is denormal.
func (a *asm) softplusOf(x, e reg.Register) reg.Register {
	s := a.div(a.add(e, e), a.add(e, a.f(2)))
	t := a.max(s, a.f(0x1p-50))
	z := a.mul(t, t)
	p := a.mul(z, a.horner(z, 0x1.555558p-4, 0x1.9996bp-7, 0x1.2508bp-9, 0x1.b6e6cep-12, 0x1.f17338p-14))
	l := a.flushPositive(a.fma(s, p, s))
	return a.add(a.max(a.spread(a.f(0)), x), l) // NaN stays
}

// split is u = m 2^k with sqrt(1/2) <= m < sqrt(2), for positive normal u; k is a whole number.
func (a *asm) split(u reg.Register) (m, k reg.Register) {
	k = a.sar(a.isub(u, a.f(rootHalf)), 23)
	return a.isub(u, a.shl(k, 23)), k
}

// logTail is log(1 + f) - f = -f^2/2 + f^3 P(f) for sqrt(1/2) <= 1 + f <= sqrt(2), to 2^-27.3 of log(1 + f).
func (a *asm) logTail(f reg.Register) reg.Register {
	p := a.horner(f, -0.5, 0x1.555554p-2, -0x1.000226p-2, 0x1.99a008p-3, -0x1.547244p-3, 0x1.22da1cp-3, -0x1.0d854p-3, 0x1.055b6ep-3, -0x1.38b59p-4)
	return a.mul(a.mul(f, f), p)
}

// logOf is k log 2 + log(1 + f), the small terms first.
func (a *asm) logOf(k, f reg.Register) reg.Register {
	y := a.fma(k, a.spread(a.f(float32(ln2Lo))), a.logTail(f))
	return a.fma(k, a.spread(a.f(ln2Hi)), a.add(f, y))
}

// logEnds is y, but x where that is infinite or NaN, -Inf where x = low, and NaN below.
func (a *asm) logEnds(x, y reg.Register, low float32) reg.Register {
	y = a.blend(a.cmp(notLtU, x, a.u(infinity)), x, y)
	end := a.blend(a.cmp(eqO, x, a.f(low)), a.u(infinity|signBit), a.spread(a.u(nan)))
	return a.blend(a.cmp(leO, x, a.f(low)), end, y)
}

// logParts splits x, denormal or not, into f and k of x = (1 + f) 2^k.
func (a *asm) logParts(x reg.Register) (f, k reg.Register) {
	tiny := a.cmp(ltO, x, a.f(0x1p-126))
	m, n := a.split(a.blend(tiny, a.mul(x, a.f(0x1p23)), x))
	shift := a.keep(tiny, a.spread(a.f(23)))
	return a.sub(m, a.f(1)), a.sub(a.float(n), shift)
}

func natural(a *asm, x reg.Register) reg.Register {
	f, k := a.logParts(x)
	return a.logEnds(x, a.logOf(k, f), 0)
}

// log2 is k + f + (f (log2 e - 1) + tail log2 e): exact at powers of two.
func log2(a *asm, x reg.Register) reg.Register {
	f, k := a.logParts(x)
	y := a.mul(a.logTail(f), a.f(log2e))
	y = a.fma(f, a.spread(a.f(log2e-1)), y)
	return a.logEnds(x, a.add(a.add(f, y), k), 0)
}

func log1p(a *asm, x reg.Register) reg.Register { return a.normal(a.logEnds(x, a.log1pOf(x), -1)) }

// log1pOf takes u = 1 + x, rounded, and gives back to f what rounding lost: c = x - (u - 1), scaled as u was. Where k = 0, f is x exactly.
func (a *asm) log1pOf(x reg.Register) reg.Register {
	u := a.add(x, a.f(1))
	c := a.sub(x, a.sub(u, a.f(1)))
	m, k := a.split(u)
	scale := a.isub(a.spread(a.f(1)), a.shl(a.imin(k, 126), 23)) // beyond 126, c is 0
	f := a.fma(c, scale, a.sub(m, a.f(1)))
	return a.logOf(a.float(k), f)
}

// erf is x + x P(x^2) for |x| < 1, to 2^-28.7, and from there 1 - e^-Q(|x|), to 2^-27.1, with the sign of x; from |x| = 4 on it is 1.
func erf(a *asm, x reg.Register) reg.Register {
	t := a.min(a.spread(a.f(4)), a.abs(x))
	z := a.mul(t, t)
	small := a.fma(t, a.horner(z, 0x1.06eba8p-3, -0x1.81273ep-2, 0x1.ce2cf8p-4, -0x1.b7f90ep-6, 0x1.5405b2p-8, -0x1.a3f7p-11, 0x1.496a34p-14), t)
	q := a.horner(t, 0x1.661ddp-12, 0x1.2088eap+0, 0x1.46baecp-1, 0x1.a65340p-4, -0x1.65cb7p-6, 0x1.825aecp-9, -0x1.86dd72p-13)
	large := a.sub(a.spread(a.f(1)), a.power(a.xor(q, a.u(signBit))))
	y := a.blend(a.cmp(ltO, t, a.f(1)), small, large)
	y = a.or(a.normal(y), a.and(x, a.u(signBit)))
	return a.blend(a.cmp(isNaN, x, x), x, y)
}
