package loss

import (
	"gorgonia.org/gorgonia"

	"vae/autodiff/op"
)

// Nodes is what likelihoods and objectives read of a model.
type Nodes struct {
	B             *op.Builder
	X             *gorgonia.Node // [B, D], data
	Mean, LogVar  *gorgonia.Node // [B, Z], of q(z|x)
	Z, Eps        *gorgonia.Node // [B*K, Z]: z = mean + exp(log_variance/2) eps
	Heads         gorgonia.Nodes // [B*K, D] each, as the likelihood names them
	Beta          *gorgonia.Node // scalar input, so that no schedule recompiles
	PriorVariance float64        // s2 of the prior N(0, s2 I)
	Samples       int            // K
}

// Part is a named piece of an objective, a scalar in nats per example.
type Part struct {
	Name string
	Node *gorgonia.Node
}

// Terms is an objective as nodes, scalars in nats per example averaged over the batch.
type Terms struct {
	Surrogate *gorgonia.Node // what is differentiated
	Value     *gorgonia.Node // what the objective is called; reported as loss
	Parts     []Part         // reconstruction, kl, ...; reported
}

// The parts that every objective reports.
const (
	Reconstruction = "reconstruction"
	KL             = "kl"
)
