package data

import (
	"fmt"
	"slices"

	"vae/internal/rng"
)

// Carve splits n examples, chosen by the seed, off for validation. Both parts share s's values, keep its order, and know their examples' indices
// in the full set. n may be 0, but not N or more.
func (s *Set) Carve(n int, seed uint64) (rest, carved *Set, err error) {
	if n < 0 || n >= s.Len() {
		return nil, nil, fmt.Errorf("data set %s: cannot hold out %d of %d examples for validation; choose 0 to %d", s.Name, n, s.Len(), s.Len()-1)
	}
	order := make([]int, s.Len())
	rng.New(seed).Perm(order, rng.Split, 0)
	slices.Sort(order[:n])
	slices.Sort(order[n:])
	return s.choose(s.Split, order[n:]), s.choose("validation", order[:n]), nil
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
