package lower

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"vae/autodiff/ir"
	"vae/autodiff/op"
)

// valuer is what Gorgonia's constants can be asked.
type valuer interface{ Value() gorgonia.Value }

func isConstant(n *gorgonia.Node) bool {
	_, ok := n.Op().(valuer)
	return ok
}

func constant(c *call) (ir.ID, error) {
	data, err := op.Floats(c.node.Op().(valuer).Value())
	if err != nil {
		return 0, fmt.Errorf("constant: %w", err)
	}
	if len(data) != c.shape.Size() {
		return 0, fmt.Errorf("the constant holds %d elements, its shape needs %d", len(data), c.shape.Size())
	}
	return c.b.Const(c.shape, data...), nil
}

// size is the constant that SizeOf prints: "SizeOf=5".
func size(c *call) (ir.ID, error) {
	var n int
	if _, err := fmt.Sscanf(c.node.Op().String(), "SizeOf=%d", &n); err != nil {
		return 0, fmt.Errorf("a size that is not known when the graph is built; give every node its shape")
	}
	return c.b.Scalar(float64(n)), nil
}
