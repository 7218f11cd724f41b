package bench

import (
	"vae/autodiff/exec"
	"vae/autodiff/ir"
	"vae/autodiff/plan"
)

// Product is one of the three matrix products of a layer with B examples, I inputs and O outputs, as the compiler runs it.
type Product struct {
	Form   string  `json:"form"`
	B      int     `json:"batch"`
	I      int     `json:"inputs"`
	O      int     `json:"outputs"`
	MS     float64 `json:"ms"`
	GFLOPS float64 `json:"gflops"`
}

// forms are the products: which operand is transposed, and the operands' shapes.
var forms = []struct {
	name           string
	transA, transB bool
	a, b           func(p Product) ir.Shape
}{
	{"Y = X W", false, false, Product.x, Product.w},
	{"dX = dY W'", false, true, Product.y, Product.w},
	{"dW = X' dY", true, false, Product.x, Product.y},
}

func (p Product) x() ir.Shape { return ir.Shape{p.B, p.I} }
func (p Product) w() ir.Shape { return ir.Shape{p.I, p.O} }
func (p Product) y() ir.Shape { return ir.Shape{p.B, p.O} }

// MeasureProducts times the three products of a net's first layer, in turns. widths begin with the layer's.
func MeasureProducts(widths []int, batch, threads int) ([]Product, error) {
	inputs, outputs := widths[0], widths[1]
	pool := exec.NewPool(threads)
	defer pool.Close()
	var out []Product
	var runs []func()
	for _, f := range forms {
		p := Product{Form: f.name, B: batch, I: inputs, O: outputs}
		b := ir.NewBuilder(f.name)
		b.Output("c", b.MatMul(b.Input("a", f.a(p)...), f.transA, b.Input("b", f.b(p)...), f.transB))
		program, err := exec.Compile(b.F, plan.Layout{})
		if err != nil {
			return nil, err
		}
		m := program.NewMachine(nil, nil, pool)
		fillInputs(m.Input("a"), m.Input("b"))
		out, runs = append(out, p), append(runs, m.Run)
	}
	for i, s := range inTurns(window/2, runs...) {
		out[i].MS = s.Median
		out[i].GFLOPS = 2 * float64(batch) * float64(inputs) * float64(outputs) / s.Median / 1e6
	}
	return out, nil
}
