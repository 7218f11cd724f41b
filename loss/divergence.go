package loss

import (
	"math"

	"gorgonia.org/gorgonia"

	"vae/autodiff/op"
	"vae/internal/invalid"
)

// The objectives that put another divergence in the place of KL(q(z|x) || p(z)): loss = reconstruction + beta * divergence, in closed form for Gaussians. q is
// N(m, v) in each dimension, p is N(0, s2). None of them is a bound on log p(x).

func divergence(name string, check func(Config, *invalid.Fields), perDimension func(n *Nodes, c Config) *gorgonia.Node) objective {
	return objective{
		name: name, bound: never, check: check,
		build: func(n *Nodes, c Config, l *Likelihood) Terms {
			parts := n.plain(l)
			term := n.B.MeanAll(n.B.SumRows(perDimension(n, c)))
			value := n.B.Add(parts[0].Node, n.B.Mul(n.Beta, term))
			return Terms{value, value, parts}
		},
	}
}

// reverseKL is KL(p(z) || q(z|x)) = 1/2 ((s2 + m^2)/v - 1 + ln v - ln s2): it punishes a q that leaves out parts of the prior.
var reverseKL = divergence("reverse_kl", nil, func(n *Nodes, _ Config) *gorgonia.Node { return n.reverseKL() })

func (n *Nodes) reverseKL() *gorgonia.Node {
	power := n.B.Mul(n.B.AddScalarConst(n.B.Square(n.Mean), n.PriorVariance), n.B.Exp(n.B.Neg(n.LogVar)))
	return n.half(n.B.Add(power, n.LogVar), math.Log(n.PriorVariance)+1)
}

// half is (x - c) / 2.
func (n *Nodes) half(x *gorgonia.Node, c float64) *gorgonia.Node {
	return n.B.Scale(n.B.AddScalarConst(x, -c), 0.5)
}

// jeffreys is KL(q||p) + KL(p||q) (Jeffreys 1946), the sum and not the mean.
var jeffreys = divergence("jeffreys", nil, func(n *Nodes, _ Config) *gorgonia.Node { return n.B.Add(n.analyticKL(), n.reverseKL()) })

// gjs is the skew-geometric Jensen-Shannon divergence of Deasy et al. 2020, in the form that joins the two KLs: with the normalised geometric mean
// N ~ q^alpha p^(1-alpha), alpha being skew,
//
//	(1-alpha) KL(q||N) + alpha KL(p||N)
//
// At alpha = 0, N is p and this is KL(q||p); at alpha = 1, N is q and this is KL(p||q).
var gjs = divergence("gjs", nil, func(n *Nodes, c Config) *gorgonia.Node {
	g, a, s2 := n.geometric(c.Skew), c.Skew, n.PriorVariance
	b := n.B
	squares := b.Square(n.Mean)
	// KL(q||N) = 1/2 (v P + m^2 (1-r) c - 1 - ln(v P))
	q := n.half(b.Sub(b.Add(g.spread, b.Scale(b.Mul(squares, g.rest), (1-a)/s2)), g.logSpread), 1)
	// KL(p||N) = 1/2 (s2 P + m^2 r alpha/v - 1 - ln(s2 P)) with s2 P = alpha s2/v + 1 - alpha
	own := b.Scale(b.Mul(b.Mul(squares, g.share), b.Exp(b.Neg(n.LogVar))), a)
	p := n.half(b.Sub(b.Add(b.Scale(g.precision, s2), own), n.logPrecision(g)), 1)
	return b.Add(b.Scale(q, 1-a), b.Scale(p, a))
})

// dualGJS is the dual of gjs (Deasy et al. 2020), with the same N:
//
//	(1-alpha) KL(N||q) + alpha KL(N||p)
//
// At alpha = 0, N is p and this is KL(p||q); at alpha = 1, N is q and this is KL(q||p).
var dualGJS = divergence("dual_gjs", nil, func(n *Nodes, c Config) *gorgonia.Node {
	g, a, s2 := n.geometric(c.Skew), c.Skew, n.PriorVariance
	b := n.B
	squares := b.Square(n.Mean)
	// KL(N||q) = 1/2 (1/(v P) + m^2 (1-r)^2 / v - 1 + ln(v P))
	away := b.Mul(b.Mul(squares, b.Square(g.rest)), b.Exp(b.Neg(n.LogVar)))
	q := n.half(b.Add(b.Add(n.inverse(g.spread), away), g.logSpread), 1)
	// KL(N||p) = 1/2 (1/(s2 P) + m^2 r^2 / s2 - 1 + ln(s2 P))
	near := b.Scale(b.Mul(squares, b.Square(g.share)), 1/s2)
	p := n.half(b.Add(b.Add(b.Scale(n.inverse(g.precision), 1/s2), near), n.logPrecision(g)), 1)
	return b.Add(b.Scale(q, 1-a), b.Scale(p, a))
})

// geometric is the normalised geometric mean q^alpha p^(1-alpha) of each dimension, [B, Z]: its precision is P = alpha/v + c with c = (1-alpha)/s2, its mean is
// r m with the share r = alpha/(v P). What is kept is of a size that does not overflow with v.
type geometric struct {
	precision *gorgonia.Node // P
	spread    *gorgonia.Node // v P = alpha + c v
	logSpread *gorgonia.Node // ln(v P)
	share     *gorgonia.Node // r = alpha/(alpha + c v), in [0, 1]
	rest      *gorgonia.Node // 1 - r
}

func (n *Nodes) geometric(alpha float64) geometric {
	b, c := n.B, (1-alpha)/n.PriorVariance
	var g geometric
	g.precision = b.AddScalarConst(b.Scale(b.Exp(b.Neg(n.LogVar)), alpha), c)
	g.spread = b.AddScalarConst(b.Scale(b.Exp(n.LogVar), c), alpha)
	g.logSpread = b.Log(g.spread)
	switch alpha {
	case 0, 1:
		g.share = b.AddScalarConst(b.Scale(n.LogVar, 0), alpha)
		g.rest = b.AddScalarConst(b.Scale(n.LogVar, 0), 1-alpha)
	default:
		logit := b.AddScalarConst(b.Neg(n.LogVar), math.Log(alpha/c))
		g.share, g.rest = b.Activate(op.Sigmoid, logit), b.Activate(op.Sigmoid, b.Neg(logit))
	}
	return g
}

// logPrecision is ln(s2 P) = ln(v P) - ln v + ln s2.
func (n *Nodes) logPrecision(g geometric) *gorgonia.Node {
	return n.B.AddScalarConst(n.B.Sub(g.logSpread, n.LogVar), math.Log(n.PriorVariance))
}

func (n *Nodes) inverse(x *gorgonia.Node) *gorgonia.Node {
	return n.B.Exp(n.B.Neg(n.B.Log(x)))
}
