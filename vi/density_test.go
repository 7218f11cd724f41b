package vi

// Densities, their scores and gradients, against finite differences and package divergence.

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"vae/divergence"
)

// families are the kinds that are fitted.
var families = map[string]Family{
	"1D": NewGaussianFamily(1), "3D": NewGaussianFamily(3), "mixture 1D": NewMixtureFamily(1, 2), "mixture 2D": NewMixtureFamily(2, 3),
}

// difference is a fourth-order central difference along coordinate i.
func difference(f func(x []float64) float64, x []float64, i int) float64 {
	const h = 1e-3
	at := func(s float64) float64 {
		moved := append([]float64(nil), x...)
		moved[i] += s * h
		return f(moved)
	}
	return (8*(at(1)-at(-1)) - (at(2) - at(-2))) / (12 * h)
}

func TestDensities(t *testing.T) {
	for name, f := range families {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				theta := rapid.SliceOfN(rapid.Float64Range(-1, 1), f.Parameters(), f.Parameters()).Draw(t, "theta")
				x := rapid.SliceOfN(rapid.Float64Range(-2, 2), f.Dim(), f.Dim()).Draw(t, "x")
				p := f.At(theta)
				d, err := p.Distribution()
				if err != nil {
					t.Fatal(err)
				}
				want := d.LogProb(x...)
				score, gradient := make([]float64, f.Parameters()), make([]float64, f.Dim())
				if got := p.Score(score, x); math.Abs(got-want) > 1e-9 || math.Abs(p.LogProb(x...)-want) > 1e-9 {
					t.Fatalf("log density %g, %g, want %g", got, p.LogProb(x...), want)
				}
				for i, got := range score {
					if want := difference(func(v []float64) float64 { return f.At(v).LogProb(x...) }, theta, i); math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
						t.Fatalf("score %d is %g, by differences %g", i, got, want)
					}
				}
				p.Gradient(gradient, x)
				for i, got := range gradient {
					if want := difference(func(v []float64) float64 { return p.LogProb(v...) }, x, i); math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
						t.Fatalf("gradient %d is %g, by differences %g", i, got, want)
					}
				}
			})
		})
	}
}

// The pullback is the gradient of any function of a draw; the entropy's gradient is that of divergence's entropy.
func TestGaussianPath(t *testing.T) {
	f := NewGaussianFamily(3)
	theta, eps := []float64{0.3, -1, 0.5, 0.2, -0.4, 0.1, 0.7, -0.3, 0.9}, []float64{0.8, -1.1, 0.4}
	value := func(v []float64) float64 {
		x := make([]float64, 3)
		f.At(v).Draw(x, 0, eps)
		return math.Sin(x[0]) + x[1]*x[2]
	}
	p, x := f.at(theta), make([]float64, 3)
	p.Draw(x, 0, eps)
	got := make([]float64, len(theta))
	p.pullback(got, []float64{math.Cos(x[0]), x[2], x[1]}, eps)
	entropy := make([]float64, len(theta))
	p.addEntropyGradient(entropy, 1)
	for i := range theta {
		if want := difference(value, theta, i); math.Abs(got[i]-want) > 1e-9 {
			t.Errorf("pullback %d is %g, by differences %g", i, got[i], want)
		}
		want := difference(func(v []float64) float64 {
			d, err := f.at(v).Distribution()
			if err != nil {
				t.Fatal(err)
			}
			return d.(divergence.MultivariateNormal).Entropy()
		}, theta, i)
		if math.Abs(entropy[i]-want) > 1e-9 {
			t.Errorf("entropy gradient %d is %g, by differences %g", i, entropy[i], want)
		}
	}
	for i, v := range p.Theta() {
		if math.Abs(v-theta[i]) > 1e-14 {
			t.Errorf("theta %d came back as %g", i, v)
		}
	}
}

// Draws have the moments of their density.
func TestSamples(t *testing.T) {
	m, err := NewGaussianMixture([]float64{0.3, 0.7}, [][]float64{{-1, 0}, {2, 1}}, [][][]float64{{{1, 0.5}, {0.5, 1}}, {{0.5, 0}, {0, 0.25}}})
	if err != nil {
		t.Fatal(err)
	}
	const n = 20000
	var sums [5]float64
	for _, x := range Samples(m, n, 5) {
		for i, v := range []float64{x[0], x[1], x[0] * x[0], x[1] * x[1], x[0] * x[1]} {
			sums[i] += v / n
		}
	}
	for i, want := range []float64{1.1, 0.7, 0.3*2 + 0.7*4.5, 0.3*1 + 0.7*1.25, 0.3*0.5 + 0.7*2} {
		if math.Abs(sums[i]-want) > 0.1 {
			t.Errorf("moment %d is %g, want %g", i, sums[i], want)
		}
	}
}

// Quadrature against closed forms in two dimensions and package divergence's adaptive quadrature in one.
func TestKLQuadrature(t *testing.T) {
	a, _ := NewGaussian([]float64{1, -1}, [][]float64{{2, 0.6}, {0.6, 0.5}})
	b, _ := NewGaussian([]float64{0, 0.5}, [][]float64{{1, -0.3}, {-0.3, 3}})
	pa, _ := a.Distribution()
	pb, _ := b.Distribution()
	want, err := divergence.KL(pa, pb)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := KL(a, b); err != nil || math.Abs(got-want) > 1e-12 {
		t.Errorf("KL %.15g, want %.15g, %v", got, want, err)
	}
	q := bimodal(t)
	p := NewGaussianFamily(1).At([]float64{0.4, 0.3})
	dp, _ := p.Distribution()
	dq, _ := q.Distribution()
	for _, pair := range []struct {
		p, q   Density
		dp, dq divergence.Distribution
	}{{p, q, dp, dq}, {q, p, dq, dp}} {
		want, err := divergence.KLQuadrature(pair.dp, pair.dq)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := KL(pair.p, pair.q); err != nil || math.Abs(got-want) > 1e-9 {
			t.Errorf("KL %.15g, want %.15g, %v", got, want, err)
		}
	}
	if _, err := KL(NewGaussianFamily(3).At(make([]float64, 9)), Banana{1, 1}); err == nil {
		t.Error("three dimensions were accepted")
	}
}

// bimodal is the target with two modes that the fits of one dimension use.
func bimodal(t *testing.T) *GaussianMixture {
	m, err := NewGaussianMixture([]float64{0.6, 0.4}, [][]float64{{-3}, {3}}, [][][]float64{{{0.5}}, {{0.8}}})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestBanana(t *testing.T) {
	b := Banana{2, 0.4}
	for _, x := range [][]float64{{0, 0}, {1.5, -2}, {-3, 4}} {
		g := make([]float64, 2)
		b.Gradient(g, x)
		for i := range g {
			if want := difference(func(v []float64) float64 { return b.LogProb(v...) }, x, i); math.Abs(g[i]-want) > 1e-8 {
				t.Errorf("gradient %d at %v is %g, by differences %g", i, x, g[i], want)
			}
		}
	}
	sum, h := 0.0, 0.05
	for x := -14.0; x < 14; x += h {
		for y := -8.0; y < 80; y += h {
			sum += math.Exp(b.LogProb(x, y)) * h * h
		}
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("the density integrates to %.12g", sum)
	}
	best, kl := b.BestGaussian()
	if got, err := KL(best, b); err != nil || math.Abs(got-kl) > 1e-12 {
		t.Errorf("least KL %.15g, by quadrature %.15g, %v", kl, got, err)
	}
	gradient, err := Gradient(NewGaussianFamily(2), best.Theta(), b)
	if err != nil {
		t.Fatal(err)
	}
	for i, g := range gradient {
		if math.Abs(g) > 1e-11 {
			t.Errorf("gradient %d at the best Gaussian is %g", i, g)
		}
	}
}
