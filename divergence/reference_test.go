package divergence

// Both directions of KL against values computed elsewhere in float64.

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// row is one pair of the reference file; parameters are numbers, vectors of independent components, or a matrix.
type row struct {
	Kind string                     `json:"kind"`
	P    map[string]json.RawMessage `json:"p"`
	Q    map[string]json.RawMessage `json:"q"`
	PQ   float64                    `json:"kl_pq"`
	QP   float64                    `json:"kl_qp"`
}

// componentwise lists the families of one variable: a parameter that is a vector means independent components.
var componentwise = map[string]struct {
	params [][]string
	make   func(v []float64) (Distribution, error)
}{
	"normal":    {[][]string{{"mean", "loc", "mu"}, {"std", "scale", "sigma"}}, func(v []float64) (Distribution, error) { return widen(NewNormal(v[0], v[1])) }},
	"bernoulli": {[][]string{{"p", "probs", "prob"}}, func(v []float64) (Distribution, error) { return widen(NewBernoulli(v[0])) }},
	"bernoulli_logits": {[][]string{{"logit", "logits"}}, func(v []float64) (Distribution, error) {
		return widen(NewBernoulliLogit(v[0]))
	}},
	"continuous_bernoulli": {[][]string{{"lambda", "probs", "p", "prob"}}, func(v []float64) (Distribution, error) {
		return widen(NewContinuousBernoulli(v[0]))
	}},
	"continuous_bernoulli_logits": {[][]string{{"logit", "logits"}}, func(v []float64) (Distribution, error) {
		return widen(NewContinuousBernoulliLogit(v[0]))
	}},
	"gamma":       {[][]string{{"shape", "concentration", "alpha"}, {"rate", "beta"}}, func(v []float64) (Distribution, error) { return widen(NewGamma(v[0], v[1])) }},
	"beta":        {[][]string{{"alpha", "concentration1", "a"}, {"beta", "concentration0", "b"}}, func(v []float64) (Distribution, error) { return widen(NewBeta(v[0], v[1])) }},
	"laplace":     {[][]string{{"loc", "mean", "mu"}, {"scale", "b"}}, func(v []float64) (Distribution, error) { return widen(NewLaplace(v[0], v[1])) }},
	"exponential": {[][]string{{"rate", "lambda"}}, func(v []float64) (Distribution, error) { return widen(NewExponential(v[0])) }},
	"poisson":     {[][]string{{"rate", "lambda"}}, func(v []float64) (Distribution, error) { return widen(NewPoisson(v[0])) }},
	"uniform":     {[][]string{{"low", "min", "a"}, {"high", "max", "b"}}, func(v []float64) (Distribution, error) { return widen(NewUniform(v[0], v[1])) }},
}

// widen forgets a distribution's own type.
func widen[D Distribution](d D, err error) (Distribution, error) { return d, err }

// aliases are other names of the same kinds.
var aliases = map[string]string{
	"normal_diagonal": "normal", "diagonal_normal": "normal", "gaussian": "normal", "diagonal_gaussian": "normal",
	"full_covariance_normal": "multivariate_normal", "multivariate_gaussian": "multivariate_normal",
}

// build makes the distribution that a row describes.
func build(kind string, params map[string]json.RawMessage) (Distribution, error) {
	if name, ok := aliases[kind]; ok {
		kind = name
	}
	switch kind {
	case "multivariate_normal":
		var mean []float64
		var covariance [][]float64
		if err := errors.Join(decode(params, &mean, "mean", "loc"), decode(params, &covariance, "covariance", "cov", "covariance_matrix")); err != nil {
			return nil, err
		}
		return widen(NewMultivariateNormal(mean, covariance))
	case "categorical":
		return rows(params, []string{"probs", "p"}, func(v []float64) (Distribution, error) { return widen(NewCategorical(v)) })
	case "dirichlet":
		return rows(params, []string{"concentration", "alpha"}, func(v []float64) (Distribution, error) { return widen(NewDirichlet(v)) })
	}
	if _, logits := params["logits"]; logits {
		kind += "_logits"
	}
	family, ok := componentwise[kind]
	if !ok {
		return nil, fmt.Errorf("kind %q is not known to this test", kind)
	}
	return independent(params, family.params, family.make)
}

// decode reads the first of several names that is there.
func decode(params map[string]json.RawMessage, into any, names ...string) error {
	for _, n := range names {
		if raw, ok := params[n]; ok {
			return json.Unmarshal(raw, into)
		}
	}
	return fmt.Errorf("none of %v among the parameters", names)
}

// vector reads a number or a vector.
func vector(params map[string]json.RawMessage, names ...string) ([]float64, error) {
	var v []float64
	err := decode(params, &v, names...)
	if err != nil {
		var x float64
		if err = decode(params, &x, names...); err == nil {
			v = []float64{x}
		}
	}
	return v, err
}

// rows makes one distribution of a vector, or independent ones of a matrix's rows.
func rows(params map[string]json.RawMessage, names []string, make func([]float64) (Distribution, error)) (Distribution, error) {
	var matrix [][]float64
	if decode(params, &matrix, names...) != nil {
		v, err := vector(params, names...)
		if err != nil {
			return nil, err
		}
		return make(v)
	}
	var parts []Distribution
	for _, v := range matrix {
		d, err := make(v)
		if err != nil {
			return nil, err
		}
		parts = append(parts, d)
	}
	return widen(NewProduct(parts...))
}

// independent makes a product of as many components as the longest parameter has; shorter ones of length 1 are shared.
func independent(params map[string]json.RawMessage, names [][]string, make func([]float64) (Distribution, error)) (Distribution, error) {
	var columns [][]float64
	n := 1
	for _, alternatives := range names {
		v, err := vector(params, alternatives...)
		if err != nil {
			return nil, err
		}
		columns, n = append(columns, v), max(n, len(v))
	}
	var parts []Distribution
	for i := range n {
		var v []float64
		for _, c := range columns {
			v = append(v, c[min(i, len(c)-1)])
		}
		d, err := make(v)
		if err != nil {
			return nil, err
		}
		parts = append(parts, d)
	}
	return widen(NewProduct(parts...))
}

// diagonal is the one distribution that a product of normals is.
func diagonal(p Distribution) Distribution {
	product, ok := p.(Product)
	if !ok {
		return nil
	}
	var mean, std []float64
	for _, c := range product.components {
		n, ok := c.(Normal)
		if !ok {
			return nil
		}
		mean, std = append(mean, n.mean), append(std, n.std)
	}
	return Must(NewDiagonalNormal(mean, std))
}

func TestReference(t *testing.T) {
	folder := os.Getenv("VAE_REFERENCE")
	if folder == "" {
		folder = filepath.Join("..", "..", "shared", "reference")
	}
	text, err := os.ReadFile(filepath.Join(folder, "divergences.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no reference values in %s; VAE_REFERENCE names their folder", folder)
	}
	if err != nil {
		t.Fatal(err)
	}
	var cases []row
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		t.Run(fmt.Sprintf("%d_%s", i, c.Kind), func(t *testing.T) {
			p, err := build(c.Kind, c.P)
			if err != nil {
				t.Fatal(err)
			}
			q, err := build(c.Kind, c.Q)
			if err != nil {
				t.Fatal(err)
			}
			checkReference(t, p, q, c)
			if p, q := diagonal(p), diagonal(q); p != nil && q != nil {
				checkReference(t, p, q, c)
			}
		})
	}
}

// checkReference holds both directions to 1e-10 relative.
func checkReference(t *testing.T, p, q Distribution, c row) {
	t.Helper()
	for _, d := range []struct {
		name string
		p, q Distribution
		want float64
	}{{"kl_pq", p, q, c.PQ}, {"kl_qp", q, p, c.QP}} {
		got, err := KL(d.p, d.q)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got-d.want) > 1e-10*math.Abs(d.want) {
			t.Errorf("%s of %s: %.17g, want %.17g", d.name, d.p.Family(), got, d.want)
		}
	}
}
