package exec

import (
	"testing"

	"vae/autodiff/ir"
)

func TestEveryOperationHasARow(t *testing.T) {
	for _, op := range ir.All() {
		f, ok := makers[op]
		if !ok {
			t.Errorf("the table has no row for %s", op)
		}
		if leaf := op.Class() == ir.Leaf; leaf != (f == nil) {
			t.Errorf("the row of %s is not a maker, or that of a leaf is", op)
		}
	}
}
