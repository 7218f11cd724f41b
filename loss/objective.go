package loss

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"vae/internal/invalid"
)

// An objective is one row here and one file: its name and options, the graph it builds, and what its value says.
type objective struct {
	name  string
	build func(n *Nodes, c Config, l *Likelihood) Terms
	// bound reports whether minus the value, in expectation over the samples, is a lower bound on log p(x).
	bound func(c Config) bool
	// sampled reports that the value takes log q(z|x) - log p(z) at the samples instead of a divergence in closed form.
	sampled bool
	// weighted reports that samples count by their importance weights, not alike.
	weighted bool
	// check reports the settings that this objective cannot use; nil where there are none.
	check func(c Config, bad *invalid.Fields)
}

var objectives = []objective{
	elbo, elboSampled, stl, capacity,
	iwae, dreg, miwae, piwae, ciwae,
	reverseKL, jeffreys, gjs, dualGJS,
}

// Objectives lists the objectives by name.
func Objectives() []string {
	names := make([]string, len(objectives))
	for i, o := range objectives {
		names[i] = o.name
	}
	return names
}

// find returns the row that the configuration names.
func (c Config) find() (objective, bool) {
	for _, o := range objectives {
		if o.name == c.Objective {
			return o, true
		}
	}
	return objective{}, false
}

// Build makes the configured objective, which Validate has checked. Mistakes in the graph are left in n.B.Err.
func (c Config) Build(n *Nodes, l *Likelihood) Terms {
	o, ok := c.find()
	if !ok {
		panic("loss: an objective that was never validated")
	}
	return o.build(n, c, l)
}

// Bound reports whether minus the loss, in expectation over the samples of z, is a lower bound on log p(x), as long as the likelihood is one of the data.
func (c Config) Bound() bool {
	o, ok := c.find()
	return ok && o.bound(c)
}

// Suits says why the objective cannot train a likelihood, or is nil.
func (c Config) Suits(l LikelihoodConfig) error {
	if o, ok := c.find(); ok && o.weighted && l.fitted() {
		return fmt.Errorf("%s weighs samples by importance, and the variance of %s is the best for samples that count alike; set the likelihood to %s, whose variance is learned, or the objective to elbo",
			c.Objective, gaussianOptimal.name, gaussianShared.name)
	}
	return nil
}

// Estimator names what the loss is and how its term of the latent space is found, such as "elbo, analytic kl", and says where it is no bound. The part kl is analytic
// whatever the loss has.
func (c Config) Estimator() string {
	text := c.Objective + ", analytic kl"
	if o, _ := c.find(); o.sampled {
		text = c.Objective + ", sampled kl"
	}
	if !c.Bound() {
		text += ", no bound on log p(x)"
	}
	return text
}

func never(Config) bool { return false }

// fullWeight: a KL term of weight 1 or more makes a bound, the looser the more; importance weights need weight 1, and have it but for a warm-up.
func fullWeight(c Config) bool { return c.Beta >= 1 }

// weightOne refuses a weight of the KL where importance weights have no such term.
func weightOne(c Config, bad *invalid.Fields) {
	if c.Beta != 1 {
		bad.Addf("beta", "%v cannot be used with objective %s, whose importance weights have no weighted part; set it to 1", c.Beta, c.Objective)
	}
}

// PerExample returns what the ELBO averages: minus log p(x|z) of every row, [B*K], and KL(q(z|x) || p(z)) of every example, [B].
func PerExample(n *Nodes, l *Likelihood) (nll, kl *gorgonia.Node) {
	return l.nll(n), n.B.SumRows(n.analyticKL())
}

// plain are the parts that every objective reports: minus E log p(x|z) and the analytic KL(q(z|x) || p(z)), whatever the objective does with them.
func (n *Nodes) plain(l *Likelihood) []Part {
	return []Part{{Reconstruction, n.B.MeanAll(l.nll(n))}, {KL, n.B.MeanAll(n.B.SumRows(n.analyticKL()))}}
}
