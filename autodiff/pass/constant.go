package pass

import "vae/autodiff/ir"

// uniformConstant: a constant of many equal elements is one element, repeated.
func uniformConstant(r *rewriter, v ir.Value) ir.ID {
	if len(v.Attr.Data) > 1 {
		if u := uniformOf(v.Attr.Data); u.ok {
			return r.scalar(u.x) // emit repeats it
		}
	}
	return none
}

// foldElements: an elementwise operation on constants is a constant. Arguments are numbers, repeated or not, or constants of the result's
// shape.
func foldElements(r *rewriter, v ir.Value) ir.ID {
	f := ir.Element(v.Op)
	size := 1
	args := make([]func(i int) float64, 3)
	for k := range args {
		if k >= len(v.Args) {
			args[k] = func(int) float64 { return 0 }
			continue
		}
		x, uniform := r.number(v.Args[k])
		arg := r.def(v.Args[k])
		switch {
		case uniform:
			args[k] = func(int) float64 { return x }
		case arg.Op == ir.Const && arg.Shape.Equal(v.Shape):
			args[k] = func(i int) float64 { return arg.Attr.Data[i] }
			size = len(arg.Attr.Data)
		default:
			return none
		}
	}
	data := make([]float64, size)
	for i := range data {
		data[i] = f(args[0](i), args[1](i), args[2](i))
	}
	if size == 1 {
		return r.scalar(data[0])
	}
	return r.build(ir.Const, ir.Attr{Data: data}, v.Shape)
}

// stopConstant: a constant has no derivative to stop.
func stopConstant(r *rewriter, v ir.Value) ir.ID {
	if r.def(v.Args[0]).Op == ir.Const {
		return v.Args[0]
	}
	return none
}

// selectConstant: a condition that is the same everywhere chooses one side.
func selectConstant(r *rewriter, v ir.Value) ir.ID {
	c, ok := r.number(v.Args[0])
	switch {
	case !ok:
		return none
	case c != 0:
		return v.Args[1]
	}
	return v.Args[2]
}

// selectAlike: c ? x : x = x
func selectAlike(_ *rewriter, v ir.Value) ir.ID {
	if v.Args[1] == v.Args[2] {
		return v.Args[1]
	}
	return none
}

// powConstant: x^0 = 1, x^1 = x, x^2, x^3 and x^-1 by multiplying and dividing.
func powConstant(r *rewriter, v ir.Value) ir.ID {
	x := v.Args[0]
	p, ok := r.number(v.Args[1])
	if !ok {
		return none
	}
	switch p {
	case 0:
		return r.scalar(1)
	case 1:
		return x
	case 2:
		return r.op(ir.Square, x)
	case 3:
		return r.op(ir.Cube, x)
	case -1:
		return r.op(ir.Inv, x)
	}
	return none
}
