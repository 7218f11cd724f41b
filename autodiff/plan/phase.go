package plan

import (
	"math"
	"slices"

	"vae/autodiff/ir"
)

// This file says when each value is computed: its phase, and its level in the phase.

// phases sets Phase: 0 for what one thread computes from leaves alone, before the others are woken; else the earliest possible.
func (s *Schedule) phases() {
	for id := range s.F.Values {
		v := ir.ID(id)
		s.Phase[v] = -1
		if !s.Computed(v) {
			continue
		}
		if s.Split[v] > 1 {
			s.Phase[v] = 1
		} else {
			s.Phase[v] = 0
		}
		for i, a := range s.Reads(v) {
			r := s.Root[a]
			switch {
			case s.Phase[r] < 0:
			case s.Split[r] == s.Split[v] && s.Aligned(v, i, s.Split[v]):
				s.Phase[v] = max(s.Phase[v], s.Phase[r])
			default:
				s.Phase[v] = max(s.Phase[v], s.Phase[r]+1)
			}
		}
	}
}

// gradientsLast moves gradients that nothing reads, and that read no parameter, into a phase of their own, after all others. In it the parameters may change: a thread can
// update those whose gradients it has just computed.
func (s *Schedule) gradientsLast() {
	last := map[ir.ID]bool{}
	for v := range s.grads {
		last[v] = true
	}
	for id := range s.F.Values {
		if v := ir.ID(id); s.Computed(v) && s.Fused[v] != Follower {
			for _, a := range s.Reads(v) {
				delete(last, s.Root[a])
				if s.F.Values[s.Root[a]].Op == ir.Param {
					delete(last, v)
				}
			}
		}
	}
	s.Final = -1
	if len(last) == 0 {
		return
	}
	for v, p := range s.Phase {
		if !last[ir.ID(v)] {
			s.Final = max(s.Final, p)
		}
	}
	s.Final++
	for v := range last {
		s.Phase[v] = s.Final
	}
}

// near reports whether v follows r inside one block.
func (s *Schedule) near(v, r ir.ID) bool {
	return s.Phase[r] >= 0 && s.Phase[v] == s.Phase[r] && s.Split[v] == s.Split[r]
}

func (s *Schedule) isMatMul(v ir.ID) bool { return s.F.Values[s.Core[v]].Op == ir.MatMul }

// levels gives each value of a block a level: products of level l run before the group of level l, which runs before the products of level
// l+1.
func (s *Schedule) levels() {
	for id := range s.F.Values {
		v := ir.ID(id)
		if !s.Computed(v) {
			continue
		}
		for _, a := range s.Reads(v) {
			if r := s.Root[a]; s.near(v, r) {
				l := s.level[r]
				if s.isMatMul(v) {
					l++
				}
				s.level[v] = max(s.level[v], l)
			}
		}
	}
	s.putOff()
}

// putOff moves values of groups to the latest level at which they are still in time, so that a backward value is not computed in the
// forward pass and kept. What is smaller than its arguments is not put off.
func (s *Schedule) putOff() {
	latest := slices.Repeat([]int{math.MaxInt}, len(s.F.Values))
	for id := len(s.F.Values) - 1; id >= 0; id-- {
		v := ir.ID(id)
		if !s.Computed(v) {
			continue
		}
		if latest[v] < math.MaxInt && !s.isMatMul(v) && !s.shrinks(v) {
			s.level[v] = latest[v]
		}
		limit := s.level[v]
		if s.isMatMul(v) {
			limit--
		}
		for _, a := range s.Reads(v) {
			if r := s.Root[a]; s.near(v, r) {
				latest[r] = min(latest[r], limit)
			}
		}
	}
}

// shrinks reports whether a value is smaller than what it is computed from, or costs nothing where its twin is computed.
func (s *Schedule) shrinks(v ir.ID) bool {
	return s.F.Values[v].Op.Class() == ir.Reduction || s.Fused[v] == Leader || s.Fused[v] == Follower
}
