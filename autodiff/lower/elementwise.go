package lower

import (
	"fmt"
	"strings"

	"vae/autodiff/ir"
)

func unary(c *call) (ir.ID, error) {
	o, ok := unaries[c.node.Op().String()]
	if !ok {
		return 0, c.unsupported()
	}
	return c.b.Unary(o, c.args[0]), nil
}

// binary reads "SYMBOL RETSAME". Whether a comparison gives booleans or numbers makes no difference here: 0 and 1 are both.
func binary(c *call) (ir.ID, error) {
	symbol, _, _ := strings.Cut(c.node.Op().String(), " ")
	o, ok := binaries[symbol]
	if !ok {
		return 0, c.unsupported()
	}
	return c.elementwise(o)
}

// elementwise applies o to two tensors of one shape, or to a tensor and a scalar. Gorgonia lets a vector meet a row or column of as many
// elements; both then take the result's shape, lest they broadcast.
func (c *call) elementwise(o ir.Op) (ir.ID, error) {
	for i, a := range c.args {
		s := c.b.Shape(a)
		switch {
		case s.Size() == c.shape.Size():
			c.args[i] = c.b.Reshape(a, c.shape...)
		case len(s) != 0:
			return 0, fmt.Errorf("argument %d has shape %v; broadcast it first", i, s)
		}
	}
	return c.b.Binary(o, c.args[0], c.args[1]), nil
}

// softmax reads "Softmax{AXIS, ISLOG}()"; axis -1 is the last. log softmax is x - log sum e^x along the axis.
func softmax(c *call) (ir.ID, error) {
	var axis int
	var isLog bool
	if _, err := fmt.Sscanf(c.node.Op().String(), "Softmax{%d, %t}()", &axis, &isLog); err != nil {
		return 0, c.unsupported()
	}
	x := c.args[0]
	s := c.b.Shape(x)
	if axis == -1 {
		axis = len(s) - 1
	}
	if axis < 0 || axis >= len(s) {
		return 0, fmt.Errorf("there is no axis %d", axis)
	}
	kept := append(ir.Shape{}, s...)
	kept[axis] = 1
	out := c.b.Sub(x, c.b.Reshape(c.b.Reduce(ir.LogSumExp, x, axis), kept...))
	if !isLog {
		out = c.b.Unary(ir.Exp, out)
	}
	return out, nil
}
