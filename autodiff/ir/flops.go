package ir

// FLOPs counts the floating-point operations of one run: 2mnk for a product of an m by k and a k by n matrix, one for each element of an
// elementwise result, one for each element that a reduction reads, none for moving elements. Transcendental functions count as one.
func (f *Func) FLOPs() int64 {
	var n int64
	for id := range f.Values {
		n += f.ValueFLOPs(ID(id))
	}
	return n
}

// ValueFLOPs is the share of one value in FLOPs.
func (f *Func) ValueFLOPs(id ID) int64 {
	v := f.Values[id]
	switch v.Op.Class() {
	case Elementwise:
		return int64(v.Shape.Size())
	case Reduction:
		return int64(f.Values[v.Args[0]].Shape.Size())
	case Product:
		return 2 * int64(v.Shape.Size()) * int64(f.inner(v))
	case Leaf, Movement:
	}
	return 0
}

// inner is the dimension that a product sums over.
func (f *Func) inner(v Value) int {
	a := f.Values[v.Args[0]].Shape
	if v.Attr.TransA {
		return a[len(a)-2]
	}
	return a[len(a)-1]
}
