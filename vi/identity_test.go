package vi

// The identity log p(x) = ELBO + KL, with each side on its own.

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"vae/divergence"
)

// drawNormal draws a mean and a well-conditioned covariance.
func drawNormal(t *rapid.T, label string, d int) divergence.MultivariateNormal {
	f := NewGaussianFamily(d)
	theta := rapid.SliceOfN(rapid.Float64Range(-1, 1), f.Parameters(), f.Parameters()).Draw(t, label)
	q, err := f.at(theta).Distribution()
	if err != nil {
		t.Fatal(err)
	}
	return q.(divergence.MultivariateNormal)
}

func TestLinearGaussianIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z, d := rapid.IntRange(1, 4).Draw(t, "z"), rapid.IntRange(1, 5).Draw(t, "d")
		numbers := rapid.SliceOfN(rapid.Float64Range(-2, 2), z, z)
		w := rapid.SliceOfN(numbers, d, d).Draw(t, "w")
		vector := rapid.SliceOfN(rapid.Float64Range(-2, 2), d, d)
		m, err := NewLinearGaussian(drawNormal(t, "prior", z), w, vector.Draw(t, "b"), rapid.Float64Range(0.1, 3).Draw(t, "s"))
		if err != nil {
			t.Fatal(err)
		}
		x := vector.Draw(t, "x")
		got, err := m.Decompose(x, drawNormal(t, "q", z))
		if err != nil {
			t.Fatal(err)
		}
		scale := math.Abs(got.ELBO) + got.KL + 1
		if math.Abs(got.Residual()) > 1e-12*scale {
			t.Fatalf("%+v leaves %g", got, got.Residual())
		}
		posterior, err := m.Posterior(x)
		if err != nil {
			t.Fatal(err)
		}
		tight, err := m.Decompose(x, posterior)
		if err != nil || math.Abs(tight.Gap()) > 1e-12*scale || tight.KL != 0 {
			t.Fatalf("with the posterior: %+v, %v", tight, err)
		}
	})
}

// The evidence against the textbook: the weights of a regression with one input, by integrating over a grid.
func TestRegressionEvidence(t *testing.T) {
	inputs, y, v, s := [][]float64{{1}, {-2}, {0.5}}, []float64{1.2, -1.5, 0.1}, 1.7, 0.3
	m, err := NewBayesianRegression(inputs, v, s)
	if err != nil {
		t.Fatal(err)
	}
	marginal, err := m.Marginal()
	if err != nil {
		t.Fatal(err)
	}
	sum, h, first := 0.0, 0.001, 0.0
	for w := -12.0; w < 12; w += h {
		l := -w*w/(2*v) - math.Log(2*math.Pi*v)/2
		for i, in := range inputs {
			d := y[i] - w*in[0]
			l += -d*d/(2*s) - math.Log(2*math.Pi*s)/2
		}
		sum += math.Exp(l) * h
		first += w * math.Exp(l) * h
	}
	if got := marginal.LogProb(y...); math.Abs(got-math.Log(sum)) > 1e-10 {
		t.Errorf("evidence %g, by integration %g", got, math.Log(sum))
	}
	posterior, err := m.Posterior(y)
	if err != nil || math.Abs(posterior.Mean()[0]-first/sum) > 1e-10 {
		t.Errorf("posterior mean %v, by integration %g, %v", posterior.Mean(), first/sum, err)
	}
}

func TestPPCAMarginal(t *testing.T) {
	m, err := NewPPCA([][]float64{{1, 0.5}, {-0.5, 2}, {0, 1}}, []float64{1, 2, 3}, 0.25)
	if err != nil {
		t.Fatal(err)
	}
	marginal, err := m.Marginal()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]float64{{1.5, 0.5, 0.5}, {0.5, 4.5, 2}, {0.5, 2, 1.25}}
	for i, row := range marginal.Covariance() {
		for j, v := range row {
			if math.Abs(v-want[i][j]) > 1e-12 {
				t.Errorf("covariance %d, %d is %g, want %g", i, j, v, want[i][j])
			}
		}
	}
	if _, err := m.Posterior([]float64{1, 2}); err == nil {
		t.Error("an example of another length was accepted")
	}
}

// drawTable draws a table of up to 4 variables; some states may be impossible.
func drawTable(t *rapid.T, impossible bool) Table {
	sizes := rapid.SliceOfN(rapid.IntRange(1, 4), 1, 4).Draw(t, "sizes")
	n := 1
	for _, s := range sizes {
		n *= s
	}
	logs := rapid.SliceOfN(rapid.Float64Range(-5, 5), n, n).Draw(t, "logs")
	if impossible {
		for i := 1; i < n; i += 3 {
			logs[i] = math.Inf(-1)
		}
	}
	table, err := NewTable(sizes, logs)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestTableIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawTable(t, rapid.Bool().Draw(t, "impossible"))
		q := rapid.SliceOfN(rapid.Float64Range(0, 1), len(table.logs), len(table.logs)).Draw(t, "q")
		q[0] += 0.1
		total := 0.0
		for i := range q {
			if math.IsInf(table.logs[i], -1) {
				q[i] = 0
			}
			total += q[i]
		}
		for i := range q {
			q[i] /= total
		}
		got, err := table.Decompose(q)
		if err != nil || !(math.Abs(got.Residual()) < 1e-12) || got.KL < -1e-12 {
			t.Fatalf("%+v leaves %g, %v", got, got.Residual(), err)
		}
	})
}

func TestTableMassOnTheImpossible(t *testing.T) {
	table, err := NewTable([]int{2}, []float64{0, math.Inf(-1)})
	if err != nil {
		t.Fatal(err)
	}
	got, err := table.Decompose([]float64{0.5, 0.5})
	if err != nil || !math.IsInf(got.ELBO, -1) || !math.IsInf(got.KL, 1) {
		t.Errorf("%+v, %v", got, err)
	}
}

// More draws tighten the bound (Burda et al. 2016, theorem 1); one draw is the ELBO; where q is the posterior it is tight at once.
func TestImportanceBound(t *testing.T) {
	table, err := NewTable([]int{2, 2}, []float64{-1, 0.5, -3, 1})
	if err != nil {
		t.Fatal(err)
	}
	q := []float64{0.4, 0.1, 0.2, 0.3}
	elbo, err := table.ELBO(q)
	if err != nil {
		t.Fatal(err)
	}
	before := math.Inf(-1)
	for k := 1; k <= 6; k++ {
		bound, err := table.ImportanceBound(q, k)
		if err != nil || bound <= before || bound > table.LogZ() {
			t.Errorf("%d draws: %g after %g, log Z is %g, %v", k, bound, before, table.LogZ(), err)
		}
		if k == 1 && math.Abs(bound-elbo) > 1e-12 {
			t.Errorf("one draw: %g, the ELBO is %g", bound, elbo)
		}
		tight, err := table.ImportanceBound(table.Posterior(), k)
		if err != nil || math.Abs(tight-table.LogZ()) > 1e-12 {
			t.Errorf("%d draws of the posterior: %g, %v", k, tight, err)
		}
		before = bound
	}
	// Two draws by hand.
	want := 0.0
	for i, a := range q {
		for j, b := range q {
			want += a * b * math.Log((math.Exp(table.logs[i])/a+math.Exp(table.logs[j])/b)/2)
		}
	}
	if got, _ := table.ImportanceBound(q, 2); math.Abs(got-want) > 1e-12 {
		t.Errorf("two draws: %g, want %g", got, want)
	}
	if _, err := table.ImportanceBound(q, 13); err == nil {
		t.Error("4^13 outcomes were accepted")
	}
}

func TestTableRefuses(t *testing.T) {
	for name, err := range map[string]error{
		"no states":     second(NewTable(nil, nil)),
		"wrong length":  second(NewTable([]int{2, 2}, make([]float64, 3))),
		"not a number":  second(NewTable([]int{2}, []float64{0, math.NaN()})),
		"all -Inf":      second(NewTable([]int{1}, []float64{math.Inf(-1)})),
		"too many":      second(NewTable([]int{1 << 13, 1 << 13}, nil)),
		"no variance":   second(NewPPCA([][]float64{{1}}, []float64{0}, 0)),
		"ragged":        second(NewPPCA([][]float64{{1}, {1, 2}}, []float64{0, 0}, 1)),
		"asymmetric":    second(NewBinaryField([]float64{0, 0}, [][]float64{{0, 1}, {2, 0}})),
		"self-coupling": second(NewBinaryField([]float64{0}, [][]float64{{1}})),
		"weights":       second(NewGaussianMixture([]float64{0.5, 0.4}, [][]float64{{0}, {1}}, [][][]float64{{{1}}, {{1}}})),
		"not definite":  second(NewGaussian([]float64{0, 0}, [][]float64{{1, 2}, {2, 1}})),
	} {
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	_, err := NewGaussian([]float64{0}, [][]float64{{-1}})
	if !errors.Is(err, divergence.ErrParameter) {
		t.Errorf("negative variance: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }
