package plan

import "vae/autodiff/ir"

// Schedule is the order of a program's computation and how it is divided.
//
// Every computed value is split into Split[v] equal parts along its leading axis. Threads own ranges of parts, the same range for all values
// of one split, so a value may follow in the same phase those that it reads part by part. Where it reads more than its own part it
// waits for the next phase. A split of 1 is work for one thread.
type Schedule struct {
	F       *ir.Func
	Live    []bool     // whether a value is needed for an output
	Root    []ir.ID    // the value whose storage a value shares; itself where it has its own
	Storage []Geometry // how a value lies in that storage
	Core    []ir.ID    // the operation of a value's step: of an addition of a bias the product, otherwise the value itself; -1 if absorbed
	Fused   []Fusion   // whether a step computes more than one operation
	Split   []int
	Phase   []int // -1 for leaves
	Phases  []Phase
	Final   int // the phase of the gradients that nothing reads: nothing else is computed and no parameter read in it; -1 if there is none

	limits   Limits
	absorbed [][]ir.ID        // the values that nobody sees because the step of this one computes them
	reads    [][]ir.ID        // what a fused step reads
	grads    map[ir.ID]string // values that are stored in the gradient block
	item     []int            // the running number of the item that computes a value
	level    []int
}

// Phase is work between two meetings of all threads.
type Phase struct {
	Blocks []Block
}

// Block is work of one split: all items for the first Tile parts of a thread's range, then all items for the next.
type Block struct {
	Split, Tile int
	Items       []Item
}

// Item is one matrix product, or a group of values that are computed together, Tile parts at a time, so that what only the group
// needs never leaves the first-level cache.
type Item struct {
	Product bool
	Tile    int
	Steps   []ir.ID // in order; of a product, one, or it and the sum beside it
}

// NewSchedule orders a program, dividing it by limits (Standard but in tests). The values of the outputs named grad.P, for P in params, are going to be stored in the gradient block.
func NewSchedule(f *ir.Func, params Layout, limits Limits) *Schedule {
	f = withCopies(turn(f, limits), params)
	n := len(f.Values)
	s := &Schedule{
		F: f, limits: limits, Live: make([]bool, n), Root: make([]ir.ID, n), Storage: make([]Geometry, n), Core: make([]ir.ID, n),
		Fused: make([]Fusion, n), reads: make([][]ir.ID, n), absorbed: make([][]ir.ID, n), Split: make([]int, n), Phase: make([]int, n), grads: gradients(f, params), item: make([]int, n), level: make([]int, n),
	}
	s.markLive()
	s.alias()
	s.absorb()
	s.split()
	s.phases()
	s.gradientsLast()
	s.levels()
	s.arrange()
	s.tiles()
	return s
}

// markLive finds the values that outputs depend on.
func (s *Schedule) markLive() {
	for _, o := range s.F.Outputs {
		s.Live[o.ID] = true
	}
	for id := len(s.F.Values) - 1; id >= 0; id-- {
		if s.Live[id] {
			for _, a := range s.F.Values[id].Args {
				s.Live[a] = true
			}
		}
	}
}

// Computed reports whether a value is the result of a step: live, not a leaf, not an alias, not absorbed.
func (s *Schedule) Computed(v ir.ID) bool {
	return s.Live[v] && s.Root[v] == v && s.Core[v] >= 0 && s.F.Values[v].Op.Class() != ir.Leaf
}

// Reads lists what the step of a computed value reads.
func (s *Schedule) Reads(v ir.ID) []ir.ID {
	if s.Fused[v] != Plain {
		return s.reads[v]
	}
	return s.F.Values[v].Args
}

// FLOPs is the number of floating-point operations of a computed value's step.
func (s *Schedule) FLOPs(v ir.ID) float64 {
	n := s.F.ValueFLOPs(v)
	for _, a := range s.absorbed[v] {
		n += s.F.ValueFLOPs(a)
	}
	return float64(n)
}
