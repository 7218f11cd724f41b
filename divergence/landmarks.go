package divergence

// Where a distribution's mass is: quadrature cuts the line there, so that no peak falls between its points.

import (
	"math"
	"slices"
)

// around is a centre and distances from it in units of the scale.
func around(centre, scale float64) []float64 {
	marks := []float64{centre}
	for _, k := range []float64{1, 3, 8, 20} {
		marks = append(marks, centre-k*scale, centre+k*scale)
	}
	return marks
}

// landmarksOf asks the distribution or, for types from elsewhere, 200 draws of a fixed seed.
func landmarksOf(p Distribution) []float64 {
	if d, ok := p.(interface{ landmarks() []float64 }); ok {
		return d.landmarks()
	}
	var xs []float64
	for _, row := range Draw(p, 200, Source(0)) {
		xs = append(xs, row[0])
	}
	slices.Sort(xs)
	spread := xs[180] - xs[20]
	return []float64{xs[0] - spread, xs[0], xs[20], xs[60], xs[100], xs[140], xs[180], xs[199], xs[199] + spread}
}

// cuts are the ends of the pieces into which both distributions' supports are cut: sorted, each once, from the lowest end to the highest.
func cuts(p, q Distribution) []float64 {
	a, b := p.Support().Axes[0], q.Support().Axes[0]
	low, high := min(a.Low, b.Low), max(a.High, b.High)
	all := []float64{low, high, a.Low, a.High, b.Low, b.High}
	for _, x := range append(landmarksOf(p), landmarksOf(q)...) {
		if x > low && x < high {
			all = append(all, x)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// bounds are the least and greatest finite cut.
func bounds(marks []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, x := range marks {
		if !math.IsInf(x, 0) {
			low, high = min(low, x), max(high, x)
		}
	}
	return low, high
}
