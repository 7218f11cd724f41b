package pass_test

import (
	"testing"

	"pgregory.net/rapid"

	"vae/autodiff/ir"
	"vae/autodiff/ir/irtest"
)

// A VAE's gradients come down to products, elementwise loops and sums: nothing is left that only moves or repeats elements.
func TestObjectiveLeavesOnlyWork(t *testing.T) {
	f := irtest.Objective(3, 7, 5, 2)
	all := passes[len(passes)-1].run
	g := all(reverse(all(f)))
	for _, v := range g.Values {
		if v.Op.Class() == ir.Movement {
			t.Errorf("%s is left in\n%s", v, g)
		}
	}
	rapid.Check(t, func(t *rapid.T) { sameMeaning(t, reverse(f), g, irtest.Feed(t, f), 1e-12) })
}
