package model

import (
	"fmt"

	"vae/internal/invalid"
)

// Config is the shape of a variational autoencoder made of multilayer perceptrons.
type Config struct {
	// Hidden are the encoder's hidden widths from the data to the latent space; the decoder mirrors them.
	Hidden []int `yaml:"hidden,flow" json:"hidden"`
	// Latent is the number of latent dimensions, Z.
	Latent int `yaml:"latent" json:"latent"`
	// Activation follows every hidden layer.
	Activation string `yaml:"activation" json:"activation"`
	// PriorVariance is s2 of the prior N(0, s2 I).
	PriorVariance float64 `yaml:"prior_variance" json:"prior_variance"`
	// Initializer draws the weights; biases start at 0.
	Initializer string `yaml:"initializer" json:"initializer"`
	// OutputBias is where the decoder's output bias starts: zero, or data_mean, where the untrained decoder gives the data's mean.
	OutputBias string `yaml:"output_bias" json:"output_bias"`
}

// Bounds on sizes, so that a typing error is refused before memory is asked for.
const (
	maxWidth      = 1 << 16
	maxLayers     = 64
	maxParameters = 1 << 30
)

// DefaultConfig is a net that trains in seconds.
func DefaultConfig() Config {
	return Config{
		Hidden: []int{200}, Latent: 10, Activation: "relu", PriorVariance: 1,
		Initializer: GlorotUniform, OutputBias: BiasZero,
	}
}

// Validate reports every setting that cannot be used.
func (c Config) Validate() invalid.Fields {
	var bad invalid.Fields
	if len(c.Hidden) > maxLayers {
		bad.Addf("hidden", "has %d layers; at most %d", len(c.Hidden), maxLayers)
	}
	for i, h := range c.Hidden {
		checkWidth(&bad, fmt.Sprintf("hidden[%d]", i), h)
	}
	checkWidth(&bad, "latent", c.Latent)
	if !(c.PriorVariance > 0 && c.PriorVariance <= 1e6) {
		bad.Addf("prior_variance", "%v is not in (0, 1e6]", c.PriorVariance)
	}
	bad.OneOf("activation", c.Activation, Activations()...)
	bad.OneOf("initializer", c.Initializer, Initializers()...)
	bad.OneOf("output_bias", c.OutputBias, BiasZero, BiasDataMean)
	return bad
}

func checkWidth(bad *invalid.Fields, path string, n int) {
	if n < 1 || n > maxWidth {
		bad.Addf(path, "%d is not between 1 and %d", n, maxWidth)
	}
}
