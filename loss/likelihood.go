package loss

import (
	"strings"

	"gorgonia.org/gorgonia"

	"vae/autodiff/op"
	"vae/internal/invalid"
)

// Likelihood is p(x|z) of examples of D features: a family for all of them, or one for each part of them. Given z the features are independent, but for those of a
// one-hot group, so that log p(x|z) is the sum over the parts.
type Likelihood struct {
	// Name is that of the configuration.
	Name string

	parts    []part
	features int
}

// Head is an output of the decoder.
type Head struct {
	Name  string // of the family's, after the part's and a dot where there are parts; where its last word begins with "log_" it is kept in a range whose exponential is finite
	Width int    // how many features it has a value for
}

// Likelihood makes the configured likelihood, which Validate has checked, for examples of a number of features. It refuses columns and groups that do not fit them, as
// invalid.Fields.
func (c LikelihoodConfig) Likelihood(features int) (*Likelihood, error) {
	l := &Likelihood{Name: c.Name, features: features}
	if c.Name == ByColumn {
		var err error
		l.parts, err = c.divide(features)
		l.placeShared()
		return l, err
	}
	f := familyOf(c.Name)
	if f == nil {
		panic("loss: a likelihood that was never validated")
	}
	l.parts = []part{{family: f, width: features, variance: c.Variance, categories: c.Categories}}
	return l, l.parts[0].fit("categories").Err()
}

// String is the name, and of each part the family and the columns.
func (l *Likelihood) String() string {
	if l.Name != ByColumn {
		return l.Name
	}
	var parts []string
	for i := range l.parts {
		parts = append(parts, l.parts[i].name+" "+strings.Join(op.Ranges(l.parts[i].columns), " "))
	}
	return l.Name + " (" + strings.Join(parts, ", ") + ")"
}

// Heads lists the decoder's outputs, part by part.
func (l *Likelihood) Heads() []Head {
	var heads []Head
	for _, p := range l.parts {
		for _, h := range p.heads {
			heads = append(heads, Head{p.prefix + h, p.width})
		}
	}
	return heads
}

// placeShared gives each part the place of its shared parameters: those of closed form come last, so that what an optimiser moves is one range.
func (l *Likelihood) placeShared() {
	at := 0
	for _, fitted := range []bool{false, true} {
		for i := range l.parts {
			if p := &l.parts[i]; p.fitted == fitted {
				p.at = at
				at += len(p.shared)
			}
		}
	}
}

// Shared names the likelihood's own parameters, scalars that are no layer's: those that are trained, part by part, then those of closed form.
func (l *Likelihood) Shared() []string {
	var names []string
	for _, fitted := range []bool{false, true} {
		for _, p := range l.parts {
			for _, s := range p.shared {
				if p.fitted == fitted {
					names = append(names, p.prefix+s)
				}
			}
		}
	}
	return names
}

// Variance is one in closed form.
type Variance struct {
	Name    string // of the shared parameter that is its logarithm
	Columns []int  // the features that it is of
}

// Fitted lists the variances in closed form, in the order of Shared.
func (l *Likelihood) Fitted() []Variance {
	var out []Variance
	for i := range l.parts {
		p := &l.parts[i]
		if !p.fitted {
			continue
		}
		v := Variance{Name: p.prefix + p.shared[0]}
		for j := range p.width {
			v.Columns = append(v.Columns, p.column(j))
		}
		out = append(out, v)
	}
	return out
}

// Binary reports that the likelihood is one of 0 and 1 only, but takes other data, which make its value no likelihood.
func (l *Likelihood) Binary() bool { return l.parts[0].columns == nil && l.parts[0].binary }

// Countable says of each feature whether its densities are probabilities.
func (l *Likelihood) Countable() []bool {
	out := make([]bool, l.features)
	for i := range l.parts {
		for j := range l.parts[i].width {
			out[l.parts[i].column(j)] = l.parts[i].countable
		}
	}
	return out
}

// nll is minus log p(x|z) of each sample, summed over the features: [B*K].
func (l *Likelihood) nll(n *Nodes) *gorgonia.Node {
	var sum *gorgonia.Node
	heads := n.Heads
	for i := range l.parts {
		p, of := &l.parts[i], *n
		of.Heads, heads = heads[:len(p.heads)], heads[len(p.heads):]
		of.Shared = sharedOf(p, n.Shared)
		if p.columns != nil {
			of.X = n.B.Columns(n.X, p.columns)
		}
		if term := p.nll(&of, p); sum == nil {
			sum = term
		} else {
			sum = n.B.Add(sum, term)
		}
	}
	return sum
}

// Means are E[x|z] given the decoder's outputs, part by part, each [B*K, as many features as it has].
func (l *Likelihood) Means(b *op.Builder, heads gorgonia.Nodes) gorgonia.Nodes {
	means := make(gorgonia.Nodes, len(l.parts))
	for i := range l.parts {
		p := &l.parts[i]
		means[i] = p.mean(b, heads[:len(p.heads)], p)
		heads = heads[len(p.heads):]
	}
	return means
}

// Columns are the features of each part, in the order of its outputs; nil stands for all.
func (l *Likelihood) Columns() [][]int {
	columns := make([][]int, len(l.parts))
	for i, p := range l.parts {
		columns[i] = p.columns
	}
	return columns
}

// Bias is what a head's bias starts at.
type Bias struct {
	Head   string
	Values []float32
}

// OutputBiases are biases with which a decoder of zero weights gives a mean, [D], or nearly so where that is at the end of its range.
func (l *Likelihood) OutputBiases(mean []float64) []Bias {
	var out []Bias
	for i := range l.parts {
		p := &l.parts[i]
		b := Bias{p.prefix + p.heads[0], make([]float32, p.width)}
		for j := range b.Values {
			b.Values[j] = float32(p.bias(mean[p.column(j)]))
		}
		out = append(out, b)
	}
	return out
}

// fit refuses features that the family cannot describe; path is the setting to blame.
func (p *part) fit(path string) (bad invalid.Fields) {
	switch size := p.groupSize(); {
	case p.group != nil && size < 2:
		bad.Addf(path, "%d feature is no one-hot code; give a column for each category", p.width)
	case p.width%size != 0:
		bad.Addf(path, "%d features do not divide into groups of %d", p.width, size)
	}
	return bad
}
