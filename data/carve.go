package data

import (
	"fmt"
	"slices"
)

// Carve splits n examples, chosen by the seed, off for validation. Both parts share s's values, keep its order, and know their examples' indices
// in the full set. n may be 0, but not N or more.
func (s *Set) Carve(n int, seed uint64) (rest, carved *Set, err error) {
	if err := s.canCarve(n); err != nil {
		return nil, nil, err
	}
	left, taken := s.split(n, seed, validationStep)
	return s.choose(s.Split, left), s.choose("validation", taken), nil
}

// CarveLast is Carve of the last n examples.
func (s *Set) CarveLast(n int) (rest, carved *Set, err error) {
	if err := s.canCarve(n); err != nil {
		return nil, nil, err
	}
	all := make([]int, s.Len())
	for i := range all {
		all[i] = i
	}
	first := s.Len() - n
	return s.choose(s.Split, all[:first]), s.choose("validation", all[first:]), nil
}

// canCarve refuses to hold out all examples, or more than there are.
func (s *Set) canCarve(n int) error {
	if n < 0 || n >= s.Len() {
		return fmt.Errorf("data set %s: cannot hold out %d of %d examples for validation; choose 0 to %d", s.Name, n, s.Len(), s.Len()-1)
	}
	return nil
}

// sorted sorts in place.
func sorted(indices []int) []int {
	slices.Sort(indices)
	return indices
}

// choose returns the examples at indices, in that order.
func (s *Set) choose(split string, indices []int) *Set {
	chosen := *s
	chosen.Split = split
	chosen.rows = make([]int, len(indices))
	for i, index := range indices {
		chosen.rows[i] = s.rows[index]
	}
	return &chosen
}
