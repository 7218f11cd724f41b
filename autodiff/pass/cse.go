package pass

import (
	"math"
	"slices"

	"vae/autodiff/ir"
)

// CSE computes equal values once: same operation, arguments, attributes and shape. Arguments of commutative operations may stand in either
// order.
func CSE(f *ir.Func) *ir.Func {
	out := &ir.Func{Name: f.Name}
	to := make([]ir.ID, len(f.Values))
	seen := map[uint64][]ir.ID{}
	for id, v := range f.Values {
		v.Args = renamed(v.Args, to)
		if commutative(v.Op) && v.Args[0] > v.Args[1] {
			v.Args[0], v.Args[1] = v.Args[1], v.Args[0]
		}
		h := hash(v)
		same := slices.IndexFunc(seen[h], func(w ir.ID) bool { return equal(v, out.Values[w]) })
		if same >= 0 {
			to[id] = seen[h][same]
			continue
		}
		to[id] = ir.ID(len(out.Values))
		out.Values = append(out.Values, v)
		seen[h] = append(seen[h], to[id])
	}
	for _, o := range f.Outputs {
		out.Outputs = append(out.Outputs, ir.Output{Name: o.Name, ID: to[o.ID]})
	}
	return out
}

// commutative operations give the same bits whatever the order of their two arguments.
func commutative(op ir.Op) bool {
	switch op {
	case ir.Add, ir.Mul, ir.Max, ir.Min, ir.Eq, ir.Ne:
		return true
	}
	return false
}

// hash mixes everything that equal compares, but for the name: leaves with names are never equal.
func hash(v ir.Value) uint64 {
	h := uint64(v.Op)
	mix := func(x uint64) { h = (h ^ x) * 0x9E3779B97F4A7C15; h ^= h >> 29 }
	for _, a := range v.Args {
		mix(uint64(a))
	}
	for _, d := range v.Shape {
		mix(uint64(d))
	}
	for _, a := range v.Attr.Axes {
		mix(uint64(a))
	}
	mix(uint64(v.Attr.Start))
	mix(uint64(v.Attr.Step))
	for _, x := range v.Attr.Data {
		mix(math.Float64bits(x))
	}
	return h
}

// equal reports whether two values are the same computation.
func equal(v, w ir.Value) bool {
	a, b := v.Attr, w.Attr
	return v.Op == w.Op && slices.Equal(v.Args, w.Args) && v.Shape.Equal(w.Shape) &&
		a.Name == b.Name && slices.Equal(a.Axes, b.Axes) && a.Start == b.Start && a.Step == b.Step &&
		a.TransA == b.TransA && a.TransB == b.TransB && slices.EqualFunc(a.Data, b.Data, sameBits)
}

// sameBits tells 0 from -0, and takes a NaN for equal to itself.
func sameBits(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) }
