package exec

import "vae/autodiff/ir"

// Tensor is a window into the memory of a machine or of a block: rows of the last axis, Stride floats apart. A scalar is Data[0]. What lies
// between the columns and the stride is unspecified.
type Tensor struct {
	Shape  ir.Shape
	Stride int
	Data   []float32
}

// Rows is the number of rows: the product of all dimensions but the last.
func (t Tensor) Rows() int {
	if len(t.Shape) == 0 {
		return 1
	}
	return t.Shape[:len(t.Shape)-1].Size()
}

// Cols is the number of elements of a row.
func (t Tensor) Cols() int {
	if len(t.Shape) == 0 {
		return 1
	}
	return t.Shape[len(t.Shape)-1]
}

// Row is the elements of row i.
func (t Tensor) Row(i int) []float32 { return t.Data[i*t.Stride:][:t.Cols()] }

// CopyFrom sets all elements from dense row-major ones.
func (t Tensor) CopyFrom(dense []float32) {
	cols := t.Cols()
	if len(dense) != t.Rows()*cols {
		panic("exec: CopyFrom: the number of elements is not that of the tensor")
	}
	for i := range t.Rows() {
		copy(t.Row(i), dense[i*cols:])
	}
}

// CopyTo copies all elements out, dense and row-major.
func (t Tensor) CopyTo(dense []float32) {
	cols := t.Cols()
	if len(dense) != t.Rows()*cols {
		panic("exec: CopyTo: the number of elements is not that of the tensor")
	}
	for i := range t.Rows() {
		copy(dense[i*cols:][:cols], t.Row(i))
	}
}
