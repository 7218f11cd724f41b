package kernel

// This file holds the reductions of a slice to one number. All take sixteen lanes, lane l the elements l, l+16, l+32, ..., and then join
// the lanes by halves: lane l with l+8, then l+4, l+2, l+1. That order is the definition, on every level.

import "math"

// Sum is the sum of x in sixteen lanes; 0 for no elements.
func Sum(x []float32) float32 {
	if y, ok := sumSIMD(x); ok {
		return y
	}
	var lane [16]float32
	for i, v := range x {
		lane[i%16] += v
	}
	return tree(&lane)
}

// Dot is the sum of a[i] * b[i] in sixteen lanes, fused in assembly; here the products are rounded first.
func Dot(a, b []float32) float32 {
	same2(a, b)
	if y, ok := dotSIMD(a, b); ok {
		return y
	}
	var lane [16]float32
	for i, v := range a {
		lane[i%16] += v * b[i]
	}
	return tree(&lane)
}

// MaxOf is the largest of x: NaN where any element is, -Inf for no elements.
func MaxOf(x []float32) float32 {
	if y, ok := maxOfSIMD(x); ok {
		return y
	}
	var lane [16]float32
	Fill(lane[:], float32(math.Inf(-1)))
	for i, v := range x {
		lane[i%16] = larger(lane[i%16], v)
	}
	for half := 8; half > 0; half /= 2 {
		for l := range half {
			lane[l] = larger(lane[l], lane[l+half])
		}
	}
	return lane[0]
}

// tree joins sixteen sums by halves.
func tree(lane *[16]float32) float32 {
	for half := 8; half > 0; half /= 2 {
		for l := range half {
			lane[l] += lane[l+half]
		}
	}
	return lane[0]
}
