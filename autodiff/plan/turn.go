package plan

import "vae/autodiff/ir"

// This file turns products round whose threads would have too few rows.

// turn computes a product A B' with few rows as (B A')', the same sums in the same order. Threads share the rows of a result; here those
// are the columns of A B', of which there are more, each thread reads only its part of B, a weight, and the few rows lie side by side in the lanes of a register
// instead of being divided between threads first. It costs two transposes of what belongs to the batch and three meetings.
func turn(f *ir.Func, limits Limits) *ir.Func {
	b := ir.NewBuilder(f.Name)
	to := make([]ir.ID, len(f.Values))
	transposed := map[ir.ID]ir.ID{}
	for id, v := range f.Values {
		args := make([]ir.ID, len(v.Args))
		for i, a := range v.Args {
			args[i] = to[a]
		}
		if !turns(f, v, limits) {
			v.Args = args
			b.F.Values = append(b.F.Values, v)
			to[id] = ir.ID(len(b.F.Values) - 1)
			continue
		}
		across, ok := transposed[args[0]]
		if !ok {
			across = b.Transpose(args[0], 1, 0)
			transposed[args[0]] = across
		}
		to[id] = b.Transpose(b.MatMul(args[1], false, across, false), 1, 0)
	}
	for _, o := range f.Outputs {
		b.Output(o.Name, to[o.ID])
	}
	return b.F
}

// turns reports whether a value is such a product, and large enough to be worth meeting for.
func turns(f *ir.Func, v ir.Value, limits Limits) bool {
	if v.Op != ir.MatMul || len(v.Shape) != 2 || v.Attr.TransA || !v.Attr.TransB {
		return false
	}
	rows, k := v.Shape[0], f.Values[v.Args[0]].Shape[1]
	return rows > 1 && rows <= limits.Few && v.Shape.Size()*k >= limits.Turned
}
