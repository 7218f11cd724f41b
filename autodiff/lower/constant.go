package lower

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff/ir"
)

// valuer is what Gorgonia's constants can be asked.
type valuer interface{ Value() gorgonia.Value }

func isConstant(n *gorgonia.Node) bool {
	_, ok := n.Op().(valuer)
	return ok
}

func constant(c *call) (ir.ID, error) {
	v := c.node.Op().(valuer).Value()
	if d, ok := v.(*tensor.Dense); ok && (d.RequiresIterator() || d.DataOrder().IsColMajor()) {
		v = tensor.Materialize(d).(*tensor.Dense)
	}
	data, err := floats(v.Data())
	if err != nil {
		return 0, err
	}
	if len(data) < c.shape.Size() {
		return 0, fmt.Errorf("the constant holds %d elements, its shape needs %d", len(data), c.shape.Size())
	}
	return c.b.Const(c.shape, data[:c.shape.Size()]...), nil
}

// floats reads what a constant's Data gives.
func floats(data any) ([]float64, error) {
	switch x := data.(type) {
	case float64:
		return []float64{x}, nil
	case float32:
		return []float64{float64(x)}, nil
	case int:
		return []float64{float64(x)}, nil
	case []float64:
		return append([]float64(nil), x...), nil
	case []float32:
		out := make([]float64, len(x))
		for i, e := range x {
			out[i] = float64(e)
		}
		return out, nil
	}
	return nil, fmt.Errorf("a constant of %T; make it of float32 or float64", data)
}

// size is the constant that SizeOf prints: "SizeOf=5".
func size(c *call) (ir.ID, error) {
	var n int
	if _, err := fmt.Sscanf(c.node.Op().String(), "SizeOf=%d", &n); err != nil {
		return 0, fmt.Errorf("a size that is not known when the graph is built; give every node its shape")
	}
	return c.b.Scalar(float64(n)), nil
}
