package kernel

// This file is the matrix product.

// MatMul computes, for i < m and j < n,
//
//	c[i*ldc+j] = sum over p < k of a[i*aRow+p*aCol] * b[p*ldb+j]  (+ bias[j], last, where bias is not nil)
//
// in order of p ascending: one chain of fused multiply-adds from 0 for every element, so that its bits depend neither on m and n nor
// on how the caller splits them. The two strides of a give all three products of a layer without a transposed copy:
//
//	Y  = X W    a = x, aRow = ldx, aCol = 1
//	dW = X' dY  a = x, aRow = 1, aCol = ldx
//
// Columns of c from n to ldc are not touched, and no column of b from n on is read. c must overlap neither a nor b.
// The portable loop rounds each product before it adds it.
func MatMul(c []float32, ldc int, a []float32, aRow, aCol int, b []float32, ldb int, m, n, k int, bias []float32) {
	if m <= 0 || n <= 0 {
		return
	}
	checkMatMul(len(c), ldc, len(a), aRow, aCol, len(b), ldb, m, n, k)
	if bias != nil && len(bias) < n {
		panic("kernel: MatMul: bias is shorter than n")
	}
	if matMulSIMD(c, ldc, a, aRow, aCol, b, ldb, m, n, k, bias) {
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
		if bias != nil {
			for j, v := range bias[:n] {
				row[j] += v
			}
		}
	}
}

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
