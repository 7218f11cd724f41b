package plan

import "vae/autodiff/ir"

// This file says how a tensor of a shape lies in memory.

// lane is the number of floats of one AVX-512 register, and of one cache line.
const lane = 16

// Geometry is the storage of a tensor: Rows rows of Cols elements, Stride floats apart.
type Geometry struct {
	Rows, Cols, Stride int
}

// Floats is the storage that the tensor takes.
func (g Geometry) Floats() int { return g.Rows * g.Stride }

// Contiguous reports whether the elements follow one another without padding between them.
func (g Geometry) Contiguous() bool { return g.Rows == 1 || g.Stride == g.Cols }

// Activation is the storage of an input, an output or an intermediate value. Its rows are padded, but for a single column, whose elements
// are adjacent so that it is the same memory as a vector.
func Activation(s ir.Shape) Geometry {
	g := geometry(s)
	if g.Cols == 1 {
		g.Stride = 1
	}
	return g
}

// Parameter is the storage of a parameter, its gradient and its moments. Rows are always padded: a vector is one row, and the bias [out] that
// follows a weight [in, out] is the next row of the same matrix, for one column too.
func Parameter(s ir.Shape) Geometry { return geometry(s) }

func geometry(s ir.Shape) Geometry {
	g := Geometry{Rows: 1, Cols: 1}
	if n := len(s); n > 0 {
		g.Cols = s[n-1]
		g.Rows = s[:n-1].Size()
	}
	g.Stride = padded(g.Cols)
	return g
}

// padded rounds a number of columns up to whole cache lines. Strides that are multiples of 1 KB get one line more: rows a power of two
// apart fall into the same few cache sets, which halves the speed of a matrix product.
func padded(cols int) int {
	stride := (cols + lane - 1) / lane * lane
	if stride%256 == 0 {
		stride += lane
	}
	return stride
}
