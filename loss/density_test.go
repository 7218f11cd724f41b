package loss

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"

	"vae/autodiff"
)

// config is a likelihood with the settings that these tests use.
func config(name string) LikelihoodConfig {
	return LikelihoodConfig{Name: name, Variance: 0.3, Categories: 3}
}

// heads are values of decoder outputs, and then of shared parameters, at which each likelihood is tested: common ones, narrow ones, lopsided ones.
var heads = map[string][][]float64{
	"bernoulli":            {{0}, {1.3}, {-4}},
	"continuous_bernoulli": {{0}, {1e-4}, {0.4999}, {0.5001}, {-3}, {30}},
	"gaussian_fixed":       {{0.2}, {-3}},
	"gaussian_per_pixel":   {{0.2, 0}, {-3, -4}, {1, 3}},
	"gaussian_shared":      {{0.2, 0}, {-3, -4}, {1, 3}},
	"gaussian_optimal":     {{0.2, 0}, {-3, -4}, {1, 3}},
	"laplace":              {{0.2, 0}, {-3, -2}, {1, 1.5}},
	"beta":                 {{0.3, 1}, {3, 4}, {1.5, 0.1}, {-0.2, -0.3}},
	"categorical":          {{0.7}},
	"discretized_logistic": {{0.4, -2}, {0.9, -6}, {0.1, 1}, {0.5004, -9}},
	"poisson":              {{0}, {-2}, {2.2}, {2.4}, {5}},
	"negative_binomial":    {{0, 0}, {1, -1}, {-2, 3}, {0.5, 1}},
}

// grid is where a likelihood of a discrete variable has mass, or nearly all of it.
func grid(name string) []float64 {
	top, by := 0.0, 1.0
	switch name {
	case "bernoulli":
		top = 1
	case "discretized_logistic":
		top, by = 1, 1./255
	case "poisson", "negative_binomial":
		top = 400
	default:
		return nil
	}
	var xs []float64
	for i := 0.0; i*by <= top+1e-9; i++ {
		xs = append(xs, i*by)
	}
	return xs
}

// quadrature is points and weights that integrate a density with a scale of its own about its centre, or over (0, 1).
func quadrature(f *family, h []float64) (xs, ws []float64) {
	add := func(lo, hi float64, n int) {
		x, w := make([]float64, n), make([]float64, n)
		quad.Legendre{}.FixedLocations(x, w, lo, hi)
		xs, ws = append(xs, x...), append(ws, w...)
	}
	switch {
	case f.support == unit:
		add(0, 1, 1000)
	case f.name == "beta": // x = sigmoid(t) takes the singular ends away
		add(-30, 30, 3000)
		for i, t := range xs {
			xs[i] = sigmoid(t)
			ws[i] *= sigmoid(t) * sigmoid(-t)
		}
	default:
		s := math.Sqrt(0.3)
		if len(h) > 1 {
			s = math.Exp(max(h[1], h[1]/2))
		}
		for i := range 120 { // panels that meet at the centre, where Laplace has a corner
			add(h[0]+float64(i-60)*s/2, h[0]+float64(i-59)*s/2, 20)
		}
	}
	return xs, ws
}

// TestDensitiesSumToOne, and their means are the first moments: discrete ones over every value, the others by quadrature.
func TestDensitiesSumToOne(t *testing.T) {
	for _, name := range Likelihoods() {
		if name == "categorical" {
			continue // TestCategories
		}
		c := config(name)
		if len(heads[name]) == 0 {
			t.Errorf("%s is tested at no values", name)
		}
		for _, h := range heads[name] {
			xs, ws := grid(name), []float64(nil)
			if xs == nil {
				xs, ws = quadrature(familyOf(name), h)
			} else {
				ws = slices.Repeat([]float64{1}, len(xs))
			}
			out := newBench(t, c, len(xs), 1, autodiff.Reference).at(xs, split(h)...)
			total, mean := 0.0, 0.0
			for i, nll := range out["nll"] {
				total += ws[i] * math.Exp(-nll)
				mean += ws[i] * xs[i] * math.Exp(-nll)
			}
			if !(math.Abs(total-1) <= 1e-7) {
				t.Errorf("%s: the density has mass %v", describe(name, h), total)
			}
			slack := 1e-6 * max(1, math.Abs(mean))
			if name == "discretized_logistic" {
				slack = halfLevel // as its comment says
			}
			if !(math.Abs(out["mean"][0]-mean) <= slack) {
				t.Errorf("%s: the mean is %v, the first moment %v", describe(name, h), out["mean"][0], mean)
			}
		}
	}
}

func split(h []float64) [][]float64 {
	var out [][]float64
	for _, v := range h {
		out = append(out, []float64{v})
	}
	return out
}

// TestCategories: the probabilities of all codes of a group sum to 1, and are its means.
func TestCategories(t *testing.T) {
	b := newBench(t, config("categorical"), 3, 3, autodiff.Reference)
	logits := []float64{0.3, -2, 1.4}
	out := b.at([]float64{1, 0, 0, 0, 1, 0, 0, 0, 1}, slices.Repeat(logits, 3))
	total := 0.0
	for i, nll := range out["nll"] {
		total += math.Exp(-nll)
		if !(math.Abs(math.Exp(-nll)-out["mean"][i]) <= 1e-12) {
			t.Errorf("category %d has probability %v and mean %v", i, math.Exp(-nll), out["mean"][i])
		}
	}
	if !(math.Abs(total-1) <= 1e-12) {
		t.Errorf("the probabilities sum to %v", total)
	}
}

// TestGradients holds the gradients of every likelihood to finite differences in float64, at ordinary outputs of the decoder and at absurd ones.
func TestGradients(t *testing.T) {
	const rows, d = 3, 3
	r := rand.New(rand.NewPCG(6, 7))
	for _, name := range Likelihoods() {
		b, x := newBench(t, config(name), rows, d, autodiff.Reference), make([]float64, rows*d)
		for i := range x {
			x[i] = float64((i + i/d) % d & 1) // 0 or 1, one of them in each group of three
			if familyOf(name).support.open {
				x[i] = 0.2 + 0.07*float64(i)
			}
		}
		for _, scale := range []float64{1, 30, 1e4} {
			if err := b.checkGradients(r, x, scale); err != nil {
				t.Errorf("%s, outputs of size %v: %v", name, scale, err)
			}
		}
	}
}

// TestExtremes: whatever the decoder gives, the compiled density and its gradients are finite numbers.
func TestExtremes(t *testing.T) {
	ends := []float64{-1e4, -30, 0, 30, 1e4}
	for _, name := range Likelihoods() {
		c := config(name)
		l := familyOf(name)
		lo, hi := l.support.lo, l.support.hi
		if math.IsInf(lo, 0) {
			lo = -1e3
		}
		if math.IsInf(hi, 0) {
			hi = 1e3
		}
		if l.support.open {
			lo, hi = 1e-6, 1-1e-6
		}
		for _, x := range []float64{lo, hi, math.Round((lo+hi)/3*4) / 4} {
			b := newBench(t, c, 1, 3, autodiff.Compiled)
			for _, first := range ends {
				for _, second := range ends {
					h := [][]float64{{first}, {second}, {second}}
					out, err := b.run(x, h)
					if err != nil {
						t.Fatal(err)
					}
					for what, v := range out {
						for _, f := range v {
							if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
								t.Errorf("%s of x = %v at %v, %v: %s is %v", name, x, first, second, what, v)
							}
						}
					}
				}
			}
		}
	}
}
