package main

// What vae eval says, as JSON and as a table.

import (
	"fmt"
	"math"

	"vae"
)

// evaluation is what vae eval reports: every number with how it was estimated.
type evaluation struct {
	Checkpoint       string           `json:"checkpoint"`
	Data             string           `json:"data"`
	Split            string           `json:"split"`
	Examples         int              `json:"examples"`
	Partial          bool             `json:"partial,omitempty"` // interrupted: Examples are the first of Total
	Total            int              `json:"total,omitempty"`
	Binarization     string           `json:"binarization"`
	Estimator        string           `json:"estimator"`
	Samples          int              `json:"samples"`
	Seed             uint64           `json:"seed"`
	NegativeELBO     estimate         `json:"negative_elbo"`
	Reconstruction   estimate         `json:"reconstruction"`
	KL               estimate         `json:"kl"`
	NLL              *weighted        `json:"nll,omitempty"`
	AIS              *annealed        `json:"ais,omitempty"`
	BitsPerDimension *bits            `json:"bits_per_dimension,omitempty"`
	Posterior        posteriorReport  `json:"posterior"`
	Compared         *comparedReports `json:"compared,omitempty"`
	Warning          string           `json:"warning,omitempty"`
}

// estimate is a mean over examples. MonteCarloError is what the draws alone add to it, where there were enough to know.
type estimate struct {
	vae.Estimate
	MonteCarloError *float64 `json:"monte_carlo_error,omitempty"`
}

// weighted is the importance-weighted estimate of -log p(x).
type weighted struct {
	estimate
	Estimator string  `json:"estimator"`
	Samples   int     `json:"samples"`
	Effective float64 `json:"effective_samples"` // averaged over the examples
}

// annealed is the estimate of -log p(x) by annealed importance sampling.
type annealed struct {
	estimate
	Estimator  string  `json:"estimator"`
	Start      string  `json:"start"`
	Steps      int     `json:"steps"`
	Chains     int     `json:"chains"`
	Leapfrog   int     `json:"leapfrog"`
	Effective  float64 `json:"effective_chains"`
	Acceptance float64 `json:"acceptance"`
}

// bits is the best estimate of -log p(x) in bits for each feature.
type bits struct {
	vae.Estimate
	Of string `json:"of"` // the estimate that it is made of
}

// posteriorReport is what the approximate posteriors say, by latent dimension.
type posteriorReport struct {
	ActiveUnits       int       `json:"active_units"`
	Threshold         float64   `json:"active_threshold"` // of the variance of the posterior mean
	KL                []float64 `json:"kl"`
	MeanVariance      []float64 `json:"mean_variance"`
	AggregateMean     []float64 `json:"aggregate_mean"`
	AggregateVariance []float64 `json:"aggregate_variance"`
	// The aggregate posterior against the prior, nats.
	GaussianFitKL     *float64     `json:"gaussian_fit_kl"` // null where a dimension has no spread at all
	MarginalKL        vae.Estimate `json:"marginal_kl"`
	MarginalDraws     int          `json:"marginal_kl_draws"`
	MutualInformation float64      `json:"mutual_information"`
}

// evaluation sums up what is known of the first model, and of the second beside it.
func (j *judgement) evaluation() evaluation {
	e, m, n := j.done[0], j.models[0], j.done[0].Len()
	over := func(c func(i int) float64, draws float64) estimate {
		out := estimate{Estimate: vae.EstimateOf(n, c)}
		if draws-draws == 0 { // finite
			out.MonteCarloError = &draws
		}
		return out
	}
	r := evaluation{
		Checkpoint: j.paths[0], Data: j.from.set.Name, Split: j.flags.split, Examples: n, Binarization: j.from.binarization.String(),
		Estimator: "elbo, analytic kl, sampled reconstruction", Samples: j.flags.samples, Seed: j.flags.seed,
		NegativeELBO:   over(e.NegativeELBO, e.MonteCarloError()),
		Reconstruction: over(func(i int) float64 { return e.Reconstruction[i] }, e.MonteCarloError()),
		KL:             over(func(i int) float64 { return e.KL[i] }, math.Inf(1)),
		Posterior:      reportPosterior(m, e, j.flags.seed),
		Warning:        j.from.warning(m),
	}
	if j.averaged {
		r.Estimator += ", averaged parameters"
	}
	if n < j.total() {
		r.Partial, r.Total = true, j.total()
	}
	if e.NLL != nil {
		r.NLL = &weighted{over(func(i int) float64 { return e.NLL.Values[i] }, e.NLL.MonteCarloError()),
			"-log p(x), importance weighting from q(z|x)", j.flags.nll, mean(e.NLL.Effective)}
	}
	if e.AIS != nil {
		a := j.flags.ais
		r.AIS = &annealed{over(func(i int) float64 { return e.AIS.Values[i] }, e.AIS.MonteCarloError()),
			"-log p(x), annealed importance sampling", j.flags.aisFrom, a.Steps, a.Chains, a.Leapfrog, mean(e.AIS.Effective), mean(e.AIS.Acceptance)}
	}
	if r.Warning == "" && m.Countable() {
		best := tightest(columns(e), n)
		unit := math.Ln2 * float64(m.Features())
		r.BitsPerDimension = &bits{vae.EstimateOf(n, func(i int) float64 { return best.at(i) / unit }), best.name}
	}
	if len(j.models) > 1 {
		r.Compared = j.compared()
	}
	return r
}

// tightest is the estimate of -log p(x) with the lowest mean: the bound comes first, estimates by several samples after its two parts, and all are too high in expectation.
func tightest(all []perExample, n int) perExample {
	best := all[0]
	for _, c := range all[3:] {
		if vae.EstimateOf(n, c.at).Mean < vae.EstimateOf(n, best.at).Mean {
			best = c
		}
	}
	return best
}

func reportPosterior(m *vae.Model, e *vae.Evaluation, seed uint64) posteriorReport {
	p, a := m.Summarize(e.Mean, e.LogVar), m.Aggregate(e.Mean, e.LogVar, seed)
	r := posteriorReport{
		ActiveUnits: p.Active(), Threshold: vae.ActiveThreshold, KL: p.KL, MeanVariance: p.MeanVariance,
		AggregateMean: p.AggregateMean, AggregateVariance: p.AggregateVariance,
		MarginalKL: a.MarginalKL, MarginalDraws: a.Draws, MutualInformation: a.MutualInformation,
	}
	if !math.IsInf(a.GaussianFitKL, 1) {
		r.GaussianFitKL = &a.GaussianFitKL
	}
	return r
}

func mean(x []float64) float64 {
	return vae.EstimateOf(len(x), func(i int) float64 { return x[i] }).Mean
}

// String is the mean with its errors.
func (e estimate) String() string {
	text := fmt.Sprintf("%.3f\t+- %.3f", e.Mean, e.StandardError)
	if e.MonteCarloError != nil {
		text += fmt.Sprintf("\tdraws +- %.3f", *e.MonteCarloError)
	}
	return text
}
