package loss

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"vae/autodiff"
	"vae/internal/rng"
)

// TestDraws holds every sampler to its density: discrete ones by chi-squared over the values expected at least ten times, the others by Kolmogorov and Smirnov's
// distance from the integrated density. 1.95 and the 0.999 quantile are exceeded once in a thousand seeds; the seed is fixed.
func TestDraws(t *testing.T) {
	const n = 100000
	for _, name := range Likelihoods() {
		if name == "categorical" {
			continue // TestDrawnCategories
		}
		c := config(name)
		l := made(t, c, 2)
		for _, h := range heads[name] {
			xs := drawn(l, n, h)
			slices.Sort(xs)
			if values := grid(name); values != nil {
				out := newBench(t, c, len(values), 1, autodiff.Reference).at(values, split(h)...)
				chiSquared(t, describe(name, h), xs, values, out["nll"])
				continue
			}
			points, weights := quadrature(familyOf(name), h)
			out := newBench(t, c, len(points), 1, autodiff.Reference).at(points, split(h)...)
			if d := kolmogorov(xs, points, weights, out["nll"]); !(d < 1.95) {
				t.Errorf("%s: Kolmogorov-Smirnov statistic %v", describe(name, h), d)
			}
		}
	}
}

// kolmogorov is sqrt(n) sup |F_n - F|, F being summed from a quadrature; its points lie dense enough to be compared at.
func kolmogorov(sorted, points, weights, nll []float64) float64 {
	n, sum, sup := float64(len(sorted)), 0.0, 0.0
	order := make([]int, len(points))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(points[i], points[j]) })
	for _, i := range order {
		x := points[i]
		mass := weights[i] * math.Exp(-nll[i])
		at, _ := slices.BinarySearch(sorted, x)
		sup = max(sup, math.Abs(float64(at)/n-(sum+mass/2))-mass/2) // half the mass of a point lies to each side of it, or nearly
		sum += mass
	}
	return math.Sqrt(n) * sup
}

// chiSquared compares counts with expectations; the values expected too rarely are taken together.
func chiSquared(t *testing.T, what string, sorted, values, nll []float64) {
	t.Helper()
	n := float64(len(sorted))
	statistic, cells, restSeen, rest := 0.0, 0, n, n
	for i, v := range values {
		expected := n * math.Exp(-nll[i])
		lo, _ := slices.BinarySearch(sorted, v-1e-4)
		hi, _ := slices.BinarySearch(sorted, v+1e-4)
		if expected < 10 {
			continue
		}
		seen := float64(hi - lo)
		statistic += (seen - expected) * (seen - expected) / expected
		restSeen, rest = restSeen-seen, rest-expected
		cells++
	}
	if rest > 10 {
		statistic += (restSeen - rest) * (restSeen - rest) / rest
		cells++
	}
	if limit := (distuv.ChiSquared{K: float64(max(cells-1, 1))}).Quantile(0.999); !(statistic <= limit) {
		t.Errorf("%s: chi-squared %v over %d cells, limit %v", what, statistic, cells, limit)
	}
}

// TestDrawnCategories: each group has one 1, as often at each place as its probability says.
func TestDrawnCategories(t *testing.T) {
	l := made(t, config("categorical"), 6)
	logits := [][]float32{{0.3, -2, 1.4, 1e4, -1e4, 0}}
	var seen [6]float64
	const n = 20000
	x := make([]float32, 6)
	for i := range n {
		l.Draw(x, logits, nil, rng.New(5), i)
		for j, v := range x {
			seen[j] += float64(v)
		}
	}
	total := math.Exp(0.3) + math.Exp(-2) + math.Exp(1.4)
	for j, want := range []float64{math.Exp(0.3) / total, math.Exp(-2) / total, math.Exp(1.4) / total, 1, 0, 0} {
		if d := seen[j] - n*want; math.Abs(d) > 4*math.Sqrt(n*want*(1-want)) {
			t.Errorf("category %d was drawn %v times of %d, its probability is %v", j, seen[j], n, want)
		}
	}
}

// TestBetaStaysInside: draws are never the ends, where there is no density, even where nearly all the mass is beside them.
func TestBetaStaysInside(t *testing.T) {
	for _, h := range [][]float64{{-20, -20}, {20, -20}, {-20, 20}} {
		for _, x := range drawn(made(t, config("beta"), 2), 1000, h) {
			if !(float32(x) > 0 && float32(x) < 1) {
				t.Fatalf("%s: %v", describe("beta", h), x)
			}
		}
	}
}

// TestDrawsBelongToExamples: a feature's draw does not depend on the features and examples before it.
func TestDrawsBelongToExamples(t *testing.T) {
	for _, name := range Likelihoods() {
		l, less := made(t, config(name), 6), made(t, config(name), 3)
		row := slices.Repeat([]float32{0.3}, 6)
		heads, few := [][]float32{row, row}[:len(l.Heads())], [][]float32{row[:3], row[:3]}[:len(l.Heads())]
		shared := make([]float32, len(l.Shared()))
		long, short, other := make([]float32, 6), make([]float32, 3), make([]float32, 6)
		l.Draw(long, heads, shared, rng.New(8), 3)
		less.Draw(short, few, shared, rng.New(8), 3)
		same := true
		for example := range 20 {
			l.Draw(other, heads, shared, rng.New(8), 4+example)
			same = same && slices.Equal(other, long)
		}
		if !slices.Equal(short, long[:3]) || same {
			t.Errorf("%s: %v, of fewer features %v, of other examples %v", name, long, short, other)
		}
	}
}

// TestSupport: data outside the support are refused by name, data inside are not.
func TestSupport(t *testing.T) {
	pixels, grey, counts := Values{Min: 0, Max: 1, Whole: true}, Values{Min: 0, Max: 1}, Values{Min: 0, Max: 12, Whole: true}
	levels := Values{Min: 0, Max: 1, Levels: true}
	inner, real := Values{Min: 0.01, Max: 0.99}, Values{Min: -3, Max: 4}
	for name, good := range map[string][]Values{
		"bernoulli": {pixels, grey, levels, inner}, "continuous_bernoulli": {pixels, grey, levels, inner}, "beta": {inner}, "discretized_logistic": {pixels, levels},
		"categorical": {pixels}, "poisson": {pixels, counts}, "negative_binomial": {pixels, counts},
		"gaussian_fixed": {pixels, grey, levels, counts, inner, real}, "gaussian_per_pixel": {pixels, grey, levels, counts, inner, real},
		"gaussian_shared": {pixels, grey, levels, counts, inner, real}, "gaussian_optimal": {pixels, grey, levels, counts, inner, real}, "laplace": {pixels, grey, levels, counts, inner, real},
	} {
		l := made(t, config(name), 3)
		all := func(v Values) error { return l.Check([]Values{v, v, v}, nil) }
		for _, v := range []Values{pixels, grey, levels, counts, inner, real} {
			if err := all(v); (err == nil) != slices.Contains(good, v) {
				t.Errorf("%s of %+v: %v", name, v, err)
			}
		}
		if all(Values{Min: math.NaN()}) == nil || all(Values{Max: math.Inf(1)}) == nil {
			t.Errorf("%s takes values that are not finite", name)
		}
	}
}
