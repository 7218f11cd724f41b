package grad

import (
	"testing"

	"vae/autodiff/ir"
	"vae/internal/gradcheck"
)

// layer is x W' + b, with W of shape [out, in].
func layer(b *ir.Builder, name string, x ir.ID, in, out int) ir.ID {
	w := b.Param(name+".weight", out, in)
	return b.Add(b.MatMul(x, false, w, true), b.Param(name+".bias", out))
}

// objective is a whole loss: two tanh layers each way, z = mean + eps e^(logVar/2), Bernoulli reconstruction softplus(l) - l x, and the
// analytic KL to a standard normal, (mean^2 + e^logVar - 1 - logVar)/2; the mean over the batch of reconstruction + beta kl.
func objective(batch, data, hidden, latent int) *ir.Func {
	b := ir.NewBuilder("vae")
	x := b.Input("x", batch, data)
	eps := b.Input("eps", batch, latent)
	beta := b.Input("beta")
	h := b.Unary(ir.Tanh, layer(b, "encoder.0", x, data, hidden))
	h = b.Unary(ir.Tanh, layer(b, "encoder.1", h, hidden, hidden))
	mean := layer(b, "encoder.mean", h, hidden, latent)
	logVar := layer(b, "encoder.log_variance", h, hidden, latent)
	z := b.Add(mean, b.Mul(eps, b.Unary(ir.Exp, b.Scale(logVar, 0.5))))
	h = b.Unary(ir.Tanh, layer(b, "decoder.0", z, latent, hidden))
	h = b.Unary(ir.Tanh, layer(b, "decoder.1", h, hidden, hidden))
	logits := layer(b, "decoder.output", h, hidden, data)
	reconstruction := b.Reduce(ir.Sum, b.Sub(b.Unary(ir.Softplus, logits), b.Mul(logits, x)), 1)
	terms := b.Sub(b.Add(b.Unary(ir.Square, mean), b.Unary(ir.Exp, logVar)), b.Add(b.Scalar(1), logVar))
	kl := b.Scale(b.Reduce(ir.Sum, terms, 1), 0.5)
	b.Output("loss", b.Scale(b.SumAll(b.Add(reconstruction, b.Mul(beta, kl))), 1/float64(batch)))
	return b.F
}

func TestWholeObjective(t *testing.T) {
	for _, dims := range [][4]int{{3, 7, 5, 2}, {1, 5, 3, 1}} {
		f := objective(dims[0], dims[1], dims[2], dims[3])
		holds(t, f, draw(f, -0.8, 0.8, 3), gradcheck.Options{Tolerance: 1e-9})
	}
}

// The slope of a gradient's squared length is twice the Hessian times the gradient: rows must differentiate rows.
func TestSecondOrder(t *testing.T) {
	f := objective(2, 4, 3, 2)
	var wrt []ir.ID
	for id, v := range f.Values {
		if v.Op == ir.Input || v.Op == ir.Param {
			wrt = append(wrt, ir.ID(id))
		}
	}
	holds(t, squaredGradient(f, wrt), draw(f, -0.8, 0.8, 4), gradcheck.Options{Tolerance: 1e-8})

	for _, row := range elementwiseRows {
		b := ir.NewBuilder(row.op.String())
		args := []ir.ID{b.Input("x", 2, 3), b.Input("y", 3), b.Input("z")}[:len(rules[row.op])]
		b.Emit(row.op, ir.Attr{}, nil, args...)
		f := weighted(b, ir.ID(len(b.F.Values)-1))
		holds(t, squaredGradient(f, args), draw(f, max(row.lo, -2), min(row.hi, 2), 5), gradcheck.Options{Tolerance: 1e-7})
	}
	for i, row := range tensorRows {
		b := ir.NewBuilder(row.op.String())
		f := weighted(b, b.Unary(ir.Sin, row.build(b)))
		holds(t, squaredGradient(f, []ir.ID{0}), draw(f, -2, 2, uint64(i)), gradcheck.Options{Tolerance: 1e-7})
	}
}

// squaredGradient is the program whose loss is the sum of the squares of f's gradients.
func squaredGradient(f *ir.Func, wrt []ir.ID) *ir.Func {
	loss, _ := f.Output("loss")
	b := ir.Extend(Reverse(f, loss, wrt))
	sum := b.Scalar(0)
	for _, o := range b.F.Outputs[len(f.Outputs):] {
		sum = b.Add(sum, b.SumAll(b.Unary(ir.Square, o.ID)))
	}
	b.F.Outputs = []ir.Output{{Name: "loss", ID: sum}}
	return b.F
}
