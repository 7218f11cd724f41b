package grad

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vae/autodiff/exec"
	"vae/autodiff/ir"
)

// At ties and at the ends of domains the gradients are what the rows say.
func TestEdges(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		op           ir.Op
		axes         []int
		x, y         []float64
		gradX, gradY []float64
	}{
		{op: ir.Abs, x: []float64{0, -1}, gradX: []float64{0, -1}},
		{op: ir.Relu, x: []float64{0, -inf, inf}, gradX: []float64{0, 0, 1}},
		{op: ir.Softplus, x: []float64{-inf, -800, 800, inf}, gradX: []float64{0, 0, 1, 1}},
		{op: ir.Sigmoid, x: []float64{-800, 800}, gradX: []float64{0, 0}},
		{op: ir.Tanh, x: []float64{-800, 800}, gradX: []float64{0, 0}},
		{op: ir.Max, x: []float64{1, 2, 3}, y: []float64{2, 2, 2}, gradX: []float64{0, 0.5, 1}, gradY: []float64{1, 0.5, 0}},
		{op: ir.Min, x: []float64{1, 2, 3}, y: []float64{2, 2, 2}, gradX: []float64{1, 0.5, 0}, gradY: []float64{0, 0.5, 1}},
		{
			op: ir.LogBound, x: []float64{20, -20, 0, 10019, inf, -inf, math.NaN()}, y: []float64{20, 20, 20, 20, 20, 20, 20},
			gradX: []float64{1, 1, 1, 1e-4, 0, 0, math.NaN()}, gradY: []float64{0, 0, 0, 0.9999, 1, -1, math.NaN()},
		},
		{op: ir.Pow, x: []float64{0, 0, 0, 0, 2}, y: []float64{0, 1, 2, 3, 0}, gradX: []float64{0, 1, 0, 0, 0}, gradY: []float64{0, 0, 0, 0, math.Ln2}},
		{op: ir.Pow, x: []float64{-2}, y: []float64{3}, gradX: []float64{12}, gradY: []float64{math.NaN()}},
		{op: ir.MaxOver, axes: []int{0}, x: []float64{1, 4, 4, 0}, gradX: []float64{0, 0.5, 0.5, 0}},
		{op: ir.LogSumExp, axes: []int{0}, x: []float64{-inf, -inf}, gradX: []float64{0, 0}},
		{op: ir.LogSumExp, axes: []int{0}, x: []float64{-inf, 5, 5}, gradX: []float64{0, 0.5, 0.5}},
		{op: ir.LogSumExp, axes: []int{0}, x: []float64{1000, -1000}, gradX: []float64{1, 0}},
	} {
		b := ir.NewBuilder(c.op.String())
		in := map[string][]float64{"x": c.x}
		args := []ir.ID{b.Input("x", len(c.x))}
		want := map[string][]float64{"grad.x": c.gradX}
		if c.y != nil {
			in["y"], want["grad.y"] = c.y, c.gradY
			args = append(args, b.Input("y", len(c.y)))
		}
		loss := b.Emit(c.op, ir.Attr{Axes: c.axes}, nil, args...)
		got, err := exec.Reference(Reverse(b.F, loss, args), in)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateNaNs(), cmpopts.EquateApprox(1e-15, 0)); diff != "" {
			t.Errorf("%s: %s", c.op, diff)
		}
	}
}
