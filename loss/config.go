package loss

import "vae/internal/invalid"

// Config is what a training run minimises.
type Config struct {
	// Objective names the bound; see Objectives.
	Objective string `yaml:"objective" json:"objective"`
	// Beta multiplies the KL term of the loss (Higgins et al. 2017); the reported kl is always the plain one.
	Beta float64 `yaml:"beta" json:"beta"`
	// Samples is K, the draws of z for each example.
	Samples int `yaml:"samples" json:"samples"`
	// FreeBits is lambda, nats for each latent dimension: the KL term of the loss is the sum over dimensions of max(lambda, mean over the batch of
	// KL_j) (Kingma et al. 2016, section 2.3, in groups of one dimension). 0 leaves the plain KL.
	FreeBits float64 `yaml:"free_bits" json:"free_bits"`
}

// maxSamples bounds K in training, so that a typing error is refused before memory is asked for.
const maxSamples = 10000

// DefaultConfig is the evidence lower bound with one sample.
func DefaultConfig() Config { return Config{Objective: "elbo", Beta: 1, Samples: 1} }

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
	return bad
}

// LikelihoodConfig chooses p(x|z).
type LikelihoodConfig struct {
	// Name is a row of Likelihoods.
	Name string `yaml:"likelihood" json:"likelihood"`
	// Variance is the fixed variance of gaussian_fixed; the other likelihoods ignore it.
	Variance float64 `yaml:"variance" json:"variance"`
}

// DefaultLikelihood is the Bernoulli likelihood.
func DefaultLikelihood() LikelihoodConfig { return LikelihoodConfig{Name: "bernoulli", Variance: 1} }

// Validate reports every setting that cannot be used.
func (c LikelihoodConfig) Validate() invalid.Fields {
	var bad invalid.Fields
	bad.OneOf("likelihood", c.Name, Likelihoods()...)
	if !(c.Variance > 1e-12 && c.Variance <= 1e12) {
		bad.Addf("variance", "%v is not in (1e-12, 1e12]", c.Variance)
	}
	return bad
}
