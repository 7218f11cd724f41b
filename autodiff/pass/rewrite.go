package pass

import (
	"math"

	"vae/autodiff/ir"
)

// rule looks at a value about to be made, whose arguments are made and simplified already. It returns what to use in its place, or none. What
// it makes on the way goes through the rules too, so every rule has to lead to something simpler.
type rule func(r *rewriter, v ir.Value) ir.ID

// none is a rule's answer where it does not apply.
const none ir.ID = -1

// table holds rules by the operation that they look at, tried in order.
type table map[ir.Op][]rule

// rewriter rebuilds a program value by value.
type rewriter struct {
	b        *ir.Builder
	rules    table
	uniforms map[ir.ID]uniform // of constants of several elements, as far as asked for
}

type uniform struct {
	x  float64
	ok bool
}

// rewrite applies a table of rules to a program, in one walk from its inputs to its outputs, and drops what is no longer used.
func rewrite(f *ir.Func, rules table) *ir.Func {
	r := &rewriter{b: ir.NewBuilder(f.Name), rules: rules, uniforms: map[ir.ID]uniform{}}
	to := make([]ir.ID, len(f.Values))
	for id, v := range f.Values {
		v.Args = renamed(v.Args, to)
		to[id] = r.emit(v)
	}
	for _, o := range f.Outputs {
		r.b.Output(o.Name, to[o.ID])
	}
	return DCE(r.b.F)
}

// renamed maps arguments to their new IDs, in a new slice.
func renamed(args, to []ir.ID) []ir.ID {
	if len(args) == 0 {
		return nil
	}
	out := make([]ir.ID, len(args))
	for i, a := range args {
		out[i] = to[a]
	}
	return out
}

// emit makes a value, or what the rules put in its place. If that broadcasts to the value's shape but is smaller, it is repeated.
func (r *rewriter) emit(v ir.Value) ir.ID {
	for _, rule := range r.rules[v.Op] {
		if id := rule(r, v); id != none {
			return r.broadcast(id, v.Shape)
		}
	}
	r.b.F.Values = append(r.b.F.Values, v)
	return ir.ID(len(r.b.F.Values) - 1)
}

// build is emit for an operation with attributes; want is as in ir.Builder.Emit.
func (r *rewriter) build(op ir.Op, attr ir.Attr, want ir.Shape, args ...ir.ID) ir.ID {
	id := r.b.Emit(op, attr, want, args...) // works out the shape
	v := r.b.F.Values[id]
	r.b.F.Values = r.b.F.Values[:id]
	return r.emit(v)
}

// op is emit for an operation without attributes.
func (r *rewriter) op(op ir.Op, args ...ir.ID) ir.ID { return r.build(op, ir.Attr{}, nil, args...) }

func (r *rewriter) scalar(x float64) ir.ID {
	return r.build(ir.Const, ir.Attr{Data: []float64{x}}, ir.Shape{})
}

// broadcast repeats x to a shape; the same shape gives x.
func (r *rewriter) broadcast(x ir.ID, shape ir.Shape) ir.ID {
	if r.shape(x).Equal(shape) {
		return x
	}
	return r.build(ir.Broadcast, ir.Attr{}, shape, x)
}

// reshape gives x another shape; the same shape gives x.
func (r *rewriter) reshape(x ir.ID, shape ir.Shape) ir.ID {
	if r.shape(x).Equal(shape) {
		return x
	}
	return r.build(ir.Reshape, ir.Attr{}, shape, x)
}

func (r *rewriter) shape(id ir.ID) ir.Shape { return r.b.F.Values[id].Shape }

// def is the value that an argument names.
func (r *rewriter) def(id ir.ID) ir.Value { return r.b.F.Values[id] }

// under returns the argument of a value made by a one-argument operation; ok is false for values of other operations.
func (r *rewriter) under(op ir.Op, id ir.ID) (x ir.ID, ok bool) {
	if v := r.def(id); v.Op == op {
		return v.Args[0], true
	}
	return none, false
}

// number returns x if every element of a value is known to be the same x.
func (r *rewriter) number(id ir.ID) (x float64, ok bool) {
	v := r.def(id)
	switch v.Op {
	case ir.Broadcast, ir.Reshape, ir.Transpose, ir.Slice:
		return r.number(v.Args[0])
	case ir.Const:
		u, known := r.uniforms[id]
		if !known {
			u = uniformOf(v.Attr.Data)
			r.uniforms[id] = u
		}
		return u.x, u.ok
	}
	return 0, false
}

func uniformOf(data []float64) uniform {
	for _, x := range data[1:] {
		if math.Float64bits(x) != math.Float64bits(data[0]) {
			return uniform{}
		}
	}
	return uniform{data[0], true}
}

// is reports whether every element of a value is known to be x; 0 and -0 are one.
func (r *rewriter) is(id ir.ID, x float64) bool {
	got, ok := r.number(id)
	return ok && got == x
}
