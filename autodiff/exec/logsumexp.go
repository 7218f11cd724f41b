package exec

import (
	"math"

	"vae/autodiff/ir"
	"vae/internal/kernel"
)

// This file makes the step of LogSumExp: m + log(sum of e^(x-m)), where m is the largest x, or 0 where that is infinite. Three passes over the
// rows of a span find the largest, the sum and the logarithm.

// softSum is what the passes share. The maximum is kept in the result itself.
type softSum struct {
	shift []float32 // a row of m
	terms []float32 // a row of e^(x-m)
	sums  []float32 // as many as a span of the result
}

func makeLogSumExp(b *binder, v ir.ID) step {
	r := b.folding(v)
	n := r.x.cols
	if !r.across {
		n = max(r.dst.width*b.parts, r.dst.rows*r.dst.stride)
	}
	work := b.temporary(2*r.x.cols + n)
	if work == nil {
		return nil
	}
	l := &softSum{work[:r.x.cols], work[r.x.cols:][:r.x.cols], work[2*r.x.cols:]}
	largest, add, finish := r.larger(), l.addRow, join(l.finish)
	if r.within {
		add = l.addSum
	}
	return func(s *span) {
		r.each(s, largest)
		r.each(s, add)
		r.each(s, finish)
	}
}

// finite is m, or 0 where m is infinite: then e^(x-m) has no NaN that x has not.
func finite(m float32) float32 {
	if math.IsInf(float64(m), 0) {
		return 0
	}
	return m
}

func (l *softSum) addSum(at int, to, row []float32, first bool) {
	kernel.SubScalar(l.terms, row, finite(to[0]))
	kernel.Exp(l.terms, l.terms)
	addSum(at, l.sums[at:], l.terms, first)
}

func (l *softSum) addRow(at int, to, row []float32, first bool) {
	n := len(to)
	for i, m := range to {
		l.shift[i] = finite(m)
	}
	kernel.Sub(l.terms[:n], row, l.shift[:n])
	kernel.Exp(l.terms[:n], l.terms[:n])
	addRow(at, l.sums[at:][:n], l.terms[:n], first)
}

func (l *softSum) finish(at int, to, _ []float32, first bool) {
	if !first {
		return
	}
	sums := l.sums[at:][:len(to)]
	kernel.Log(sums, sums)
	for i, m := range to {
		to[i] = finite(m) + sums[i]
	}
}
