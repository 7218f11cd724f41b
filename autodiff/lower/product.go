package lower

import (
	"fmt"

	"vae/autodiff/ir"
)

// product reads the five linear products. String shows which and how: "A × B", "Aᵀ × Bᵀ", "A × b", "Aᵀ × b", "a ⋅ b", "a ⊗ b", "A ××× B".
func product(c *call) (ir.ID, error) {
	var left, sign, right string
	if _, err := fmt.Sscan(c.node.Op().String(), &left, &sign, &right); err != nil {
		return 0, c.unsupported()
	}
	x, y := c.args[0], c.args[1]
	xs, ys := c.b.Shape(x), c.b.Shape(y)
	transX, transY := left == "Aᵀ", right == "Bᵀ"
	n, m := xs.Size(), ys.Size()
	switch {
	case sign == "⋅" && n == m:
		return c.b.SumAll(c.b.Mul(c.b.Reshape(x, n), c.b.Reshape(y, n))), nil
	case sign == "⊗":
		return c.b.MatMul(c.b.Reshape(x, n, 1), false, c.b.Reshape(y, 1, m), false), nil
	case sign == "×" && right == "b":
		return c.matMul(x, transX, c.b.Reshape(y, m, 1), false)
	case sign == "×" || sign == "×××":
		return c.matMul(x, transX, y, transY)
	}
	return 0, c.unsupported()
}

func (c *call) matMul(x ir.ID, transX bool, y ir.ID, transY bool) (ir.ID, error) {
	return c.b.TryEmit(ir.MatMul, ir.Attr{TransA: transX, TransB: transY}, nil, x, y)
}
