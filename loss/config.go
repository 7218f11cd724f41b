package loss

import (
	"slices"

	"vae/internal/invalid"
)

// Config is what a training run minimises.
type Config struct {
	// Objective names the bound; see Objectives.
	Objective string `yaml:"objective" json:"objective"`
	// Beta multiplies the KL term of the loss (Higgins et al. 2017); the reported kl is always the plain one.
	Beta float64 `yaml:"beta" json:"beta"`
	// Warmup takes beta up to its value in the first steps.
	Warmup Warmup `yaml:"warmup" json:"warmup"`
	// Samples is K, the draws of z for each example.
	Samples int `yaml:"samples" json:"samples"`
	// FreeBits is lambda, nats for each group of latent dimensions: the KL term of the loss is the sum over groups of max(lambda, mean over the batch of
	// KL_g) (Kingma et al. 2016, section 2.3). 0 leaves the plain KL.
	FreeBits float64 `yaml:"free_bits" json:"free_bits"`
	// FreeBitsGroup is how many adjacent latent dimensions share FreeBits; it divides the latent dimensions.
	FreeBitsGroup int `yaml:"free_bits_group" json:"free_bits_group"`
	// Capacity is C of the objective capacity, the nats to which the KL is pressed (Burgess et al. 2018).
	Capacity float64 `yaml:"capacity" json:"capacity"`
	// CapacitySteps is the number of optimiser steps in which the capacity rises, evenly, from 0 to C; with 0 it is C from the beginning.
	CapacitySteps int `yaml:"capacity_steps" json:"capacity_steps"`
	// Groups is M of miwae and piwae, into which the samples are divided (Rainforth et al. 2018).
	Groups int `yaml:"groups" json:"groups"`
	// ELBOWeight is how much of ciwae is the ELBO, from 0, IWAE, to 1 (Rainforth et al. 2018).
	ELBOWeight float64 `yaml:"elbo_weight" json:"elbo_weight"`
	// Skew is alpha of gjs and dual_gjs: 0 gives KL(q||p) in gjs and KL(p||q) in dual_gjs, 1 the other (Deasy et al. 2020).
	Skew float64 `yaml:"skew" json:"skew"`
}

// maxSamples bounds K in training, so that a typing error is refused before memory is asked for.
const maxSamples = 10000

// DefaultConfig is the evidence lower bound with one sample.
func DefaultConfig() Config {
	return Config{
		Objective: "elbo", Beta: 1, Samples: 1, FreeBitsGroup: 1, Capacity: 25, CapacitySteps: 10000, Groups: 1, ELBOWeight: 0.5, Skew: 0.5, Warmup: DefaultWarmup(),
	}
}

// Validate reports every setting that cannot be used.
func (c Config) Validate() invalid.Fields {
	var bad invalid.Fields
	bad.OneOf("objective", c.Objective, Objectives()...)
	if !(c.Beta >= 0 && c.Beta <= 1e6) {
		bad.Addf("beta", "%v is not in [0, 1e6]", c.Beta)
	}
	if !(c.FreeBits >= 0 && c.FreeBits <= 1e6) {
		bad.Addf("free_bits", "%v is not in [0, 1e6]", c.FreeBits)
	}
	if c.Samples < 1 || c.Samples > maxSamples {
		bad.Addf("samples", "%d is not between 1 and %d", c.Samples, maxSamples)
	}
	if !(c.Capacity >= 0 && c.Capacity <= 1e6) {
		bad.Addf("capacity", "%v is not in [0, 1e6]", c.Capacity)
	}
	if c.CapacitySteps < 0 || c.CapacitySteps > maxWarmup {
		bad.Addf("capacity_steps", "%d is not between 0 and %d", c.CapacitySteps, maxWarmup)
	}
	if c.FreeBitsGroup < 0 {
		bad.Addf("free_bits_group", "%d is negative", c.FreeBitsGroup)
	}
	if c.Groups < 0 || c.Groups > maxSamples {
		bad.Addf("groups", "%d is not between 1 and %d", c.Groups, maxSamples)
	}
	if !(c.ELBOWeight >= 0 && c.ELBOWeight <= 1) {
		bad.Addf("elbo_weight", "%v is not in [0, 1]", c.ELBOWeight)
	}
	if !(c.Skew >= 0 && c.Skew <= 1) {
		bad.Addf("skew", "%v is not in [0, 1]", c.Skew)
	}
	bad = append(bad, c.Warmup.Validate().Under("warmup")...)
	c.checkObjective(&bad)
	return bad
}

// checkObjective reports settings that do not fit the objective.
func (c Config) checkObjective(bad *invalid.Fields) {
	o, ok := c.find()
	if !ok {
		return
	}
	if c.FreeBits > 0 && o.name != elbo.name {
		bad.Addf("free_bits", "%v has no meaning for objective %s; set it to 0, or the objective to elbo", c.FreeBits, c.Objective)
	}
	if o.check != nil {
		o.check(c, bad)
	}
}

// LikelihoodConfig chooses p(x|z).
type LikelihoodConfig struct {
	// Name is a row of Likelihoods, or ByColumn.
	Name string `yaml:"likelihood" json:"likelihood"`
	// Variance is the fixed variance of gaussian_fixed; the other likelihoods ignore it.
	Variance float64 `yaml:"variance" json:"variance"`
	// Categories is how many adjacent features are the one-hot code of one variable, for categorical; the other likelihoods ignore it.
	Categories int `yaml:"categories" json:"categories"`
	// Parts are the likelihoods of ByColumn. Together they describe every feature once.
	Parts []PartConfig `yaml:"parts" json:"parts,omitempty"`
}

// DefaultLikelihood is the Bernoulli likelihood.
func DefaultLikelihood() LikelihoodConfig {
	return LikelihoodConfig{Name: "bernoulli", Variance: 1, Categories: 2, Parts: []PartConfig{}}
}

// Validate reports every setting that cannot be used, whatever the data are.
func (c LikelihoodConfig) Validate() invalid.Fields {
	var bad invalid.Fields
	bad.OneOf("likelihood", c.Name, append(Likelihoods(), ByColumn)...)
	checkVariance(&bad, c.Variance)
	if c.Categories < 0 || c.Name == categorical.name && c.Categories < 2 {
		bad.Addf("categories", "%d are too few; give at least 2", c.Categories)
	}
	c.checkParts(&bad)
	return bad
}

// fitted reports whether there is a variance in closed form.
func (c LikelihoodConfig) fitted() bool {
	is := func(name string) bool { f := familyOf(name); return f != nil && f.fitted }
	return is(c.Name) || slices.ContainsFunc(c.Parts, func(p PartConfig) bool { return is(p.Name) })
}

func checkVariance(bad *invalid.Fields, v float64) {
	if !(v > 1e-12 && v <= 1e12) {
		bad.Addf("variance", "%v is not in (1e-12, 1e12]", v)
	}
}
