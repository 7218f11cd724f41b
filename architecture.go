package vae

import (
	"vae/internal/invalid"
	"vae/loss"
	"vae/model"
)

// Architecture is everything about a model but the data's shape and the parameters' values: encoder, decoder, prior and likelihood.
type Architecture struct {
	model.Config          `yaml:",inline"`
	loss.LikelihoodConfig `yaml:",inline"`
}

// Objective is what training minimises.
type Objective = loss.Config

// DefaultArchitecture is a small net with a Bernoulli likelihood.
func DefaultArchitecture() Architecture {
	return Architecture{model.DefaultConfig(), loss.DefaultLikelihood()}
}

// Validate reports every setting that cannot be used.
func (a Architecture) Validate() invalid.Fields {
	return append(a.Config.Validate(), a.LikelihoodConfig.Validate()...)
}
