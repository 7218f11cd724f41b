package vi

// Mean field against enumeration.

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// checkAscent holds a result to be a lower bound that never fell.
func checkAscent(t *rapid.T, m MeanField, logZ float64) {
	for i, b := range m.Bounds {
		if b > logZ+1e-11 {
			t.Fatalf("sweep %d: bound %.15g above log Z %.15g", i, b, logZ)
		}
		if i > 0 && b < m.Bounds[i-1]-1e-11 {
			t.Fatalf("sweep %d: bound fell from %.15g to %.15g", i, m.Bounds[i-1], b)
		}
	}
}

func TestTableMeanField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawTable(t, rapid.Bool().Draw(t, "impossible"))
		start := RandomStart(table.Sizes(), rapid.Uint64().Draw(t, "seed"), 3)
		m, err := table.MeanField(MeanFieldConfig{Start: start, Sweeps: 50})
		if errors.Is(err, errStuck) {
			return // each value of a variable may have an impossible partner
		}
		if err != nil {
			t.Fatal(err)
		}
		checkAscent(t, m, table.LogZ())
		q, err := table.Product(m.Marginals)
		if err != nil {
			t.Fatal(err)
		}
		d, err := table.Decompose(q)
		if err != nil || !(math.Abs(d.ELBO-m.Bound()) < 1e-11) && !math.IsInf(d.ELBO, -1) {
			t.Fatalf("bound %g, the product's ELBO %g, %v", m.Bound(), d.ELBO, err)
		}
	})
}

func drawField(t *rapid.T) BinaryField {
	n := rapid.IntRange(1, 6).Draw(t, "n")
	bias, j := make([]float64, n), square(n)
	for i := range n {
		bias[i] = rapid.Float64Range(-2, 2).Draw(t, "bias")
		for k := range i {
			j[i][k] = rapid.Float64Range(-2, 2).Draw(t, "coupling")
			j[k][i] = j[i][k]
		}
	}
	f, err := NewBinaryField(bias, j)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// The tanh updates are the general ones, and the Gray code's sum is the table's.
func TestBinaryFieldIsItsTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawField(t)
		table, err := f.Table()
		if err != nil {
			t.Fatal(err)
		}
		logZ, err := f.LogZ()
		if err != nil || math.Abs(logZ-table.LogZ()) > 1e-11 {
			t.Fatalf("log Z %.15g, the table's %.15g, %v", logZ, table.LogZ(), err)
		}
		c := MeanFieldConfig{Start: RandomStart(f.Sizes(), rapid.Uint64().Draw(t, "seed"), 0), Sweeps: 5, Tolerance: 1e-300}
		a, err := f.MeanField(c)
		if err != nil {
			t.Fatal(err)
		}
		checkAscent(t, a, logZ)
		b, err := table.MeanField(c)
		if err != nil {
			t.Fatal(err)
		}
		for i := range min(len(a.Bounds), len(b.Bounds)) {
			if math.Abs(a.Bounds[i]-b.Bounds[i]) > 1e-10 {
				t.Fatalf("sweep %d: %.15g, as a table %.15g", i, a.Bounds[i], b.Bounds[i])
			}
		}
	})
}

// Without couplings the spins are independent, and mean field is exact: log Z = sum of log 2 cosh b, P(+1) = 1/(1 + e^-2b).
func TestMeanFieldExactWhereIndependent(t *testing.T) {
	f, err := NewBinaryField([]float64{0.3, -1.2, 4}, square(3))
	if err != nil {
		t.Fatal(err)
	}
	m, err := f.MeanField(MeanFieldConfig{})
	if err != nil || !m.Converged {
		t.Fatal(m, err)
	}
	want := 0.0
	for i, b := range f.bias {
		want += math.Log(2 * math.Cosh(b))
		if p := 1 / (1 + math.Exp(-2*b)); math.Abs(m.Marginals[i][1]-p) > 1e-15 {
			t.Errorf("spin %d: %g, want %g", i, m.Marginals[i][1], p)
		}
	}
	if math.Abs(m.Bound()-want) > 1e-13 {
		t.Errorf("bound %.15g, log Z %.15g", m.Bound(), want)
	}
}

// A ring's log Z by its transfer matrix: log(l1^n + l2^n), l = 2 cosh J and 2 sinh J. 2^14 states also pass the points where rounding is shed.
func TestRing(t *testing.T) {
	const n, c = 14, 0.7
	j := square(n)
	for i := range n {
		j[i][(i+1)%n], j[(i+1)%n][i] = c, c
	}
	f, err := NewBinaryField(make([]float64, n), j)
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.LogZ()
	want := math.Log(math.Pow(2*math.Cosh(c), n) + math.Pow(2*math.Sinh(c), n))
	if err != nil || math.Abs(got-want) > 1e-12*want {
		t.Errorf("log Z %.15g, want %.15g, %v", got, want, err)
	}
}

// Above the critical coupling the symmetric point is a saddle: mean field stays there from it, and breaks the symmetry from anywhere else.
func TestSymmetryBreaking(t *testing.T) {
	f, err := NewGrid(3, 3, 0.8, 0)
	if err != nil {
		t.Fatal(err)
	}
	saddle, err := f.MeanField(MeanFieldConfig{})
	if err != nil || math.Abs(saddle.Bound()-9*math.Ln2) > 1e-13 {
		t.Errorf("from the symmetric point: %v, %v", saddle.Bounds, err)
	}
	for i := range 5 {
		m, err := f.MeanField(MeanFieldConfig{Start: RandomStart(f.Sizes(), 1, i)})
		if err != nil || m.Bound() < saddle.Bound()+0.5 {
			t.Errorf("start %d: %g, %v", i, m.Bound(), err)
		}
	}
}

func TestRandomStartsDiffer(t *testing.T) {
	a, b := RandomStart([]int{3, 2}, 1, 0), RandomStart([]int{3, 2}, 1, 1)
	if a[0][0] == b[0][0] || a[0][0] == a[1][0] {
		t.Error("equal starts", a, b)
	}
	if err := checkMarginals(a, []int{3, 2}); err != nil {
		t.Error(err)
	}
	if _, err := (Table{[]int{2}, []float64{0, 0}}).MeanField(MeanFieldConfig{Start: a}); err == nil {
		t.Error("a start for other variables was accepted")
	}
}
