package loss

import (
	"math"

	"gorgonia.org/gorgonia"

	"vae/autodiff/op"
)

// family is a likelihood of features of one kind: what the decoder must output for them, their density, mean and sampler. A family is one row and one entry of a file.
type family struct {
	name string
	// fits says in a few words which data it is a density for.
	fits string
	// heads names the decoder's outputs, each with a value for each feature. Those that begin with "log_" are kept in a range whose exponential is finite.
	heads []string
	// shared names the family's own parameters, scalars that are no layer's; "log_" as above.
	shared []string
	// binary reports that it is one of 0 and 1 only, so that other data make its value no likelihood.
	binary bool
	// fitted reports that its shared parameter is a log-variance in closed form: no optimiser moves it.
	fitted bool
	// countable reports that its values are, so that densities are probabilities.
	countable bool

	nll     func(n *Nodes, p *part) *gorgonia.Node // minus log p(x|z) of each sample, summed over the part's features: [B*K]
	mean    func(b *op.Builder, heads gorgonia.Nodes, p *part) *gorgonia.Node
	bias    func(mean float64) float64
	group   func(p *part) int                       // how many features are drawn together; nil: each by itself
	draw    func(d *draws, o *outputs, x []float32) // fills a group
	support support
}

var families = []family{
	bernoulli, continuousBernoulli,
	gaussianFixed, gaussianPerPixel, gaussianShared, gaussianOptimal,
	laplace, beta, categorical, discretizedLogistic, poisson, negativeBinomial,
}

// Likelihoods lists the likelihoods of features of one kind by name.
func Likelihoods() []string {
	names := make([]string, len(families))
	for i, f := range families {
		names[i] = f.name
	}
	return names
}

// familyOf returns the row of a name, or nil.
func familyOf(name string) *family {
	for i := range families {
		if families[i].name == name {
			return &families[i]
		}
	}
	return nil
}

// part is a family with the features that it describes, and its settings.
type part struct {
	*family
	prefix     string // of its heads' and parameters' names; empty where it describes all features
	columns    []int  // which features; nil: all
	width      int    // how many
	at         int    // where its shared parameters are among all
	variance   float64
	categories int
}

// column is the number of a part's feature.
func (p *part) column(i int) int {
	if p.columns == nil {
		return i
	}
	return p.columns[i]
}

// sharedOf picks the part's own of all shared parameters.
func sharedOf[T any](p *part, all []T) []T { return all[p.at:][:len(p.shared)] }

// groupSize is how many features are drawn together.
func (p *part) groupSize() int {
	if p.group == nil {
		return 1
	}
	return p.group(p)
}

func firstHead(_ *op.Builder, heads gorgonia.Nodes, _ *part) *gorgonia.Node { return heads[0] }

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
