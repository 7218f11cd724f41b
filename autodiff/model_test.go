package autodiff_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff"
	"vae/autodiff/op"
)

// vaeCase is a small variational autoencoder that uses every operation of package op.
type vaeCase struct {
	batch, samples int
	activation     op.Activation
	likelihood     string
}

func (c vaeCase) String() string {
	return fmt.Sprintf("batch %d, K %d, %s, %s", c.batch, c.samples, c.activation, c.likelihood)
}

const data, hidden, latent = 7, 6, 3

// spec builds the graph: an importance-weighted bound and an ELBO in one loss, with the gradient of x asked for too.
func (c vaeCase) spec(t *testing.T, spelling op.Spelling, dtype tensor.Dtype) autodiff.Spec {
	t.Helper()
	b := &op.Builder{G: gorgonia.NewGraph(), Spelling: spelling, Dtype: dtype}
	s := autodiff.Spec{Name: "vae"}
	layer := func(name string, x *gorgonia.Node, in, out int) *gorgonia.Node {
		w, bias := b.Param(name+".weight", in, out), b.Param(name+".bias", out)
		s.Params = append(s.Params, w, bias)
		return b.Affine(x, w, bias)
	}
	x, eps, beta := b.Input("x", c.batch, data), b.Input("eps", c.batch*c.samples, latent), b.Input("beta")
	h := b.Activate(c.activation, layer("encoder.0", x, data, hidden))
	mean, logVar := layer("encoder.mean", h, hidden, latent), b.BoundLogVariance(layer("encoder.log_variance", h, hidden, latent), 0.5)
	z := b.Reparameterize(mean, logVar, eps)
	h = b.Activate(c.activation, layer("decoder.0", z, latent, hidden))
	out := layer("decoder.output", h, hidden, data)
	var nll *gorgonia.Node
	switch c.likelihood {
	case "bernoulli":
		nll = b.BernoulliNLL(out, x)
	case "gaussian_fixed":
		nll = b.GaussianFixedNLL(out, x, 0.3)
	default:
		nll = b.GaussianNLL(out, b.BoundLogVariance(layer("decoder.log_variance", h, hidden, data), 0.5), x)
	}
	kl := b.SumRows(b.GaussianKL(mean, logVar, 0.8))
	weights := b.TileRows(b.Activate(op.Softplus, mean), c.samples)
	bound := b.MeanAll(b.LogSumExp(b.Sub(b.Mul(z, weights), b.StopGradient(z)), 1))
	loss := b.Add(b.Add(b.MeanAll(nll), b.MulScalarNode(b.MeanAll(kl), beta)), b.Scale(bound, 0.1))
	if b.Err() != nil {
		t.Fatal(b.Err())
	}
	s.Inputs, s.Loss, s.WRT = gorgonia.Nodes{x, eps, beta}, loss, gorgonia.Nodes{x, beta}
	s.Outputs = []autodiff.Output{{Name: "loss", Node: loss}, {Name: "nll", Node: nll}, {Name: "kl", Node: kl}, {Name: "z", Node: z}}
	return s
}

func compile(t *testing.T, s autodiff.Spec, e autodiff.Engine) *autodiff.Program {
	t.Helper()
	p, err := autodiff.Compile(s, e)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// draw gives every leaf of a graph standard normal values that float32 holds exactly.
func draw(s autodiff.Spec, seed uint64) map[string][]float64 {
	r, in := rand.New(rand.NewPCG(seed, 3)), map[string][]float64{}
	for _, n := range append(append(gorgonia.Nodes{}, s.Inputs...), s.Params...) {
		for range max(1, n.Shape().TotalSize()) {
			in[n.Name()] = append(in[n.Name()], float64(float32(r.NormFloat64())))
		}
	}
	return in
}

// far is max|a-b| / max|b|, or the absolute error where b is all zero.
func far(a, b []float64) float64 {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	diff, size := 0.0, 0.0
	for i := range a {
		diff, size = max(diff, math.Abs(a[i]-b[i])), max(size, math.Abs(b[i]))
	}
	if math.IsNaN(diff) || size == 0 {
		return diff
	}
	return diff / size
}

// agree compares named results.
func agree(t *testing.T, what string, got, want map[string][]float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d results, not %d", what, len(got), len(want))
	}
	for name := range want {
		if e := far(got[name], want[name]); !(e <= tolerance) {
			t.Errorf("%s: %s is off by %.3g:\n%v\n%v", what, name, e, got[name], want[name])
		}
	}
}

func vaeCases() []vaeCase {
	var all []vaeCase
	for _, a := range op.Activations() {
		all = append(all, vaeCase{5, 1, a, "bernoulli"})
	}
	for _, l := range []string{"bernoulli", "gaussian_fixed", "gaussian"} {
		all = append(all, vaeCase{4, 3, op.Tanh, l}, vaeCase{1, 1, op.Relu, l}, vaeCase{1, 2, op.Elu, l})
	}
	return all
}
