// Package configs is an experiment as one YAML file: strict reading, overrides, presets.
//
// Every setting has a default, so that a file says only what it changes. Each section is the configuration of the package that it is named
// after, and is checked there; here are the rules between them. All mistakes are reported at once, each with its file, line,
// column and field, what is allowed, and the nearest name where one was mistyped.
package configs

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"vae"
	"vae/data"
	"vae/internal/invalid"
	"vae/loss"
	"vae/optim"
	"vae/train"
)

// Experiment is everything that decides a training run's result.
type Experiment struct {
	// Name is what runs are called: checkpoints/NAME-1 and so on.
	Name string `yaml:"name" json:"name"`
	// Seed decides every random number: initial weights, split, order, noise, binarization.
	Seed uint64 `yaml:"seed" json:"seed"`
	// Data is what is learnt from.
	Data data.Config `yaml:"data" json:"data"`
	// Model is the encoder, the decoder, the prior and the likelihood.
	Model vae.Architecture `yaml:"model" json:"model"`
	// Loss is what is minimised.
	Loss vae.Objective `yaml:"loss" json:"loss"`
	// Optimizer is how parameters follow gradients.
	Optimizer optim.Config `yaml:"optimizer" json:"optimizer"`
	// Train is the loop.
	Train train.Config `yaml:"train" json:"train"`
}

// Default is the experiment of an empty file, which is the preset "default" too.
func Default() Experiment {
	return Experiment{
		Name: "default", Seed: 1,
		Data: data.DefaultConfig(), Model: vae.DefaultArchitecture(), Loss: loss.DefaultConfig(),
		Optimizer: optim.DefaultConfig(), Train: train.DefaultConfig(),
	}
}

// Bounds, so that a typing error is refused before memory is asked for.
const (
	maxName = 64
	maxRows = 1 << 20 // rows of a step's matrices: a batch's examples times the samples of each
)

// Validate reports every setting that cannot be used, by its path in the file.
func (e Experiment) Validate() invalid.Fields {
	var bad invalid.Fields
	if !folderName(e.Name) {
		bad.Addf("name", "%.80q cannot name a run's folder; use 1 to %d letters, digits, -, _ and ., not a dot first", e.Name, maxName)
	}
	bad = append(bad, e.Data.Validate().Under("data")...)
	bad = append(bad, e.Model.Validate().Under("model")...)
	bad = append(bad, e.Loss.Validate().Under("loss")...)
	bad = append(bad, e.Optimizer.Validate().Under("optimizer")...)
	bad = append(bad, e.Train.Validate().Under("train")...)
	if err := e.Loss.Suits(e.Model.LikelihoodConfig); err != nil {
		bad.Addf("loss.objective", "%v", err)
	}
	if g := e.Loss.FreeBitsGroup; e.Loss.FreeBits > 0 && g > 0 && e.Model.Latent%g != 0 {
		bad.Addf("loss.free_bits_group", "groups of %d do not divide the %d dimensions of model.latent; give a divisor of that", g, e.Model.Latent)
	}
	if o := e.Loss; (o.Objective == "miwae" || o.Objective == "piwae") && o.Groups > o.Samples {
		bad.Addf("loss.groups", "%d groups of %d samples leave each alone, which is the elbo; give a divisor of loss.samples", o.Groups, o.Samples)
	}
	if b, k := e.Train.Batch, e.Loss.Samples; b > 0 && k > maxRows/b {
		bad.Addf("loss.samples", "%d samples for each of the %d examples of train.batch are more than %d rows a step", k, b, maxRows)
	}
	return bad
}

// folderName reports whether a name is the same harmless folder name on every system.
func folderName(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.", r) {
			return false
		}
	}
	return s != "" && len(s) <= maxName && s[0] != '.'
}

// YAML writes the experiment with every setting, the defaults too, in the order of the fields. Parse gives the same experiment back.
func (e Experiment) YAML() ([]byte, error) { return yaml.Dump(e) }
