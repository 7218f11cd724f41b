package pass_test

import (
	"math"
	"testing"

	"vae/autodiff/exec"
	"vae/autodiff/ir"
	"vae/autodiff/pass"
)

// Formulas that give infinity, NaN or noise as written give their limits once stabilized, and so do their gradients.
func TestStabilizedFormulasAtTheEdges(t *testing.T) {
	big := []float64{-1e4, -800, -40, 0, 40, 800, 1e4}
	logistic := func(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
	sigmoid := func(x float64) float64 { return math.Exp(-logistic(-x)) }
	for _, c := range []struct {
		name       string
		x          []float64
		build      func(b *ir.Builder, one, x ir.ID) ir.ID
		value      func(x float64) float64
		derivative func(x float64) float64
	}{
		{"cross-entropy of a 1", big, crossEntropy(1), func(l float64) float64 { return logistic(-l) }, func(l float64) float64 { return -sigmoid(-l) }},
		{"cross-entropy of a 0", big, crossEntropy(0), logistic, sigmoid},
		{"log(1 + e^x)", big, func(b *ir.Builder, one, x ir.ID) ir.ID {
			return b.Unary(ir.Log, b.Add(one, b.Unary(ir.Exp, x)))
		}, logistic, sigmoid},
		{"e^x / (1 + e^x)", big, func(b *ir.Builder, one, x ir.ID) ir.ID {
			e := b.Unary(ir.Exp, x)
			return b.Div(e, b.Add(e, one))
		}, sigmoid, func(x float64) float64 { return sigmoid(x) * sigmoid(-x) }},
		{"e^x - 1", []float64{-800, -1e-20, 0, 1e-20}, func(b *ir.Builder, one, x ir.ID) ir.ID {
			return b.Sub(b.Unary(ir.Exp, x), one)
		}, math.Expm1, math.Exp},
		{"log(1 - x)", []float64{-1e-20, 0, 1e-20}, func(b *ir.Builder, one, x ir.ID) ir.ID {
			return b.Unary(ir.Log, b.Sub(one, x))
		}, func(x float64) float64 { return math.Log1p(-x) }, func(x float64) float64 { return -1 / (1 - x) }},
		{"sqrt x^2", []float64{-1e200, 1e200, -1e-200}, func(b *ir.Builder, _, x ir.ID) ir.ID {
			return b.Unary(ir.Sqrt, b.Unary(ir.Square, x))
		}, math.Abs, func(x float64) float64 { return math.Copysign(1, x) }},
	} {
		b := ir.NewBuilder("edges")
		x := b.Input("x", len(c.x))
		y := c.build(b, b.Scalar(1), x)
		b.Output("loss", y)
		out, err := exec.Reference(reverse(pass.Stabilize(b.F)), map[string][]float64{"x": c.x})
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range c.x {
			near(t, c.name, x, out["loss"][i], c.value(x))
			near(t, "the derivative of "+c.name, x, out["grad.x"][i], c.derivative(x))
		}
	}
}

// crossEntropy is -(x log p + (1-x) log(1-p)) with p = sigmoid(l), as a textbook writes it.
func crossEntropy(target float64) func(b *ir.Builder, one, l ir.ID) ir.ID {
	return func(b *ir.Builder, one, l ir.ID) ir.ID {
		x := b.Scalar(target)
		p := b.Unary(ir.Sigmoid, l)
		likelihood := b.Add(b.Mul(x, b.Unary(ir.Log, p)), b.Mul(b.Sub(one, x), b.Unary(ir.Log, b.Sub(one, p))))
		return b.Unary(ir.Neg, likelihood)
	}
}

// near allows an error of 1e-15 of the larger of 1 and x: a cross-entropy is a difference of numbers as large as the logit.
func near(t *testing.T, name string, x, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-15*max(1, math.Abs(x))) {
		t.Errorf("%s at %v = %v, want %v", name, x, got, want)
	}
}
