package exec

import "vae/autodiff/ir"

// This file walks the rows of a reduction's argument in order: a row that is reduced goes into one element of the result, a row that is kept
// is joined to a row of the result, element by element.

// folding says where the rows of an argument go.
type folding struct {
	dst, x view
	within bool  // the last axis is reduced: each row becomes one number
	parts  int   // of the result
	step   int   // floats of the argument from one part of the result to the next
	from   []int // where each row of the argument starts, relative to the part
	to     []int // where its result starts in the part of the result
	opens  []bool
	across bool // the parts of the result are columns of the argument's rows
}

// folding works out where the rows of the argument of a reduction go.
func (b *binder) folding(v ir.ID) *folding {
	core := b.core(v)
	r := &folding{dst: b.result(v), x: b.whole(core.Args[0]), parts: b.p.schedule.Split[v]}
	shape := b.shape(core.Args[0])
	last := len(shape) - 1
	drop := make([]bool, len(shape))
	for _, a := range core.Attr.Axes {
		drop[a] = true
	}
	r.within = drop[last]
	kept := 0 // the argument's axis that is the first of the result
	for kept < last && drop[kept] {
		kept++
	}
	r.across = kept == last && !r.within
	r.walk(shape, drop, kept)
	return r
}

// walk lists the rows of one part of the result, in the order of the argument.
func (r *folding) walk(shape ir.Shape, drop []bool, kept int) {
	last := len(shape) - 1
	inner := append(ir.Shape(nil), shape[:last]...)
	below := r.x.stride // floats from one index of axis kept to the next
	for axis := last - 1; axis > kept; axis-- {
		below *= shape[axis]
	}
	if kept < last && !drop[kept] && r.parts > 1 {
		inner[kept] /= r.parts
		r.step = inner[kept] * below
	}
	seen := map[int]bool{}
	at := make([]int, last)
	for range inner.Size() {
		from, to := 0, 0
		for axis, i := range at {
			from = from*shape[axis] + i
			if !drop[axis] {
				to = to*shape[axis] + i
			}
		}
		if r.within {
			to = to/r.dst.cols*r.dst.stride + to%r.dst.cols
		} else {
			to *= r.dst.stride
		}
		r.from, r.to, r.opens = append(r.from, from*r.x.stride), append(r.to, to), append(r.opens, !seen[to])
		seen[to] = true
		next(at, inner)
	}
}

// next advances a multi-index, the last axis fastest.
func next(at []int, shape ir.Shape) {
	for axis := len(at) - 1; axis >= 0; axis-- {
		if at[axis]++; at[axis] < shape[axis] {
			return
		}
		at[axis] = 0
	}
}

// join takes in a row of the argument: at is where its result starts in a span of the result, to is that place, and first is whether it is
// the first row that comes there.
type join func(at int, to, row []float32, first bool)

// each calls f for every row of a span.
func (r *folding) each(s *span, f join) {
	if r.across {
		r.eachColumns(s, f)
		return
	}
	n := 1
	if !r.within {
		n = r.dst.cols
	}
	base := (s.lo - s.origin[r.x.origin]) * r.step
	start := r.dst.start(s)
	for q := range s.hi - s.lo {
		for j, from := range r.from {
			at := q*r.dst.width + r.to[j]
			f(at, r.dst.data[start+at:][:n], r.x.data[base+q*r.step+from:][:r.x.cols], r.opens[j])
		}
	}
}

// eachColumns is each where a span of the result is a range of columns of every row.
func (r *folding) eachColumns(s *span, f join) {
	first, n := r.columns(s)
	to := r.dst.data[r.dst.start(s):][:n]
	for j, from := range r.from {
		f(0, to, r.x.data[from+first:][:n], r.opens[j])
	}
}

// columns is the range of columns that a span of the result is, by its first and their number.
func (r *folding) columns(s *span) (first, n int) {
	if r.parts == 1 {
		return 0, r.x.cols
	}
	return s.lo * r.dst.width, (s.hi - s.lo) * r.dst.width
}
