package loss

import (
	"math"

	"gorgonia.org/gorgonia"
)

// The densities of z that objectives are made of, in nats. What is constant in z and the same for every sample of an example is kept apart where that
// saves copying it to every row.

// analyticKL is KL(q(z|x) || p(z)) of each dimension, [B, Z].
func (n *Nodes) analyticKL() *gorgonia.Node {
	return n.B.GaussianKL(n.Mean, n.LogVar, n.PriorVariance)
}

// sampledKL is the mean over all samples of log q(z|x) - log p(z), a scalar.
func (n *Nodes) sampledKL() *gorgonia.Node {
	return n.B.Neg(n.B.Add(n.B.MeanAll(n.ratio()), n.B.MeanAll(n.level())))
}

// ratio is log p(z) - log q(z|x) of each sample but for level, [B*K]: with z = mean + sd eps the square in q is that of eps, exactly.
//
//	1/2 sum_j (eps_j^2 - z_j^2 / s2)
func (n *Nodes) ratio() *gorgonia.Node {
	squares := n.B.Sub(n.B.Square(n.Eps), n.B.Scale(n.B.Square(n.Z), 1/n.PriorVariance))
	return n.B.Scale(n.B.SumRows(squares), 0.5)
}

// level is what ratio leaves out, one value for each example, [B]: 1/2 sum_j (log_variance_j - ln s2).
func (n *Nodes) level() *gorgonia.Node {
	return n.B.Scale(n.B.SumRows(n.B.AddScalarConst(n.LogVar, -math.Log(n.PriorVariance))), 0.5)
}

// priorLogDensity is log p(z) of each sample without its constant, [B*K].
func (n *Nodes) priorLogDensity() *gorgonia.Node {
	return n.B.Scale(n.B.SumRows(n.B.Square(n.Z)), -0.5/n.PriorVariance)
}

// heldLogDensity is log q(z|x) of each sample without its constants, [B*K], with q's mean and variance held: its gradient goes through z alone.
func (n *Nodes) heldLogDensity() *gorgonia.Node {
	mean := n.B.TileRows(n.B.StopGradient(n.Mean), n.Samples)
	precision := n.B.Exp(n.B.Neg(n.B.TileRows(n.B.StopGradient(n.LogVar), n.Samples)))
	return n.B.Scale(n.B.SumRows(n.B.Mul(n.B.Square(n.B.Sub(n.Z, mean)), precision)), -0.5)
}
