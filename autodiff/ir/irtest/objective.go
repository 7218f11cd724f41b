package irtest

import "vae/autodiff/ir"

// Objective is the loss of a whole VAE, in the shape that the compiler meets most: hidden layers of tanh, z = mean + eps e^(logVar/2), a Bernoulli
// likelihood softplus(l) - l x, and the KL to a standard normal in closed form, (mean^2 + e^logVar - 1 - logVar)/2. Inputs are x [B D],
// eps [B Z] and the scalar beta; outputs, in nats, the means over the batch "reconstruction", "kl" and "loss" = reconstruction + beta kl.
func Objective(batch, data, hidden, latent int) *ir.Func {
	b := ir.NewBuilder("objective")
	x := b.Input("x", batch, data)
	eps := b.Input("eps", batch, latent)
	beta := b.Input("beta")
	h := b.Unary(ir.Tanh, layer(b, "encoder.0", x, hidden))
	h = b.Unary(ir.Tanh, layer(b, "encoder.1", h, hidden))
	mean := layer(b, "encoder.mean", h, latent)
	logVar := layer(b, "encoder.log_variance", h, latent)
	z := b.Add(mean, b.Mul(eps, b.Unary(ir.Exp, b.Scale(logVar, 0.5))))
	h = b.Unary(ir.Tanh, layer(b, "decoder.0", z, hidden))
	h = b.Unary(ir.Tanh, layer(b, "decoder.1", h, hidden))
	logits := layer(b, "decoder.output", h, data)

	likelihood := b.Sub(b.Unary(ir.Softplus, logits), b.Mul(logits, x))
	terms := b.Sub(b.Add(b.Unary(ir.Square, mean), b.Unary(ir.Exp, logVar)), b.Add(b.Scalar(1), logVar))
	average := func(x ir.ID) ir.ID { return b.Div(b.SumAll(x), b.Scalar(float64(batch))) }
	reconstruction := average(b.Reduce(ir.Sum, likelihood, 1))
	kl := average(b.Scale(b.Reduce(ir.Sum, terms, 1), 0.5))
	b.Output("reconstruction", reconstruction)
	b.Output("kl", kl)
	b.Output("loss", b.Add(reconstruction, b.Mul(beta, kl)))
	return b.F
}

// layer is x W' + b, with W of shape [out, in].
func layer(b *ir.Builder, name string, x ir.ID, out int) ir.ID {
	w := b.Param(name+".weight", out, b.Shape(x)[1])
	return b.Add(b.MatMul(x, false, w, true), b.Param(name+".bias", out))
}
