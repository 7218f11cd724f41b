package divergence

// What every divergence must satisfy, on random distributions.

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// scale is a positive parameter over many orders of magnitude.
func scale(t *rapid.T, name string) float64 {
	return math.Exp(rapid.Float64Range(-20, 20).Draw(t, name))
}

// place is a location on a lattice, so that the square of no difference underflows.
func place(t *rapid.T, name string) float64 {
	return math.Round(rapid.Float64Range(-5, 5).Draw(t, name)*0x1p40)/0x1p40 + 0 // no -0
}

// simplexPoint is a vector of probabilities, some of them zero or tiny.
func simplexPoint(t *rapid.T, name string, n int) []float64 {
	logits := make([]float64, n)
	for i := range logits {
		logits[i] = rapid.OneOf(rapid.Float64Range(-3, 3), rapid.Float64Range(-300, 0), rapid.Just(math.Inf(-1))).Draw(t, name)
	}
	logits[rapid.IntRange(0, n-1).Draw(t, "possible")] = 0
	return Must(NewCategoricalLogits(logits)).Probs()
}

// draws are random members of families of one dimension with closed forms, alike enough to be compared.
var draws = map[Family]func(t *rapid.T, name string) Distribution{
	NormalFamily: func(t *rapid.T, n string) Distribution {
		return normal(place(t, n), scale(t, n))
	},
	GammaFamily:       func(t *rapid.T, n string) Distribution { return gamma(scale(t, n), scale(t, n)) },
	ExponentialFamily: func(t *rapid.T, n string) Distribution { return Must(NewExponential(scale(t, n))) },
	BetaFamily:        func(t *rapid.T, n string) Distribution { return beta(scale(t, n), scale(t, n)) },
	DirichletFamily:   func(t *rapid.T, n string) Distribution { return dirichlet(scale(t, n), scale(t, n), scale(t, n)) },
	LaplaceFamily: func(t *rapid.T, n string) Distribution {
		return laplace(place(t, n), scale(t, n))
	},
	PoissonFamily: func(t *rapid.T, n string) Distribution { return poisson(scale(t, n)) },
	ContinuousBernoulliFamily: func(t *rapid.T, n string) Distribution {
		return tilted(20 * place(t, n))
	},
	CategoricalFamily: func(t *rapid.T, n string) Distribution { return Must(NewCategorical(simplexPoint(t, n, 4))) },
}

// KL is never negative nor NaN, exactly 0 from itself, above 0 for anything else; the others keep their bounds and the order between them.
func TestBounds(t *testing.T) {
	for family, draw := range draws {
		t.Run(string(family), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p, q := draw(t, "p"), draw(t, "q")
				d, back := must(KL(p, q)), must(KL(q, p))
				if !(d >= 0) || must(KL(p, p)) != 0 || (d == 0) != (back == 0) {
					t.Fatalf("KL %g, back %g, from itself %g", d, back, must(KL(p, p)))
				}
				if d == 0 && label(p) != label(q) {
					t.Fatalf("0 between %s and %s", label(p), label(q))
				}
				if must(Jeffreys().Closed(p, q)) != d+back {
					t.Fatal("Jeffreys is not the sum")
				}
				checkOrder(t, p, q, d)
			})
		})
	}
}

// checkOrder: 2 H^2 <= KL, Bhattacharyya is half of Renyi 1/2 and at most KL/2, Renyi grows with its order, KL <= log(1 + chi^2), Amari 0 is 4 H^2. All
// but Laplace's at unequal locations are stable; that one may lose what rounding takes of 1.
func checkOrder(t *rapid.T, p, q Distribution, kl float64) {
	slack := 1e-9*math.Abs(kl) + 1e-9
	h, renyi, chi := must(SquaredHellinger().Closed(p, q)), must(Renyi(0.5).Closed(p, q)), must(ChiSquared().Closed(p, q))
	b, amari := must(Bhattacharyya().Closed(p, q)), must(Amari(0).Closed(p, q))
	switch {
	case !(h >= 0 && h <= 1), 2*h > kl+slack:
		t.Fatalf("squared Hellinger %g, KL %g", h, kl)
	case !closeTo(2*b, renyi, 1e-9), renyi > kl+slack, math.Abs(4*h-amari) > 1e-12:
		t.Fatalf("Bhattacharyya %g, Renyi %g, KL %g, Amari %g", b, renyi, kl, amari)
	case !(chi >= 0), kl > math.Log1p(chi)+slack:
		t.Fatalf("chi-squared %g, KL %g", chi, kl)
	}
}

// A channel never tells distributions apart better than its input does, for any f-divergence, and the joint of input and output does exactly as well.
func TestDataProcessing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := simplexPoint(t, "p", 4), simplexPoint(t, "q", 4)
		var channel [][]float64
		for range p {
			channel = append(channel, simplexPoint(t, "channel", 3))
		}
		through := func(in []float64) (out, joint []float64) {
			out = make([]float64, 3)
			for x, v := range in {
				for y, c := range channel[x] {
					out[y] += v * c
					joint = append(joint, v*c)
				}
			}
			return out, joint
		}
		outP, jointP := through(p)
		outQ, jointQ := through(q)
		categorical := func(v []float64) Distribution { return Must(NewCategorical(v)) }
		for _, d := range []Divergence{Renyi(1), JensenShannon(0.3), SquaredHellinger(), TotalVariation(), ChiSquared(), Renyi(0.7)} {
			before, after := must(d.Closed(categorical(p), categorical(q))), must(d.Closed(categorical(outP), categorical(outQ)))
			joint := must(d.Closed(categorical(jointP), categorical(jointQ)))
			if after > before*(1+1e-9)+1e-12 {
				t.Fatalf("%v: %g before a channel, %g after", d, before, after)
			}
			// A product of tiny probabilities may underflow, and what was infinite is so no longer.
			if !closeTo(joint, before, 1e-9) && !math.IsInf(before, 1) && before < 1e100 {
				t.Fatalf("%v: %g, with the channel's output %g", d, before, joint)
			}
		}
	})
}

// KL(p(x,y)||q(x,y)) = KL(p(x)||q(x)) + E_p KL(p(y|x)||q(y|x)), and I(X;Y) = H(X) + H(Y) - H(X,Y) = H(Y) - H(Y|X).
func TestChainRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		px, qx := simplexPoint(t, "px", 3), simplexPoint(t, "qx", 3)
		var joint [][]float64
		var flatP, flatQ []float64
		conditional := 0.0
		for x := range px {
			py, qy := simplexPoint(t, "py", 3), simplexPoint(t, "qy", 3)
			row := make([]float64, 3)
			for y := range row {
				row[y] = px[x] * py[y]
				flatQ = append(flatQ, qx[x]*qy[y])
			}
			joint, flatP = append(joint, row), append(flatP, row...)
			if px[x] > 0 {
				conditional += px[x] * must(KL(Must(NewCategorical(py)), Must(NewCategorical(qy))))
			}
		}
		whole := must(KL(Must(NewCategorical(flatP)), Must(NewCategorical(flatQ))))
		parts := must(KL(Must(NewCategorical(px)), Must(NewCategorical(qx)))) + conditional
		if !closeTo(whole, parts, 1e-9) {
			t.Fatalf("%g together, %g in turn", whole, parts)
		}
		j := Must(NewJoint(joint))
		mutual := j.MutualInformation()
		if !(mutual >= 0) || !closeTo(mutual, j.EntropyX()+j.EntropyY()-j.Entropy(), 1e-12) || !closeTo(mutual, j.EntropyY()-j.ConditionalEntropy(), 1e-12) {
			t.Fatalf("information %g, entropies %g, %g, %g", mutual, j.EntropyX(), j.EntropyY(), j.Entropy())
		}
	})
}

// An invertible affine map of the variables changes no divergence between normal distributions.
func TestAffineInvariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entry := rapid.Float64Range(-2, 2)
		matrix := func(name string) (m [3][3]float64) {
			for i := range m {
				for j := range m[i] {
					m[i][j] = entry.Draw(t, name)
				}
				m[i][i] += math.Copysign(6, m[i][i]) // diagonally dominant, so invertible
			}
			return m
		}
		change, shift := matrix("change"), entry.Draw(t, "shift")
		build := func(l [3][3]float64, mean [3]float64) Distribution {
			cov := make([][]float64, 3)
			for i := range cov {
				cov[i] = make([]float64, 3)
				for j := range cov[i] {
					for k := range 3 {
						cov[i][j] += l[i][k] * l[j][k]
					}
				}
			}
			return Must(NewMultivariateNormal(mean[:], cov))
		}
		var pair, changed [2]Distribution
		for i := range pair {
			l := matrix("factor")
			mean := [3]float64{entry.Draw(t, "mean"), entry.Draw(t, "mean"), entry.Draw(t, "mean")}
			var lc [3][3]float64
			meanC := [3]float64{shift, -shift, 2 * shift}
			for a := range 3 {
				for b := range 3 {
					meanC[a] += change[a][b] * mean[b]
					for k := range 3 {
						lc[a][b] += change[a][k] * l[k][b]
					}
				}
			}
			pair[i], changed[i] = build(l, mean), build(lc, meanC)
		}
		for _, d := range []Divergence{Renyi(1), Jeffreys(), Renyi(0.4), SquaredHellinger()} {
			if a, b := must(d.Closed(pair[0], pair[1])), must(d.Closed(changed[0], changed[1])); !closeTo(b, a, 1e-9) {
				t.Fatalf("%v: %g before a change of variables, %g after", d, a, b)
			}
		}
		if a, b := must(GeometricJensenShannon(pair[0], pair[1], 0.3)), must(GeometricJensenShannon(changed[0], changed[1], 0.3)); !closeTo(b, a, 1e-9) {
			t.Fatalf("geometric Jensen-Shannon: %g before a change of variables, %g after", a, b)
		}
	})
}

// KL is not symmetric and its two directions differ where theory says so; Jensen-Shannon, Hellinger, Bhattacharyya and total variation are symmetric.
func TestSymmetry(t *testing.T) {
	for family, ds := range specimens {
		if a, b := must2(KL(ds[0], ds[1])), must2(KL(ds[1], ds[0])); a == b && !math.IsNaN(a) {
			t.Errorf("%s: KL is %g both ways", family, a)
		}
		for _, d := range []Divergence{SquaredHellinger(), Bhattacharyya(), TotalVariation(), Jeffreys(), JensenShannon(0.5)} {
			if a, b := must2(d.Closed(ds[0], ds[1])), must2(d.Closed(ds[1], ds[0])); !closeTo(a, b, 1e-12) && !math.IsNaN(a) {
				t.Errorf("%v of %s: %g and %g", d, family, a, b)
			}
		}
	}
}

// must2 is NaN where there is no closed form.
func must2(v float64, err error) float64 {
	if err != nil {
		return math.NaN()
	}
	return v
}
