package kernel

// This file is the matrix product.

// Extra is what a product computes besides itself, while the operands are at hand.
type Extra struct {
	Bias []float32 // n numbers, added to every row last; or nil
	Relu bool      // what is negative, after the bias, becomes 0, as in Relu
	Sums []float32 // takes the n sums over p of b[p*ldb+j], in order of p ascending; or nil
}

// MatMul computes, for i < m and j < n,
//
//	c[i*ldc+j] = sum over p < k of a[i*aRow+p*aCol] * b[p*ldb+j]
//
// in order of p ascending: one chain of fused multiply-adds from 0 for every element, so that its bits depend neither on m and n nor
// on how the caller splits them. The two strides of a give all three products of a layer without a transposed copy:
//
//	Y  = X W    a = x, aRow = ldx, aCol = 1
//	dW = X' dY  a = x, aRow = 1, aCol = ldx
//
// Columns of c from n to ldc are not touched, and no column of b from n on is read. c must overlap neither a nor b.
// The portable loop rounds each product before it adds it.
func MatMul(c []float32, ldc int, a []float32, aRow, aCol int, b []float32, ldb int, m, n, k int, extra Extra) {
	if m <= 0 || n <= 0 {
		return
	}
	checkMatMul(len(c), ldc, len(a), aRow, aCol, len(b), ldb, m, n, k)
	if extra.Bias != nil && len(extra.Bias) < n || extra.Sums != nil && len(extra.Sums) < n {
		panic("kernel: MatMul: bias or sums are shorter than n")
	}
	if matMulSIMD(c, ldc, a, aRow, aCol, b, ldb, m, n, k, extra) {
		return
	}
	for i := range m {
		row := c[i*ldc:][:n]
		clear(row)
		for p := range k {
			s := a[i*aRow+p*aCol]
			for j, v := range b[p*ldb:][:n] {
				row[j] += s * v
			}
		}
		if extra.Bias != nil {
			AddTo(row, extra.Bias[:n])
		}
		if extra.Relu {
			Relu(row, row)
		}
	}
	if extra.Sums != nil {
		SumRows(extra.Sums, b, ldb, n, k)
	}
}

// SumRows computes, for j < n, sums[j] = sum over p < k of b[p*ldb+j], in order of p ascending: a product with a row of ones, which keeps the sums in registers.
func SumRows(sums []float32, b []float32, ldb, n, k int) {
	MatMul(sums, n, one, 0, 0, b, ldb, 1, n, k, Extra{})
}

// one is the left factor of a product that sums the rows of the right one.
var one = []float32{1}

// checkMatMul panics unless every element that the product touches lies inside its slice.
func checkMatMul(c, ldc, a, aRow, aCol, b, ldb, m, n, k int) {
	if k < 0 || ldc < 0 || aRow < 0 || aCol < 0 || ldb < 0 {
		panic("kernel: MatMul: negative size or stride")
	}
	if m > 1 && ldc < n || c < (m-1)*ldc+n {
		panic("kernel: MatMul: c is too short")
	}
	if k > 0 && (a < (m-1)*aRow+(k-1)*aCol+1 || b < (k-1)*ldb+n) {
		panic("kernel: MatMul: a or b is too short")
	}
}
