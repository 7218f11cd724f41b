// Package gradcheck holds derivatives to finite differences in float64.
package gradcheck

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Options are what a check depends on. The zero value suits smooth functions of arguments near 1.
type Options struct {
	Step       float64 // distance between samples; 0 means 1e-3
	Tolerance  float64 // allowed error, see Check; 0 means 1e-8
	Directions int     // random directions tried; 0 means 3
	Seed       uint64  // of the directions
}

// Difference estimates the derivative of f at 0 from four samples around it, with an error of order h^4:
//
//	(f(-2h) - 8 f(-h) + 8 f(h) - f(2h)) / 12h
func Difference(f func(t float64) float64, h float64) float64 {
	return (f(-2*h) - 8*f(-h) + 8*f(h) - f(2*h)) / (12 * h)
}

// Check compares gradients of f at x, both a slice an argument, with finite differences: element by element, and along random
// directions of length 1, in which every argument moves. The error of a gradient is max|a-b| / max|b| over all elements, b being the differences; where these
// are tiny beside f itself, a thousandth of |f| takes their place, for rounding drowns them. f must not keep x, which is changed while it runs.
func Check(f func(x [][]float64) float64, x, grads [][]float64, o Options) error {
	if o.Step == 0 {
		o.Step = 1e-3
	}
	if o.Tolerance == 0 {
		o.Tolerance = 1e-8
	}
	if o.Directions == 0 {
		o.Directions = 3
	}
	value := f(x)
	scale := math.Abs(value) * 1e-3
	diffs := make([][]float64, len(x))
	for k, xs := range x {
		if len(grads[k]) != len(xs) {
			return fmt.Errorf("argument %d has %d elements, its gradient %d", k, len(xs), len(grads[k]))
		}
		for i, at := range xs {
			d := Difference(func(t float64) float64 { xs[i] = at + t; return f(x) }, o.Step)
			xs[i] = at
			diffs[k] = append(diffs[k], d)
			scale = max(scale, math.Abs(d))
		}
	}
	for k := range diffs {
		for i, want := range diffs[k] {
			if got := grads[k][i]; !(math.Abs(got-want) <= o.Tolerance*scale) {
				return fmt.Errorf("argument %d, element %d: gradient %.12g, finite difference %.12g (tolerance %g of %g)", k, i, got, want, o.Tolerance, scale)
			}
		}
	}
	return checkDirections(f, x, grads, scale, o)
}

// checkDirections compares slopes along random directions with the gradients' projections on them.
func checkDirections(f func(x [][]float64) float64, x, grads [][]float64, scale float64, o Options) error {
	rng := rand.New(rand.NewPCG(o.Seed, 0))
	for n := range o.Directions {
		direction := unit(rng, x)
		want := Difference(func(t float64) float64 { return f(moved(x, direction, t)) }, o.Step)
		got := 0.0
		for k, u := range direction {
			for i := range u {
				got += u[i] * grads[k][i]
			}
		}
		if !(math.Abs(got-want) <= o.Tolerance*max(scale, math.Abs(want))) {
			return fmt.Errorf("random direction %d: slope %.12g, finite difference %.12g (tolerance %g of %g)", n, got, want, o.Tolerance, scale)
		}
	}
	return nil
}

// unit draws a direction of length 1 in the space of x.
func unit(rng *rand.Rand, x [][]float64) [][]float64 {
	sum := 0.0
	out := make([][]float64, len(x))
	for k, xs := range x {
		out[k] = make([]float64, len(xs))
		for i := range xs {
			out[k][i] = rng.NormFloat64()
			sum += out[k][i] * out[k][i]
		}
	}
	for _, u := range out {
		for i := range u {
			u[i] /= math.Sqrt(sum)
		}
	}
	return out
}

// moved is x + t direction.
func moved(x, direction [][]float64, t float64) [][]float64 {
	out := make([][]float64, len(x))
	for k, xs := range x {
		out[k] = make([]float64, len(xs))
		for i, at := range xs {
			out[k][i] = at + t*direction[k][i]
		}
	}
	return out
}
