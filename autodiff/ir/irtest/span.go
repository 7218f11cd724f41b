package irtest

import (
	"math"

	"vae/autodiff/ir"
)

// Bound is the largest magnitude that a value of a random program takes.
const Bound = 50

// span is a closed interval that holds every element of a value.
type span struct{ lo, hi float64 }

func (s span) union(t span) span { return span{min(s.lo, t.lo), max(s.hi, t.hi)} }

func (s span) size() float64 { return max(math.Abs(s.lo), math.Abs(s.hi)) }

func (s span) within(t span) bool { return s.lo >= t.lo && s.hi <= t.hi }

// domains holds the operations that take only some arguments: the interval for the last one (the only one, the divisor), well inside
// where the function is defined, finite and not too steep.
var domains = map[ir.Op]span{
	ir.Exp: {-20, 3.5}, ir.Expm1: {-20, 3.5}, ir.Cube: {-3.5, 3.5}, ir.Square: {-7, 7},
	ir.Log: {0.1, Bound}, ir.Log2: {0.1, Bound}, ir.Log1p: {-0.9, Bound},
	ir.Sqrt: {0.1, Bound}, ir.InvSqrt: {0.1, Bound}, ir.Inv: {0.1, Bound}, ir.Div: {0.1, Bound},
	ir.Pow: {-2, 2}, ir.LogBound: {0.1, Bound}, ir.LogBoundGrad: {0.1, Bound},
}

// powBase is the interval for the base of a power.
var powBase = span{0.2, 5}

// domain returns where argument i of n of an operation has to lie; limited is false where it may be anything.
func domain(op ir.Op, i, n int) (d span, limited bool) {
	if op == ir.Pow && i == 0 {
		return powBase, true
	}
	d, limited = domains[op]
	return d, limited && i == n-1
}

// elementSpan bounds an elementwise operation on its domain. All of them are monotone in each argument, or on each side of 0, so the
// extremes are among the corners, but for sine and cosine.
func elementSpan(op ir.Op, in []span) span {
	switch op {
	case ir.Sin, ir.Cos:
		return span{-1, 1}
	case ir.Select:
		return in[1].union(in[2])
	case ir.LogBoundGrad:
		return in[0].union(span{})
	}
	f := ir.Element(op)
	out := span{math.Inf(1), math.Inf(-1)}
	for _, x := range corners(in[0]) {
		for _, y := range corners(in[1]) {
			r := f(x, y, 0)
			out = out.union(span{r, r})
		}
	}
	if jumps[op] {
		out = out.union(span{-1, 1})
	}
	return out
}

// corners are an interval's ends, and 0 where it lies between them.
func corners(s span) []float64 {
	if s.lo < 0 && s.hi > 0 {
		return []float64{s.lo, 0, s.hi}
	}
	return []float64{s.lo, s.hi}
}

// reduceSpan bounds a reduction of count elements to one.
func reduceSpan(op ir.Op, s span, count int) span {
	n := float64(count)
	switch op {
	case ir.Sum:
		return span{s.lo * n, s.hi * n}
	case ir.LogSumExp:
		return span{s.lo + math.Log(n), s.hi + math.Log(n)}
	}
	return s
}
