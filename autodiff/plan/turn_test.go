package plan

import (
	"testing"

	"vae/autodiff/ir"
)

// TestFewRowsAreTurned holds which products by a transposed matrix are turned round: large ones with few rows, once for all that share the left factor.
func TestFewRowsAreTurned(t *testing.T) {
	for _, c := range []struct {
		rows, turned, transposes int
	}{{1, 0, 0}, {2, 2, 3}, {8, 2, 3}, {9, 0, 0}} {
		b := ir.NewBuilder("turn")
		dy := b.Input("dy", c.rows, 30)
		for _, name := range []string{"u", "v"} {
			b.Output("d"+name, b.MatMul(dy, false, b.Param(name, 40, 30), true))
		}
		b.Output("small", b.MatMul(dy, false, b.Param("w", 2, 30), true))
		f := turn(b.F, Limits{Few: 8, Turned: 2 * 40 * 30})
		if err := f.Check(); err != nil {
			t.Fatal(err)
		}
		turned, transposes := 0, 0
		for _, v := range f.Values {
			switch {
			case v.Op == ir.MatMul && !v.Attr.TransB:
				turned++
			case v.Op == ir.Transpose:
				transposes++
			}
		}
		if turned != c.turned || transposes != c.transposes {
			t.Errorf("%d rows: %d products turned by %d transposes, want %d by %d", c.rows, turned, transposes, c.turned, c.transposes)
		}
		for i, o := range f.Outputs {
			if !f.Values[o.ID].Shape.Equal(b.F.Values[b.F.Outputs[i].ID].Shape) {
				t.Errorf("output %s has shape %v", o.Name, f.Values[o.ID].Shape)
			}
		}
	}
}
