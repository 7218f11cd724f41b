package optim

import (
	"slices"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// block is a parameter block and its gradient, as Gorgonia's solvers want them.
type block struct{ value, grad *tensor.Dense }

func (b block) Value() gorgonia.Value         { return b.value }
func (b block) Grad() (gorgonia.Value, error) { return b.grad, nil }

// TestGorgonia follows Gorgonia's own solvers, in float64, on the same gradients for 300 steps. Gorgonia adds epsilon under the root for RMSProp and
// Adagrad: there it is too small to be seen on either side, for Adagrad beside large gradients, since its rate and epsilon cannot be set. Its
// AdamW moves nothing, and it has no Nesterov.
func TestGorgonia(t *testing.T) {
	const rate = 0.001 // the only one of Gorgonia's Adagrad
	alpha := gorgonia.WithLearnRate(rate)
	tiny := func(c *Config) { c.Epsilon = minEpsilon }
	for name, c := range map[string]struct {
		solver gorgonia.Solver
		change func(*Config)
		times  float32 // what gradients are multiplied by
	}{
		"adam":     {gorgonia.NewAdamSolver(alpha), nil, 1},
		"sgd":      {gorgonia.NewVanillaSolver(alpha), nil, 1},
		"momentum": {gorgonia.NewMomentum(alpha, gorgonia.WithMomentum(0.9)), nil, 1},
		"rmsprop":  {gorgonia.NewRMSPropSolver(alpha, gorgonia.WithRho(0.9), gorgonia.WithEps(1e-40)), tiny, 1},
		"adagrad":  {gorgonia.NewAdaGradSolver(), tiny, 1e9},
	} {
		t.Run(name, func(t *testing.T) {
			p, params := newProblem()
			o := mustNew(t, configured(name, c.change))
			theta := widen(params)
			start := slices.Clone(theta)
			value := tensor.New(tensor.WithBacking(theta))
			for step := 1; step <= 300; step++ {
				g := p.gradients()
				for i := range g {
					g[i] *= c.times
				}
				o.Prepare(step, rate, 1)
				o.Update(params, g, 0, elementCount, false)
				grad := tensor.New(tensor.WithBacking(widen(g)))
				if err := c.solver.Step([]gorgonia.ValueGrad{block{value, grad}}); err != nil {
					t.Fatal(err)
				}
			}
			if slices.Equal(start, theta) {
				t.Fatal("Gorgonia's solver did not move the parameters")
			}
			near(t, "parameters", params, theta, 1e-5)
		})
	}
}
