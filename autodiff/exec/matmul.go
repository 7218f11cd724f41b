package exec

import (
	"vae/autodiff/ir"
	"vae/autodiff/plan"
	"vae/internal/kernel"
)

// This file makes the step of the matrix product, in its four forms.

// product is one matrix product C = op(A) op(B), m rows, n columns, sums of k terms, and what is computed with it.
type product struct {
	transA, transB bool
	m, n, k        int // of the whole product; a span may cover fewer rows
	lda, ldb, ldc  int
	extra          kernel.Extra
	sums           []float32 // for extra.Sums of the last part
	left, right    []float32 // temporaries of the transposed forms
}

// run computes the first rows rows of c. The columns of a stored transposed begin at a.
func (p *product) run(c, a, b []float32, rows int) {
	aRow, aCol := p.lda, 1
	if p.transA {
		aRow, aCol = 1, p.lda
	}
	switch {
	case !p.transB:
		kernel.MatMul(c, p.ldc, a, aRow, aCol, b, p.ldb, rows, p.n, p.k, p.extra)
	case p.right != nil:
		ld := pad(p.n)
		kernel.Transpose(p.right, ld, b, p.ldb, p.n, p.k)
		kernel.MatMul(c, p.ldc, a, aRow, aCol, p.right, ld, rows, p.n, p.k, kernel.Extra{})
	default:
		p.turned(c, a, b, rows)
	}
}

// turned computes C' = B A', so that only what belongs to the batch is transposed and never the larger B, a weight.
func (p *product) turned(c, a, b []float32, rows int) {
	ld := pad(rows)
	across, lda := a, p.lda // A' as it is needed: k rows, a column for each row of C
	if !p.transA {
		across, lda = p.left[p.n*ld:], ld
		kernel.Transpose(across, ld, a, p.lda, rows, p.k)
	}
	kernel.MatMul(p.left, ld, b, p.ldb, 1, across, lda, p.n, rows, p.k, kernel.Extra{})
	kernel.Transpose(c, p.ldc, p.left, ld, p.n, rows)
}

// makeMatMul makes the step of a product, or of one for each of the leading indices.
func makeMatMul(b *binder, v ir.ID) step {
	core := b.core(v)
	dst, args := b.result(v), b.reads(v)
	a, w := args[0], args[1]
	shape := b.shape(core.Args[0])
	p := &product{transA: core.Attr.TransA, transB: core.Attr.TransB, lda: a.stride, ldb: w.stride, ldc: dst.stride}
	r := len(shape)
	p.m, p.k, p.n = shape[r-2], shape[r-1], core.Shape[r-1]
	if p.transA {
		p.m, p.k = p.k, p.m
	}
	rows := p.m
	if r == 2 {
		rows = min(rows, b.parts*dst.rows)
	}
	p.reserve(b, rows)
	if len(args) == 3 {
		p.extra.Bias = args[2].data
	}
	schedule := b.p.schedule
	parts := schedule.Split[v]
	switch schedule.Fused[v] {
	case plan.Rectified:
		p.extra.Relu = true
	case plan.Summed:
		p.sums = b.whole(schedule.Twin(v)).data
	}
	if r > 2 {
		return manyProducts(p, dst, a, w, shape, b.shape(core.Args[1]))
	}
	return func(s *span) {
		from := a.start(s)
		if p.transA {
			from = s.lo * dst.rows
		}
		p.extra.Sums = nil
		if s.hi == parts {
			p.extra.Sums = p.sums
		}
		p.run(dst.data[dst.start(s):], a.data[from:], w.data, (s.hi-s.lo)*dst.rows)
	}
}

// reserve takes the temporaries that the product needs for spans of the given number of rows, and chooses between the two ways of
// multiplying by a transposed matrix: transposing that matrix, or the two others.
func (p *product) reserve(b *binder, rows int) {
	if !p.transB {
		return
	}
	if p.n*p.k < rows*(p.n+p.k) && rows > 1 {
		p.right = b.temporary(p.k * pad(p.n))
		return
	}
	p.left = b.temporary((p.n + p.k) * pad(rows))
}

// manyProducts runs a product for each pair of matrices of a span.
func manyProducts(p *product, dst, a, w view, shapeA, shapeB ir.Shape) step {
	r := len(shapeA)
	rowsA, rowsB := shapeA[r-2], shapeB[r-2]
	each := dst.rows / p.m
	return func(s *span) {
		to, from, fromW := dst.start(s), a.start(s), w.start(s)
		for i := range (s.hi - s.lo) * each {
			p.run(dst.data[to+i*p.m*p.ldc:], a.data[from+i*rowsA*p.lda:], w.data[fromW+i*rowsB*p.ldb:], p.m)
		}
	}
}

// pad rounds a number of columns up to whole cache lines.
func pad(n int) int { return (n + 15) / 16 * 16 }
