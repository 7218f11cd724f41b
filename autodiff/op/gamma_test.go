package op

import (
	"math"
	"testing"

	"gorgonia.org/gorgonia"
)

// TestGamma holds the graphs of the gamma function to the mathematics library and its gradient to differences, over twelve decades, in both spellings.
func TestGamma(t *testing.T) {
	var xs, rs []float64
	for e := -6.0; e <= 6; e += 0.31 {
		xs, rs = append(xs, math.Pow(10, e)), append(rs, math.Pow(10, 2-e/2))
	}
	lgamma := func(x float64) float64 { v, _ := math.Lgamma(x); return v }
	x, r := of([]int{1, len(xs)}, xs...), of([]int{1, len(rs)}, rs...)
	x.name, r.name = "x", "r"
	weights := random(99, "weights", 1, len(xs)).data
	for _, s := range []Spelling{Fused, Stock} {
		value, grads := runGraph(t, s, func(b *Builder, in gorgonia.Nodes) *gorgonia.Node { return b.LogGamma(in[0]) }, []leaf{x})
		rising, both := runGraph(t, s, func(b *Builder, in gorgonia.Nodes) *gorgonia.Node { return b.LogRising(in[1], in[0]) }, []leaf{x, r})
		for i := range xs {
			near := func(what string, got, want, tolerance float64) {
				if !(math.Abs(got-want) <= tolerance*max(1, math.Abs(want))) {
					t.Errorf("%s, %s at x = %.3g, r = %.3g: %v, not %v", s, what, xs[i], rs[i], got, want)
				}
			}
			slope := func(f func(float64) float64, at float64) float64 {
				h := 1e-4 * at
				return (8*(f(at+h)-f(at-h)) - (f(at+2*h) - f(at-2*h))) / (12 * h)
			}
			near("log gamma", value[i], lgamma(xs[i]), 1e-13)
			near("its slope", grads[0][i]/weights[i], slope(lgamma, xs[i]), 1e-7)
			near("log rising", rising[i], lgamma(rs[i]+xs[i])-lgamma(rs[i]), 1e-9)
			near("its slope by x", both[0][i]/weights[i], slope(lgamma, rs[i]+xs[i]), 1e-7)
			near("its slope by r", both[1][i]/weights[i], slope(lgamma, rs[i]+xs[i])-slope(lgamma, rs[i]), 1e-7)
		}
	}
}
