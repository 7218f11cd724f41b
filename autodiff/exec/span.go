package exec

// This file is how a step finds its operands: the same step runs for one range of parts after another.

// span is the range of parts that a step is to compute, and where the memories of a thread begin.
type span struct {
	lo, hi int
	origin [3]int // the part at which each kind of memory starts: shared memory at 0, scratch at the block's tile, registers at the group's
}

// Indices of span.origin.
const (
	shared = iota
	tile
	group
)

// step computes one value for a range of parts.
type step func(s *span)

// view is a value as one step sees it. A value that is split has width floats in each part; of one that is read whole, width is 0.
type view struct {
	data         []float32
	origin       int
	width        int
	rows         int // rows of one part, or of the whole
	cols, stride int
	exact        bool // padding must stay as it is
}

// start is the index of the first element of a span.
func (v *view) start(s *span) int { return (s.lo - s.origin[v.origin]) * v.width }

// flat is all of a span from the first element to the last, padding between rows included.
func (v *view) flat(s *span) []float32 {
	rows := v.rows
	if v.width > 0 {
		rows *= s.hi - s.lo
	}
	return v.data[v.start(s):][:(rows-1)*v.stride+v.cols]
}

// contiguous reports whether a kernel may run over a whole span at once.
func (v *view) contiguous() bool { return !v.exact || v.stride == v.cols }
