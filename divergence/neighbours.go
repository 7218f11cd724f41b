package divergence

// KL from samples alone, by distances to nearest neighbours.

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// KLNearestNeighbours estimates KL(p||q) from n points x of p and m points y of q in R^d, given no densities (Wang, Kulkarni and Verdu 2009,
// equation 5): with rho_i the distance of x_i to its k-th nearest among the other x, and nu_i to its k-th nearest among the y,
//
//	d/n sum over i of log(nu_i/rho_i) + log(m/(n-1))
//
// Consistent for any fixed k >= 1 as n and m grow; a larger k trades variance for bias. The estimate may be negative. It takes n+m distances a
// point at worst. The distributions must be continuous: points that coincide k times over have distance 0 and are refused.
func KLNearestNeighbours(x, y [][]float64, k int) (float64, error) {
	if err := checkPoints(x, y, k); err != nil {
		return 0, err
	}
	d, sum := float64(len(x[0])), 0.0
	among, to := byFirst(x), byFirst(y)
	nearest := make([]float64, 0, k)
	for i, point := range x {
		rho := kthDistance(point, among, k, true, nearest)
		nu := kthDistance(point, to, k, false, nearest)
		if rho == 0 || nu == 0 {
			return 0, fmt.Errorf("divergence: %w: x[%d] has %d neighbours at distance 0, expected points of continuous distributions; raise k or add noise",
				ErrParameter, i, k)
		}
		sum += math.Log(nu / rho)
	}
	n, m := float64(len(x)), float64(len(y))
	return d*sum/n + math.Log(m/(n-1)), nil
}

// checkPoints refuses points of different lengths, NaN, and too few of them.
func checkPoints(x, y [][]float64, k int) error {
	if k < 1 {
		return badParameter("k", float64(k), "1 or more")
	}
	if len(x) <= k || len(y) < k {
		return fmt.Errorf("divergence: %w: %d points x and %d points y, expected at least %d and %d for k = %d", ErrParameter, len(x), len(y), k+1, k, k)
	}
	for _, set := range []struct {
		name   string
		points [][]float64
	}{{"x", x}, {"y", y}} {
		for i, point := range set.points {
			entry := fmt.Sprintf("%s[%d]", set.name, i)
			if err := sameLength(entry, len(point), "x[0]", len(x[0])); err != nil {
				return err
			}
			if err := each(entry, point, finite); err != nil {
				return err
			}
		}
	}
	return nil
}

// byFirst sorts a copy of the list of points by first coordinate.
func byFirst(points [][]float64) [][]float64 {
	sorted := slices.Clone(points)
	slices.SortFunc(sorted, func(a, b []float64) int { return cmp.Compare(a[0], b[0]) })
	return sorted
}

// kthDistance is the k-th least distance of a point to those of a sorted list, leaving out the point itself once where it is in the list. The
// search goes outwards from its place and ends where the first coordinate alone is too far.
func kthDistance(point []float64, sorted [][]float64, k int, itself bool, nearest []float64) float64 {
	right, _ := slices.BinarySearchFunc(sorted, point[0], func(a []float64, v float64) int { return cmp.Compare(a[0], v) })
	left := right - 1
	nearest = nearest[:0]
	for left >= 0 || right < len(sorted) {
		toLeft, toRight := math.Inf(1), math.Inf(1)
		if left >= 0 {
			toLeft = point[0] - sorted[left][0]
		}
		if right < len(sorted) {
			toRight = sorted[right][0] - point[0]
		}
		if len(nearest) == k && min(toLeft, toRight) > nearest[k-1] {
			break
		}
		other := left
		if toRight <= toLeft {
			other = right
			right++
		} else {
			left--
		}
		if itself && &sorted[other][0] == &point[0] {
			itself = false
			continue
		}
		nearest = insert(nearest, distance(point, sorted[other]), k)
	}
	return nearest[k-1]
}

// insert keeps the k least numbers in order.
func insert(least []float64, v float64, k int) []float64 {
	i, _ := slices.BinarySearch(least, v)
	if i >= k {
		return least
	}
	if len(least) == k {
		least = least[:k-1]
	}
	return slices.Insert(least, i, v)
}

// distance is Euclid's.
func distance(a, b []float64) float64 {
	if len(a) == 1 {
		return math.Abs(a[0] - b[0])
	}
	sum := 0.0
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(sum)
}
