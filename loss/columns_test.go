package loss

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vae/autodiff"
	"vae/internal/rng"
)

// mixed describes 11 features by column, out of their order.
func mixed() LikelihoodConfig {
	return LikelihoodConfig{Name: ByColumn, Variance: 0.3, Parts: []PartConfig{
		{Columns: []string{"8", "0-1"}, Name: "gaussian_shared"}, {Columns: []string{"4", "2-3"}, Name: "categorical"}, {Columns: []string{"10"}, Name: "bernoulli"},
		{Columns: []string{"5", "7"}, Name: "negative_binomial"}, {Columns: []string{"6"}, Name: "laplace"}, {Columns: []string{"9"}, Name: "gaussian_fixed"},
	}}
}

// mixedColumns are the features of each part.
var mixedColumns = [][]int{{8, 0, 1}, {4, 2, 3}, {10}, {5, 7}, {6}, {9}}

// TestPartsAddUp: the density by column is the product of what the families give for their columns alone, and the means are theirs.
func TestPartsAddUp(t *testing.T) {
	const rows, d = 4, 11
	for _, engine := range []autodiff.Engine{autodiff.Reference, autodiff.Compiled} {
		r := rand.New(rand.NewPCG(3, 4))
		x := make([]float64, rows*d)
		for i := range x {
			x[i] = float64(r.IntN(2))
		}
		whole := newBench(t, mixed(), rows, d, engine)
		var values [][]float64
		for _, h := range whole.l.Heads() {
			v := make([]float64, rows*h.Width)
			for i := range v {
				v[i] = r.NormFloat64()
			}
			values = append(values, v)
		}
		values = append(values, []float64{0.4})
		got := whole.at(x, values...)
		want, at := make([]float64, rows), 0
		for i, columns := range mixedColumns {
			c := config(mixed().Parts[i].Name)
			alone := newBench(t, c, rows, len(columns), engine)
			own := append([][]float64{}, values[at:at+len(alone.l.Heads())]...)
			if len(alone.l.Shared()) > 0 {
				own = append(own, values[len(values)-1])
			}
			at += len(alone.l.Heads())
			var picked []float64
			for row := range rows {
				for _, column := range columns {
					picked = append(picked, x[row*d+column])
				}
			}
			out := alone.at(picked, own...)
			for row, v := range out["nll"] {
				want[row] += v
			}
			if d := furthest(got[meanName(i)], out["mean"]); !(d <= 1e-12) {
				t.Errorf("part %d, %s: the means are off by %v", i, c.Name, d)
			}
		}
		if d := furthest(got["nll"], want); !(d <= 1e-10) {
			t.Errorf("engine %v: %v, the parts add up to %v", engine, got["nll"], want)
		}
	}
}

func furthest(a, b []float64) float64 {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	worst := 0.0
	for i := range a {
		worst = max(worst, math.Abs(a[i]-b[i]))
	}
	return worst
}

// TestDrawsByColumn: a column's draw is the one that its family alone has at that place, which TestDraws holds to its density; a one-hot group of columns that
// are not adjacent has one 1, as often at each place as its probability says.
func TestDrawsByColumn(t *testing.T) {
	const n, d = 20000, 11
	l := made(t, mixed(), d)
	at := map[string][]float64{"negative_binomial": {0.5, 1}, "gaussian_shared": {0.2, 0.4}, "laplace": {-3, -2}, "gaussian_fixed": {1.5}, "bernoulli": {-0.4}}
	logits := []float32{0.3, -2, 1.4}
	var heads [][]float32
	alone, own := map[string]*Likelihood{}, map[string][][]float32{}
	for i, p := range l.parts {
		if p.name == "categorical" {
			heads = append(heads, logits)
			continue
		}
		alone[p.name] = made(t, config(p.name), d)
		for j := range p.heads {
			heads = append(heads, slices.Repeat([]float32{float32(at[p.name][j])}, len(mixedColumns[i])))
			own[p.name] = append(own[p.name], slices.Repeat([]float32{float32(at[p.name][j])}, d))
		}
	}
	x, y, shared, noise := make([]float32, d), make([]float32, d), []float32{0.4}, rng.New(17)
	var seen [3]float64
	for example := range n {
		l.Draw(x, heads, shared, noise, example)
		for i, p := range l.parts {
			if a := alone[p.name]; a != nil && example < 100 {
				a.Draw(y, own[p.name], shared[:len(a.Shared())], noise, example)
				for _, c := range mixedColumns[i] {
					if x[c] != y[c] {
						t.Fatalf("example %d, column %d: %v, of %s alone %v", example, c, x[c], p.name, y[c])
					}
				}
			}
		}
		for j, c := range mixedColumns[1] {
			seen[j] += float64(x[c])
		}
		if err := l.CheckExample(x, nil); err != nil {
			t.Fatal(err)
		}
	}
	total := math.Exp(0.3) + math.Exp(-2) + math.Exp(1.4)
	for j, l := range logits {
		want := math.Exp(float64(l)) / total
		if off := seen[j] - n*want; math.Abs(off) > 4*math.Sqrt(n*want*(1-want)) {
			t.Errorf("category %d was drawn %v times of %d, its probability is %v", j, seen[j], n, want)
		}
	}
}

// TestExtremesByColumn: the compiled density and its gradients are finite whatever the decoder gives to all parts.
func TestExtremesByColumn(t *testing.T) {
	b := newBench(t, mixed(), 1, 11, autodiff.Compiled)
	for _, v := range []float64{-1e4, -30, 0, 30, 1e4} {
		out, err := b.run(1, slices.Repeat([][]float64{{v}}, len(b.names())))
		if err != nil {
			t.Fatal(err)
		}
		for what, values := range out {
			for _, f := range values {
				if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
					t.Errorf("at %v: %s is %v", v, what, values)
				}
			}
		}
	}
}

// TestGradientsByColumn holds the gradients of every head and shared parameter to finite differences in float64, at ordinary outputs of the decoder and at absurd ones.
func TestGradientsByColumn(t *testing.T) {
	const rows, d = 3, 11
	b := newBench(t, mixed(), rows, d, autodiff.Reference)
	r := rand.New(rand.NewPCG(8, 9))
	x := make([]float64, rows*d)
	for i := range x {
		x[i] = float64(r.IntN(2))
	}
	for _, scale := range []float64{1, 30, 1e4} {
		if err := b.checkGradients(r, x, scale); err != nil {
			t.Errorf("outputs of size %v: %v", scale, err)
		}
	}
}

// TestPartNames: what checkpoints call the parameters, and what reports call the likelihood.
func TestPartNames(t *testing.T) {
	l := made(t, mixed(), 11)
	want := "[{part0.output 3} {part1.output 3} {part2.output 1} {part3.log_odds 2} {part3.log_count 2} {part4.mean 1} {part4.log_scale 1} {part5.output 1}]"
	if got := fmt.Sprint(l.Heads()); got != want || fmt.Sprint(l.Shared()) != "[part0.log_variance]" {
		t.Errorf("heads %s, shared %v", got, l.Shared())
	}
	if got := l.String(); got != "by_column (gaussian_shared 8 0-1, categorical 4 2-3, bernoulli 10, negative_binomial 5 7, laplace 6, gaussian_fixed 9)" {
		t.Error(got)
	}
	counts := mixed()
	counts.Parts = counts.Parts[1:4]
	counts.Parts[0].Columns, counts.Parts[1].Columns, counts.Parts[2].Columns = []string{"0-2"}, []string{"3"}, []string{"4"}
	if slices.Contains(made(t, counts, 5).Countable(), false) || l.Binary() ||
		fmt.Sprint(l.Countable()) != "[false false true true true true false true false false true]" {
		t.Error("a Gaussian's density is no probability; those of categories, bits and counts are")
	}
	real, err := mixed().Real(11, nil)
	if err != nil || fmt.Sprint(real) != "[true true false false false false true false true true false]" {
		t.Errorf("real: %v, %v", real, err)
	}
}

// TestResolve: columns by name, number and range, and every mistake with the part and the column.
func TestResolve(t *testing.T) {
	names := []string{"age", "height", "smokes", "red", "green", "7"}
	with := func(columns ...[]string) LikelihoodConfig {
		c := LikelihoodConfig{Name: ByColumn, Variance: 1}
		for _, of := range columns {
			c.Parts = append(c.Parts, PartConfig{Columns: of, Name: "laplace"})
		}
		return c
	}
	got, err := with([]string{"height", "age", "7"}, []string{"2-4"}).Resolve(6, names)
	if err != nil || fmt.Sprint(got.Parts[0].Columns, got.Parts[1].Columns) != "[1 0 5] [2-4]" {
		t.Errorf("%v, %v", got.Parts, err)
	}
	for want, c := range map[string]LikelihoodConfig{
		`parts: there is no likelihood for column "age", column "7"; put every column into a part`: with([]string{"1-4"}),
		`parts[1].columns: column "smokes" is in parts[0] already; leave it out of one`:            with([]string{"0-2"}, []string{"smokes", "3-5"}),
		`parts[0].columns: column "age" is in parts[0] already`:                                    with([]string{"0-2", "age", "3-5"}),
		`parts[0].columns: the data have no column "hight" (nearest: height); numbers from 0 to 5`: with([]string{"hight"}),
		`parts[1].columns: there is no column 6; the data have 6, numbered from 0`:                 with([]string{"0-3"}, []string{"4-6"}),
		`parts[0].columns: the range 3-1 ends before it begins`:                                    with([]string{"3-1"}),
		`parts[0].columns: the data have no column "-1"`:                                           with([]string{"-1"}),
	} {
		if _, err := c.Resolve(6, names); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	if _, err := with([]string{"age"}).Likelihood(6); err == nil || !strings.Contains(err.Error(), `"age" is no number, and the data have no names; give numbers from 0 to 5`) {
		t.Error(err)
	}
	if _, err := with([]string{"0-2"}).Likelihood(9); err == nil || !strings.Contains(err.Error(), "no likelihood for column 3, column 4, column 5, column 6, column 7 and 1 more") {
		t.Error(err)
	}
	for _, of := range []struct {
		columns    string
		categories int
		features   int
		want       string
	}{
		{"0", 0, 1, "parts[0].categories: 1 feature is no one-hot code; give a column for each category"},
		{"0-4", 2, 5, "parts[0].categories: 5 features do not divide into groups of 2"},
	} {
		c := LikelihoodConfig{Name: ByColumn, Variance: 1, Parts: []PartConfig{{Columns: []string{of.columns}, Name: "categorical", Categories: of.categories}}}
		if _, err := c.Likelihood(of.features); err == nil || !strings.Contains(err.Error(), of.want) {
			t.Errorf("%s: %v", of.columns, err)
		}
	}
	plain := LikelihoodConfig{Name: "poisson", Variance: 1}
	if c, err := plain.Resolve(6, names); err != nil || c.Name != "poisson" || len(c.Parts) != 0 {
		t.Errorf("%v, %v", c, err)
	}
}

// TestSupportByColumn: each part looks at its own columns, and a message names the one that does not fit.
func TestSupportByColumn(t *testing.T) {
	l := made(t, mixed(), 11)
	names := strings.Split("a b c d e f g h i j k", " ")
	fitting := make([]Values, 11)
	for i := range fitting {
		fitting[i] = Values{Min: -5, Max: 2.5}
	}
	for _, i := range []int{2, 3, 4, 10} {
		fitting[i] = Values{Max: 1, Whole: true}
	}
	for _, i := range []int{5, 7} {
		fitting[i] = Values{Max: 300, Whole: true}
	}
	if err := l.Check(fitting, names); err != nil {
		t.Error(err)
	}
	for column, c := range map[int]struct {
		values Values
		want   string
	}{
		3:  {Values{Max: 2, Whole: true}, `likelihood categorical fits one-hot groups of 0 and 1; the values of column "d" range from 0 to 2`},
		10: {Values{Max: 1}, `likelihood bernoulli fits values that are 0 or 1; the values of column "k" hold fractions: round them, or put the column into another of model.parts`},
		7:  {Values{Min: -1, Max: 4, Whole: true}, `the values of column "h" range from -1 to 4: rescale them, or put the column into another of model.parts`},
		5:  {Values{Max: 4}, `the values of column "f" hold fractions`},
		9:  {Values{Max: math.NaN()}, `the values of column "j" hold NaN or infinite values`},
	} {
		bad := slices.Clone(fitting)
		bad[column] = c.values
		if err := l.Check(bad, names); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("column %d: %v", column, err)
		}
	}
	x := make([]float32, 11)
	for ones, want := range map[int]string{0: `from column "e" to column "d" there are 0 ones, not one`, 1: "", 2: "there are 2 ones"} {
		clear(x)
		for i := range ones {
			x[3-i] = 1
		}
		if err := l.CheckExample(x, names); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%d ones: %v", ones, err)
		}
	}
	if !l.Grouped() || made(t, config("poisson"), 3).Grouped() {
		t.Error("categories are one-hot groups, counts are not")
	}
}
