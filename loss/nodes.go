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
	Shared        gorgonia.Nodes // scalars, the likelihood's own parameters, as it names them
	Beta          *gorgonia.Node // scalar input, so that no schedule recompiles
	Capacity      *gorgonia.Node // scalar input, nats; nil but for objectives that have one (Config.HasCapacity)
	PriorVariance float64        // s2 of the prior N(0, s2 I)
	Samples       int            // K
	Training      bool           // whether the value is only differentiated: a variance in closed form is then that of the batch
	// Decode applies the decoder to another z; frozen takes its parameters for constants. Only objectives that train encoder and decoder by different gradients call
	// it.
	Decode func(z *gorgonia.Node, frozen bool) (heads, shared gorgonia.Nodes)
}

// decoderOnly are the same values with gradients for the decoder alone.
func (n *Nodes) decoderOnly() *Nodes {
	held := *n
	held.Z, held.Mean, held.LogVar = n.B.StopGradient(n.Z), n.B.StopGradient(n.Mean), n.B.StopGradient(n.LogVar)
	held.Heads, held.Shared = n.Decode(held.Z, false)
	return &held
}

// encoderOnly are the same values with gradients for the encoder alone.
func (n *Nodes) encoderOnly() *Nodes {
	held := *n
	held.Heads, held.Shared = n.Decode(n.Z, true)
	return &held
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
