package divergence

import (
	"errors"
	"math"
	"testing"
)

// On normal samples the estimate approaches KL as the samples grow, in one and three dimensions, and is near 0 where both are the same.
func TestNearestNeighbours(t *testing.T) {
	cases := []struct{ p, q Distribution }{
		{normal(0, 1), normal(1, 1.5)},
		{planar[2], planar[3]},
		{Must(NewDiagonalNormal([]float64{0, 0, 0}, []float64{1, 2, 0.5})), Must(NewDiagonalNormal([]float64{0.5, 0, -0.3}, []float64{1.3, 1.5, 0.9}))},
		{normal(0, 1), normal(0, 1)},
	}
	for _, c := range cases {
		want := mustKL(t, c.p, c.q)
		var errs [2]float64
		for i, n := range []int{100, 2000} {
			const repeats = 4
			for r := range repeats {
				x, y := Draw(c.p, n, Stream(5, 2*r)), Draw(c.q, n+n/2, Stream(5, 2*r+1))
				v, err := KLNearestNeighbours(x, y, 5)
				if err != nil {
					t.Fatal(err)
				}
				errs[i] += math.Abs(v-want) / repeats
			}
		}
		if errs[1] > 0.09*max(1, want) || errs[1] > errs[0] {
			t.Errorf("KL(%s, %s) = %g: mean error %g of 100 points, %g of 2000", label(c.p), label(c.q), want, errs[0], errs[1])
		}
	}
}

// The search gives what sorting all distances gives.
func TestKthDistance(t *testing.T) {
	x, y := Draw(planar[0], 60, Source(1)), Draw(planar[1], 40, Source(2))
	for k := 1; k <= 7; k++ {
		want := 0.0
		for i := range x {
			var within, to []float64
			for j := range x {
				if j != i {
					within = append(within, distance(x[i], x[j]))
				}
			}
			for j := range y {
				to = append(to, distance(x[i], y[j]))
			}
			want += math.Log(least(to, k) / least(within, k))
		}
		want = 2*want/60 + math.Log(40.0/59)
		near(t, "estimate", must(KLNearestNeighbours(x, y, k)), want, 1e-13)
	}
}

// least is the k-th least number, by repeated search.
func least(xs []float64, k int) float64 {
	for ; ; k-- {
		at := 0
		for i, v := range xs {
			if v < xs[at] {
				at = i
			}
		}
		if k == 1 {
			return xs[at]
		}
		xs[at] = math.Inf(1)
	}
}

func TestNearestNeighboursRefusals(t *testing.T) {
	x := [][]float64{{1}, {2}, {2}, {3}}
	for what, f := range map[string]func() (float64, error){
		"duplicates": func() (float64, error) { return KLNearestNeighbours(x, [][]float64{{5}, {6}}, 1) },
		"k = 0":      func() (float64, error) { return KLNearestNeighbours(x, x, 0) },
		"few points": func() (float64, error) { return KLNearestNeighbours(x, [][]float64{{5}}, 2) },
		"NaN":        func() (float64, error) { return KLNearestNeighbours(x, [][]float64{{math.NaN()}}, 1) },
		"dimensions": func() (float64, error) { return KLNearestNeighbours(x, [][]float64{{1, 2}}, 1) },
	} {
		if v, err := f(); !errors.Is(err, ErrParameter) {
			t.Errorf("%s: %g, %v", what, v, err)
		}
	}
	if _, err := KLNearestNeighbours(x, [][]float64{{5}, {6}}, 2); err != nil {
		t.Errorf("duplicates within k = 2: %v", err)
	}
}
