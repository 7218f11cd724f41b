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

// TestGorgonia follows Gorgonia's own solvers, in float64, on the same gradients for 300 steps.
func TestGorgonia(t *testing.T) {
	solvers := map[string]gorgonia.Solver{
		"adam": gorgonia.NewAdamSolver(gorgonia.WithLearnRate(0.003)),
		"sgd":  gorgonia.NewVanillaSolver(gorgonia.WithLearnRate(0.003)),
	}
	for name, solver := range solvers {
		t.Run(name, func(t *testing.T) {
			p, params := newProblem()
			o := mustNew(t, name)
			theta := widen(params)
			start := slices.Clone(theta)
			value := tensor.New(tensor.WithBacking(theta))
			for step := 1; step <= 300; step++ {
				g := p.gradients()
				o.Prepare(step, 0.003)
				o.Update(params, g, 0, elementCount)
				grad := tensor.New(tensor.WithBacking(widen(g)))
				if err := solver.Step([]gorgonia.ValueGrad{block{value, grad}}); err != nil {
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
