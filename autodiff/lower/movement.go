package lower

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorgonia.org/tensor"

	"vae/autodiff/ir"
)

// reduce reads the axes from String: "Σ[0 1]", "MaxAlong[1]".
func (c *call) reduce(o ir.Op, format string) (ir.ID, error) {
	axes, err := c.ints(format, " ")
	if err != nil {
		return 0, err
	}
	slices.Sort(axes)
	axes = slices.Compact(axes)
	return c.b.TryEmit(o, ir.Attr{Axes: axes}, nil, c.args[0])
}

// ints reads a list of numbers from where %s stands in the operation's String.
func (c *call) ints(format, separator string) ([]int, error) {
	before, after, _ := strings.Cut(format, "%s")
	text, ok := strings.CutPrefix(c.node.Op().String(), before)
	if ok {
		text, ok = strings.CutSuffix(text, after)
	}
	if !ok {
		return nil, c.unsupported()
	}
	var list []int
	for _, field := range strings.Split(text, separator) {
		n, err := strconv.Atoi(field)
		if err != nil {
			return nil, c.unsupported()
		}
		list = append(list, n)
	}
	return list, nil
}

// repeat reads the axis from String, "Repeat1", and the count from the shapes. Every index along the axis is repeated in place: a b becomes a a b b.
func repeat(c *call) (ir.ID, error) {
	axes, err := c.ints("Repeat%s", " ")
	if err != nil {
		return 0, err
	}
	x, axis := c.args[0], axes[0]
	from := slices.Clone(c.b.Shape(x))
	for len(from) < len(c.shape) {
		from = append(from, 1)
	}
	if len(from) != len(c.shape) || axis >= len(from) || c.shape[axis]%from[axis] != 0 {
		return 0, fmt.Errorf("cannot repeat along axis %d to %v", axis, c.shape)
	}
	split := slices.Insert(slices.Clone(from), axis+1, 1)
	wide := slices.Insert(slices.Clone(from), axis+1, c.shape[axis]/from[axis])
	return c.b.TryEmit(ir.Broadcast, ir.Attr{}, wide, c.b.Reshape(x, split...))
}

// slice reads the axis from String, which has a ":, " for each axis before it, and the range from IsSlice. A nil range, or one that ends before it
// starts, is everything; a range of one index drops the axis, which emit does.
func slice(c *call) (ir.ID, error) {
	o, ok := c.node.Op().(interface{ IsSlice() tensor.Slice })
	if !ok {
		return 0, c.unsupported()
	}
	x := c.args[0]
	s := o.IsSlice()
	if s == nil || s.End() <= s.Start() {
		return x, nil
	}
	axis := strings.Count(c.node.Op().String(), ":, ")
	shape := slices.Clone(c.b.Shape(x))
	if axis >= len(shape) {
		return 0, fmt.Errorf("there is no axis %d", axis)
	}
	end, step := min(s.End(), shape[axis]), max(s.Step(), 1)
	if (end-s.Start())%step != 0 {
		return 0, fmt.Errorf("the range %d:%d is no multiple of its step %d, and Gorgonia's shape of that is not its value's; end it at %d",
			s.Start(), end, step, end-(end-s.Start())%step)
	}
	shape[axis] = (end - s.Start()) / step
	return c.b.TryEmit(ir.Slice, ir.Attr{Axes: []int{axis}, Start: s.Start(), Step: step}, shape, x)
}

// transpose reads the permutation from String: "Aᵀ{1, 0}".
func transpose(c *call) (ir.ID, error) {
	perm, err := c.ints("Aᵀ{%s}", ", ")
	if err != nil {
		return 0, err
	}
	return c.b.TryEmit(ir.Transpose, ir.Attr{Axes: perm}, nil, c.args[0])
}

// concat reads the axis from String: "Concat(axis=1)".
func concat(c *call) (ir.ID, error) {
	axes, err := c.ints("Concat(axis=%s)", " ")
	if err != nil {
		return 0, err
	}
	return c.b.TryEmit(ir.Concat, ir.Attr{Axes: axes}, nil, c.args...)
}
