package loss

import (
	"fmt"
	"math"

	"gorgonia.org/gorgonia"

	"vae/autodiff/op"
	"vae/internal/rng"
)

// Likelihood is p(x|z): what the decoder must output for it, its density, its mean and its sampler. A likelihood is one row and one file.
type Likelihood struct {
	Name string
	// Fits says in a few words which data it is a density for.
	Fits string
	// Heads names the decoder's outputs, each of the data's width. Those that begin with "log_" are kept in a range whose exponential is finite.
	Heads []string
	// Shared names the likelihood's own parameters, scalars that are no layer's.
	Shared []string
	// Binary reports that the likelihood is one of 0 and 1 only, so that other data make its value no likelihood.
	Binary bool

	nll     func(n *Nodes, c LikelihoodConfig) *gorgonia.Node
	mean    func(b *op.Builder, heads gorgonia.Nodes, c LikelihoodConfig) *gorgonia.Node
	bias    func(mean float64) float64
	draw    func(d *draws, h []float64) float64
	support support
	config  LikelihoodConfig
}

var likelihoods = []Likelihood{
	bernoulli, continuousBernoulli,
	gaussianFixed, gaussianPerPixel, gaussianShared,
	laplace, beta, categorical, discretizedLogistic, poisson, negativeBinomial,
}

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
			l.config = c
			return l
		}
	}
	panic("loss: a likelihood that was never validated")
}

// nll is minus log p(x|z) of each sample, summed over the features: [B*K].
func (c LikelihoodConfig) nll(n *Nodes) *gorgonia.Node { return c.Likelihood().nll(n, c) }

// MeanNode is E[x|z] given the decoder's outputs, [B*K, D].
func (l Likelihood) MeanNode(b *op.Builder, heads gorgonia.Nodes) *gorgonia.Node {
	return l.mean(b, heads, l.config)
}

// OutputBias is the first head's bias with which a decoder of zero weights gives the mean, or nearly so where the mean is at the end of its range.
func (l Likelihood) OutputBias(mean float64) float64 { return l.bias(mean) }

// Draw fills x, one example, with a draw from p(x|z). heads are the decoder's outputs for it, as Heads names them, shared the values of Shared. The draw of a feature
// depends on the seed, the example's number and the feature's alone (rng.Observe).
func (l Likelihood) Draw(x []float32, heads [][]float32, shared []float32, noise rng.Source, example int) {
	if len(heads) != len(l.Heads) || len(shared) != len(l.Shared) {
		panic("loss: Draw: not the heads of this likelihood")
	}
	if l.Name == categorical.Name {
		drawCategories(x, heads[0], l.config.Categories, noise, example)
		return
	}
	h := make([]float64, len(heads)+len(shared)+1)
	h[len(h)-1] = l.config.Variance
	for i := range x {
		for j, head := range heads {
			h[j] = float64(head[i])
		}
		for j, s := range shared {
			h[len(heads)+j] = float64(s)
		}
		x[i] = float32(l.draw(newDraws(noise, example, i), h))
	}
}

// CheckWidth reports whether the likelihood can describe examples of a width.
func (l Likelihood) CheckWidth(features int) error {
	if c := l.config.Categories; l.Name == categorical.Name && features%c != 0 {
		return fmt.Errorf("likelihood categorical: %d features do not divide into groups of model.categories, %d", features, c)
	}
	return nil
}

// Values is what Check needs to know of data.
type Values struct {
	Min, Max float64
	Whole    bool // every value is a whole number
}

// support is where a likelihood has its mass: from lo to hi.
type support struct {
	lo, hi float64
	open   bool // without the ends
	whole  bool // whole numbers only
}

var (
	anywhere = support{lo: math.Inf(-1), hi: math.Inf(1)}
	unit     = support{hi: 1}
	counts   = support{hi: math.Inf(1), whole: true}
)

// Check refuses data of which the likelihood is no density at all. Grey pixels under a likelihood of 0 and 1 are not refused: see Binary.
func (l Likelihood) Check(v Values) error {
	s := l.support
	switch {
	case math.IsNaN(v.Min) || math.IsNaN(v.Max) || math.IsInf(v.Min, 0) || math.IsInf(v.Max, 0):
		return fmt.Errorf("likelihood %s: the data hold NaN or infinite values; remove them", l.Name)
	case v.Min < s.lo || v.Max > s.hi || s.open && (v.Min == s.lo || v.Max == s.hi):
		return fmt.Errorf("likelihood %s fits %s; the data range from %v to %v: rescale them, or choose another model.likelihood", l.Name, l.Fits, v.Min, v.Max)
	case s.whole && !v.Whole:
		return fmt.Errorf("likelihood %s fits %s; the data hold fractions: round them, or choose another model.likelihood", l.Name, l.Fits)
	}
	return nil
}

func firstHead(_ *op.Builder, heads gorgonia.Nodes, _ LikelihoodConfig) *gorgonia.Node {
	return heads[0]
}

func identity(mean float64) float64 { return mean }

// inside keeps a mean away from the ends of (0, 1), where logits are infinite.
func inside(mean float64) float64 { return min(max(mean, 0.001), 0.999) }

// increasing finds where a function that increases takes a value, by halving.
func increasing(f func(float64) float64, value float64) float64 {
	lo, hi := -1e4, 1e4
	for range 100 {
		if mid := (lo + hi) / 2; f(mid) < value {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

func logit(p float64) float64 { return math.Log(p) - math.Log1p(-p) }

func sigmoid(l float64) float64 {
	e := math.Exp(-math.Abs(l))
	if l < 0 {
		return e / (1 + e)
	}
	return 1 / (1 + e)
}
