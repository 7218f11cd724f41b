package loss

import (
	"math"

	"gorgonia.org/gorgonia"

	"vae/autodiff/op"
)

// Likelihood is p(x|z): what the decoder must output for it, its density and its mean.
type Likelihood struct {
	Name string
	// Fits says in a few words which data it is a density for.
	Fits string
	// Heads names the decoder's outputs, each of the data's width.
	Heads []string
	// Binary reports that the likelihood is one of 0 and 1 only, so that other data make its value no likelihood.
	Binary bool
	// Shared names the likelihood's own parameters, scalars that are no layer's.
	Shared []string

	nll  func(n *Nodes, c LikelihoodConfig) *gorgonia.Node
	mean func(b *op.Builder, heads gorgonia.Nodes) *gorgonia.Node
	bias func(mean float64) float64
}

var likelihoods = []Likelihood{bernoulli, continuousBernoulli, gaussianFixed, gaussianPerPixel}

// Likelihoods lists the likelihoods by name.
func Likelihoods() []string {
	names := make([]string, len(likelihoods))
	for i, l := range likelihoods {
		names[i] = l.Name
	}
	return names
}

// Likelihood returns the row that the configuration names, which Validate has checked.
func (c LikelihoodConfig) Likelihood() Likelihood {
	for _, l := range likelihoods {
		if l.Name == c.Name {
			return l
		}
	}
	panic("loss: a likelihood that was never validated")
}

// nll is minus log p(x|z) of each sample, summed over the features: [B*K].
func (c LikelihoodConfig) nll(n *Nodes) *gorgonia.Node { return c.Likelihood().nll(n, c) }

// MeanNode is E[x|z] given the decoder's outputs, [B*K, D].
func (l Likelihood) MeanNode(b *op.Builder, heads gorgonia.Nodes) *gorgonia.Node {
	return l.mean(b, heads)
}

// OutputBias is the first head's bias with which a decoder of zero weights gives the mean.
func (l Likelihood) OutputBias(mean float64) float64 { return l.bias(mean) }

// bernoulli is p(x|z) = sigmoid(l)^x (1 - sigmoid(l))^(1-x), from logits l; -log p = softplus(l) - l x, stable at any logit.
var bernoulli = Likelihood{
	Name: "bernoulli", Fits: "pixels that are 0 or 1", Heads: []string{"output"}, Binary: true,
	nll: func(n *Nodes, _ LikelihoodConfig) *gorgonia.Node { return n.B.BernoulliNLL(n.Heads[0], n.X) },
	mean: func(b *op.Builder, heads gorgonia.Nodes) *gorgonia.Node {
		return b.Activate(op.Sigmoid, heads[0])
	},
	bias: func(mean float64) float64 {
		p := min(max(mean, 0.001), 0.999)
		return math.Log(p) - math.Log1p(-p)
	},
}

// continuousBernoulli has the density e^(l x) / integral of e^(l t) over [0, 1], from logits l (Loaiza-Ganem and Cunningham 2019): the Bernoulli's form,
// normalised for values in between. Its mean is not sigmoid(l).
var continuousBernoulli = Likelihood{
	Name: "continuous_bernoulli", Fits: "grey pixels, real values in [0, 1]", Heads: []string{"output"},
	nll:  func(n *Nodes, _ LikelihoodConfig) *gorgonia.Node { return n.B.ContinuousBernoulliNLL(n.Heads[0], n.X) },
	mean: func(b *op.Builder, heads gorgonia.Nodes) *gorgonia.Node { return b.ContinuousBernoulliMean(heads[0]) },
	bias: func(mean float64) float64 { return continuousLogit(min(max(mean, 0.001), 0.999)) },
}

// gaussianFixed is N(x; mean, v I) with the configured variance v; the constant D/2 log(2 pi v) is kept.
var gaussianFixed = Likelihood{
	Name: "gaussian_fixed", Fits: "real values of one known noise level", Heads: []string{"output"},
	nll: func(n *Nodes, c LikelihoodConfig) *gorgonia.Node {
		return n.B.GaussianFixedNLL(n.Heads[0], n.X, c.Variance)
	},
	mean: firstHead, bias: identity,
}

// gaussianPerPixel is N(x; mean, diag exp(log_variance)), both given by the decoder; the constants are kept.
var gaussianPerPixel = Likelihood{
	Name: "gaussian_per_pixel", Fits: "real values whose noise differs by feature and example", Heads: []string{"mean", "log_variance"},
	nll:  func(n *Nodes, _ LikelihoodConfig) *gorgonia.Node { return n.B.GaussianNLL(n.Heads[0], n.Heads[1], n.X) },
	mean: firstHead, bias: identity,
}

func firstHead(_ *op.Builder, heads gorgonia.Nodes) *gorgonia.Node { return heads[0] }

func identity(mean float64) float64 { return mean }
