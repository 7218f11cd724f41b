package ir

// FLOPs counts the floating-point operations of one run: 2mnk for a product of an m by k and a k by n matrix, one for each element of an
// elementwise result, one for each element that a reduction reads, none for moving elements. Transcendental functions count as one.
func (f *Func) FLOPs() int64 {
	var n int64
	for _, v := range f.Values {
		switch v.Op.Class() {
		case Elementwise:
			n += int64(v.Shape.Size())
		case Reduction:
			n += int64(f.Values[v.Args[0]].Shape.Size())
		case Product:
			n += 2 * int64(v.Shape.Size()) * int64(f.inner(v))
		case Leaf, Movement:
		}
	}
	return n
}

// inner is the dimension that a product sums over.
func (f *Func) inner(v Value) int {
	a := f.Values[v.Args[0]].Shape
	if v.Attr.TransA {
		return a[len(a)-2]
	}
	return a[len(a)-1]
}
