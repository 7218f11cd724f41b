package loss

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff"
	"vae/autodiff/op"
)

// latents are what an objective reads of an encoder, as inputs.
type latents struct {
	mean, logVar []float64
	s2           float64
}

// term evaluates an objective whose data say nothing, so that its loss is the term of the latent space alone, and the gradients of that.
func (l latents) term(t *testing.T, c Config, engine autodiff.Engine) (value, kl float64, grads map[string][]float64) {
	t.Helper()
	dtype, z := tensor.Float64, len(l.mean)
	if engine == autodiff.Compiled {
		dtype = tensor.Float32
	}
	b := &op.Builder{G: gorgonia.NewGraph(), Dtype: dtype}
	n := &Nodes{B: b, X: b.Input("x", 1, 1), Mean: b.Input("mean", 1, z), LogVar: b.Input("log_variance", 1, z), PriorVariance: l.s2, Samples: 1, Beta: b.Input("beta"), Capacity: b.Input("capacity")}
	raw := n.LogVar
	n.LogVar = b.BoundLogVariance(raw, 20)
	n.Heads = gorgonia.Nodes{b.Input("output", 1, 1)}
	terms := c.Build(n, made(t, LikelihoodConfig{Name: "gaussian_fixed", Variance: 1 / (2 * math.Pi)}, 1))
	if err := b.Err(); err != nil {
		t.Fatal(err)
	}
	p, err := autodiff.Compile(autodiff.Spec{
		Name: "term", Inputs: gorgonia.Nodes{n.X, n.Mean, raw, n.Beta, n.Capacity, n.Heads[0]}, Loss: terms.Surrogate, WRT: gorgonia.Nodes{n.Mean, raw},
		Outputs: []autodiff.Output{{Name: "loss", Node: terms.Value}, {Name: "kl", Node: terms.Parts[1].Node}},
	}, engine)
	if err != nil {
		t.Fatal(err)
	}
	in := map[string][]float64{"x": {0}, "output": {0}, "mean": l.mean, "log_variance": l.logVar, "beta": {1}, "capacity": {c.Capacity}}
	if engine != autodiff.Compiled {
		out, err := p.Evaluate(in)
		if err != nil {
			t.Fatal(err)
		}
		return out["loss"][0], out["kl"][0], out
	}
	params, blocks := p.NewBlocks()
	m, err := p.NewMachine(params, blocks, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range in {
		for i, x := range v {
			m.Input(name).Data[i] = float32(x)
		}
	}
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	grads = map[string][]float64{}
	for _, name := range []string{"grad.mean", "grad.log_variance"} {
		for _, g := range m.Output(name).Data[:z] {
			grads[name] = append(grads[name], float64(g))
		}
	}
	return float64(m.Output("loss").Data[0]), float64(m.Output("kl").Data[0]), grads
}

// integrals of the divergences, from their definitions.
func klOf(a, b distuv.Normal) float64 {
	f := func(z float64) float64 { return a.Prob(z) * (a.LogProb(z) - b.LogProb(z)) }
	return quad.Fixed(f, a.Mu-12*a.Sigma, a.Mu+12*a.Sigma, 400, nil, 0)
}

// geometricMean is the normalised q^alpha p^(1-alpha), found from its own moments under quadrature.
func geometricMean(q, p distuv.Normal, alpha float64) distuv.Normal {
	width := 14 * max(q.Sigma, p.Sigma)
	lo, hi := min(q.Mu, p.Mu)-width, max(q.Mu, p.Mu)+width
	moment := func(power float64) float64 {
		return quad.Fixed(func(z float64) float64 {
			return math.Pow(z, power) * math.Exp(alpha*q.LogProb(z)+(1-alpha)*p.LogProb(z))
		}, lo, hi, 2000, nil, 0)
	}
	mass := moment(0)
	mean := moment(1) / mass
	return distuv.Normal{Mu: mean, Sigma: math.Sqrt(moment(2)/mass - mean*mean)}
}

// TestDivergences holds the closed forms to the definitions, by quadrature, and at alpha 0 and 1 to the KL that the documentation names.
func TestDivergences(t *testing.T) {
	for _, s2 := range []float64{1, 0.4} {
		for _, at := range [][2]float64{{0, 0.3}, {1.2, -1}, {-0.4, 1.1}} {
			q, p := distuv.Normal{Mu: at[0], Sigma: math.Exp(at[1] / 2)}, distuv.Normal{Sigma: math.Sqrt(s2)}
			for _, alpha := range []float64{0, 0.2, 0.5, 0.9, 1} {
				n := geometricMean(q, p, alpha)
				for name, want := range map[string]float64{
					"elbo": klOf(q, p), "reverse_kl": klOf(p, q), "jeffreys": klOf(q, p) + klOf(p, q),
					"gjs":      (1-alpha)*klOf(q, n) + alpha*klOf(p, n),
					"dual_gjs": (1-alpha)*klOf(n, q) + alpha*klOf(n, p),
				} {
					switch {
					case alpha == 0 && name == "gjs", alpha == 1 && name == "dual_gjs":
						want = klOf(q, p)
					case alpha == 1 && name == "gjs", alpha == 0 && name == "dual_gjs":
						want = klOf(p, q)
					}
					c := Config{Objective: name, Beta: 1, Samples: 1, Skew: alpha}
					value, kl, _ := latents{[]float64{at[0]}, []float64{at[1]}, s2}.term(t, c, autodiff.Reference)
					if !(math.Abs(value-want) <= 1e-8 && math.Abs(kl-klOf(q, p)) <= 1e-8) {
						t.Errorf("%s, alpha %v, s2 %v at %v: %v, not %v; kl %v, not %v", name, alpha, s2, at, value, want, kl, klOf(q, p))
					}
				}
			}
		}
	}
}

// TestTermsStayFinite: in float32, whatever the encoder gives.
func TestTermsStayFinite(t *testing.T) {
	for _, name := range []string{"elbo", "capacity", "reverse_kl", "jeffreys", "gjs", "dual_gjs"} {
		for _, alpha := range []float64{0, 0.5, 1} {
			for _, mean := range []float64{-1e4, 0, 1e4} {
				for _, logVar := range []float64{-1e4, -20, 0, 20, 1e4} {
					l := latents{[]float64{mean, 0.1}, []float64{logVar, 0.1}, 0.7}
					value, _, grads := l.term(t, Config{Objective: name, Beta: 1, Samples: 1, Skew: alpha, Capacity: 25}, autodiff.Compiled)
					for _, v := range append(append([]float64{value}, grads["grad.mean"]...), grads["grad.log_variance"]...) {
						if math.IsNaN(v) || math.IsInf(v, 0) {
							t.Errorf("%s, alpha %v at %v, %v: %v, gradients %v", name, alpha, mean, logVar, value, grads)
						}
					}
				}
			}
		}
	}
}

// TestFreeBitsByGroup: the penalty is what the groups' own sums say, and a group below its free bits has no gradient.
func TestFreeBitsByGroup(t *testing.T) {
	l := latents{[]float64{0.1, 0.2, 3, 0.1}, []float64{0, 0.1, 0.2, -0.1}, 1}
	kl := func(j int) float64 {
		return klOf(distuv.Normal{Mu: l.mean[j], Sigma: math.Exp(l.logVar[j] / 2)}, distuv.UnitNormal)
	}
	const lambda = 0.5
	for group, want := range map[int]float64{
		0: 3*lambda + kl(2), 1: 3*lambda + kl(2), 2: lambda + kl(2) + kl(3), 4: kl(0) + kl(1) + kl(2) + kl(3),
	} {
		c := Config{Objective: "elbo", Beta: 1, Samples: 1, FreeBits: lambda, FreeBitsGroup: group}
		value, _, grads := l.term(t, c, autodiff.Reference)
		if !(math.Abs(value-want) <= 1e-8) {
			t.Errorf("groups of %d: %v nats, not %v", group, value, want)
		}
		if g := grads["grad.mean"]; (group < 4) != (g[0] == 0) || g[2] == 0 || (group > 1) != (g[3] != 0) {
			t.Errorf("groups of %d: gradients %v", group, g)
		}
	}
}

// TestCapacity presses from both sides.
func TestCapacity(t *testing.T) {
	l := latents{[]float64{2}, []float64{0}, 1} // KL is 2
	for c, want := range map[float64]float64{0: 2, 1.5: 0.5, 5: 3} {
		value, kl, grads := l.term(t, Config{Objective: "capacity", Beta: 1, Samples: 1, Capacity: c}, autodiff.Reference)
		if !(math.Abs(value-want) <= 1e-12 && math.Abs(kl-2) <= 1e-12) || (grads["grad.mean"][0] > 0) != (c < 2) {
			t.Errorf("C = %v: %v nats, not %v; kl %v; gradient %v", c, value, want, kl, grads["grad.mean"])
		}
	}
}
