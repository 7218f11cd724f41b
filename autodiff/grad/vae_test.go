package grad

import (
	"testing"

	"vae/autodiff/ir"
	"vae/autodiff/ir/irtest"
	"vae/internal/gradcheck"
)

func TestWholeObjective(t *testing.T) {
	for _, dims := range [][4]int{{3, 7, 5, 2}, {1, 5, 3, 1}} {
		f := irtest.Objective(dims[0], dims[1], dims[2], dims[3])
		holds(t, f, draw(f, -0.8, 0.8, 3), gradcheck.Options{Tolerance: 1e-9})
	}
}

// The slope of a gradient's squared length is twice the Hessian times the gradient: rows must differentiate rows.
func TestSecondOrder(t *testing.T) {
	f := irtest.Objective(2, 4, 3, 2)
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
