package exec

import (
	"vae/autodiff/ir"
	"vae/internal/kernel"
)

// This file makes the steps of Sum and MaxOver.

// makeSum makes the step of Sum.
func makeSum(b *binder, v ir.ID) step {
	r := b.folding(v)
	if r.across {
		return func(s *span) {
			first, n := r.columns(s)
			to := r.dst.data[r.dst.start(s):][:n]
			kernel.SumRows(to, r.x.data[first:], r.x.stride, n, len(r.from))
		}
	}
	f := addRow
	if r.within {
		f = addSum
	}
	return func(s *span) { r.each(s, f) }
}

func addRow(_ int, to, row []float32, first bool) {
	if first {
		copy(to, row)
		return
	}
	kernel.AddTo(to, row)
}

func addSum(_ int, to, row []float32, first bool) {
	sum := kernel.Sum(row)
	if !first {
		sum += to[0]
	}
	to[0] = sum
}

// makeMax makes the step of MaxOver.
func makeMax(b *binder, v ir.ID) step {
	r := b.folding(v)
	f := r.larger()
	return func(s *span) { r.each(s, f) }
}

// larger joins rows by their maximum.
func (r *folding) larger() join {
	if r.within {
		return maxOfRow
	}
	return maxRows
}

func maxRows(_ int, to, row []float32, first bool) {
	if first {
		copy(to, row)
		return
	}
	kernel.Max(to, to, row)
}

func maxOfRow(_ int, to, row []float32, first bool) {
	m := kernel.MaxOf(row)
	if !first {
		m = max(m, to[0])
	}
	to[0] = m
}
