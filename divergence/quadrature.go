package divergence

// Quadrature in one dimension by double-exponential rules (Takahasi and Mori 1974), which integrate through the singularities that densities
// have at the ends of their supports, and sums over integers.

import (
	"errors"
	"fmt"
	"math"
)

// ErrNotConverged is wrapped by errors about an integral that the finest rule has not settled, or a sum too long to carry out.
var ErrNotConverged = errors.New("not converged")

const (
	quadratureTolerance = 1e-12 // of the integral of the integrand's absolute value
	quadratureLevels    = 6     // halvings of the step, which begins at 1/2
	longestSum          = 1e7   // integers that a sum may visit
)

// checkLine refuses what quadrature cannot compare.
func checkLine(p, q Distribution) error {
	if err := checkPair(p, q); err != nil {
		return err
	}
	if p.Dim() != 1 {
		return fmt.Errorf("divergence: %w: quadrature is for one dimension, not %d; use the Monte Carlo form", ErrIncomparable, p.Dim())
	}
	return nil
}

// integrate is the integral of f, or its sum where p and q are discrete, over both supports. f gets the two log densities.
func integrate(p, q Distribution, f func(lp, lq float64) float64) (float64, error) {
	if err := checkLine(p, q); err != nil {
		return 0, err
	}
	point := make([]float64, 1)
	at := func(x float64) float64 {
		point[0] = x
		lp, lq := p.LogProb(point...), q.LogProb(point...)
		if math.IsInf(lp, 1) || math.IsInf(lq, 1) {
			return 0 // a singular point has no width
		}
		return f(lp, lq)
	}
	marks := cuts(p, q)
	if p.Support().Axes[0].Discrete {
		return sumIntegers(p, q, marks, at)
	}
	return integratePieces(marks, at)
}

// integratePieces adds up the pieces between marks. What has not settled to its share is halved, so that a kink or step inside a piece ends up in
// one too short to matter.
func integratePieces(marks []float64, f func(float64) float64) (float64, error) {
	var results []result
	size := 0.0
	for i := 1; i < len(marks); i++ {
		r := piece(marks[i-1], marks[i], f)
		results, size = append(results, r), size+r.size
	}
	sum, change := 0.0, 0.0
	for halvings := 0; len(results) > 0; halvings++ {
		r := results[len(results)-1]
		results = results[:len(results)-1]
		middle := r.low + (r.high-r.low)/2
		if r.change <= quadratureTolerance*size || math.IsInf(middle, 0) || math.IsNaN(middle) || halvings > 400 || !(r.low < middle && middle < r.high) {
			sum, change = sum+r.sum, change+r.change
			continue
		}
		results = append(results, piece(r.low, middle, f), piece(middle, r.high, f))
	}
	if change > 100*quadratureTolerance*size {
		return 0, fmt.Errorf("divergence: %w: the integral moves by %.1e of its size at the finest rule; use the Monte Carlo form", ErrNotConverged, change/size)
	}
	return sum, nil
}

// result is the integral over one piece, that of the integrand's absolute value, and the change at the last halving of the step.
type result struct{ low, high, sum, size, change float64 }

// piece integrates over one piece by the trapezium rule in t, halving the step until the result stays.
func piece(low, high float64, f func(float64) float64) result {
	node := transform(low, high)
	total, absolute := 0.0, 0.0
	visit := func(t float64) {
		x, w := node(t)
		if w == 0 || x <= low || x >= high {
			return
		}
		v := f(x) * w
		total += v
		absolute += math.Abs(v)
	}
	const reach = 6.5 // where the ends are 1e-450 away
	h := 0.5
	for t := -reach; t <= reach; t += h {
		visit(t)
	}
	r := result{low: low, high: high, sum: total * h}
	for range quadratureLevels {
		h /= 2
		for t := h - reach; t < reach; t += 2 * h {
			visit(t)
		}
		previous := r.sum
		r.sum, r.size = total*h, absolute*h
		if math.IsInf(r.sum, 0) || math.IsNaN(r.sum) {
			r.change = 0
			return r
		}
		if r.change = math.Abs(r.sum - previous); r.change <= quadratureTolerance*r.size {
			break
		}
	}
	return r
}

// transform returns the point and weight at t of the rule for a piece. With u = pi/2 sinh t: between two numbers x moves from one to the other as
// 1/(1 + e^-2u), beyond a number its distance is e^u, and over the whole line x = sinh u.
func transform(low, high float64) func(t float64) (x, weight float64) {
	u := func(t float64) (u, du float64) { return math.Pi / 2 * math.Sinh(t), math.Pi / 2 * math.Cosh(t) }
	switch {
	case math.IsInf(low, -1) && math.IsInf(high, 1):
		return func(t float64) (float64, float64) {
			u, du := u(t)
			return math.Sinh(u), math.Cosh(u) * du
		}
	case math.IsInf(high, 1):
		return func(t float64) (float64, float64) {
			u, du := u(t)
			return low + math.Exp(u), math.Exp(u) * du
		}
	case math.IsInf(low, -1):
		return func(t float64) (float64, float64) {
			u, du := u(t)
			return high - math.Exp(u), math.Exp(u) * du
		}
	}
	width := high - low
	return func(t float64) (float64, float64) {
		u, du := u(t)
		near := 1 / (1 + math.Exp(2*math.Abs(u))) // of the way, from the nearer end
		x := low + width*near
		if t > 0 {
			x = high - width*near
		}
		return x, width * 2 * near * (1 - near) * du
	}
}

// sumIntegers adds f from the lowest landmark to the highest, then outwards on each side until three terms in a row no longer count.
func sumIntegers(p, q Distribution, marks []float64, f func(float64) float64) (float64, error) {
	low, high := bounds(marks)
	low, high = math.Floor(low), math.Ceil(high)
	sum, visited := 0.0, 0.0
	for k := low; k <= high && visited < longestSum; k++ {
		sum += f(k)
		visited++
	}
	for _, side := range []struct{ first, step float64 }{{high + 1, 1}, {low - 1, -1}} {
		quiet := 0
		for k := side.first; quiet < 3 && k >= marks[0] && k <= marks[len(marks)-1] && visited < longestSum; k += side.step {
			v := f(k)
			sum += v
			quiet++
			if math.Abs(v) > 1e-18*math.Abs(sum) {
				quiet = 0
			}
			visited++
		}
	}
	if visited >= longestSum {
		return 0, fmt.Errorf("divergence: %w: the sum for %s and %s has more than %g terms; use the Monte Carlo form", ErrNotConverged, p.Family(), q.Family(), longestSum)
	}
	return sum, nil
}
