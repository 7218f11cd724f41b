package vi

// Triangular factors of covariances.

import (
	"fmt"
	"math"
)

const log2Pi = 1.8378770664093454835606594728112353

// factor is the lower triangle L of a = L L^T; rows have the full length, and what lies above the diagonal is 0.
type factor [][]float64

// square is an n by n matrix of zeros.
func square(n int) [][]float64 {
	block, rows := make([]float64, n*n), make([][]float64, n)
	for i := range rows {
		rows[i] = block[i*n : (i+1)*n : (i+1)*n]
	}
	return rows
}

// factorise reads the lower triangle of a matrix.
func factorise(a [][]float64) (factor, error) {
	l := factor(square(len(a)))
	for i := range a {
		for j := range i + 1 {
			sum := a[i][j]
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			if i != j {
				l[i][j] = sum / l[j][j]
				continue
			}
			if !(sum > 0) || math.IsInf(sum, 1) {
				return nil, fmt.Errorf("vi: the matrix is not positive definite: pivot %d is %g", i, sum)
			}
			l[i][i] = math.Sqrt(sum)
		}
	}
	return l, nil
}

// logDet is log det L, half of that of L L^T.
func (l factor) logDet() float64 {
	sum := 0.0
	for i := range l {
		sum += math.Log(l[i][i])
	}
	return sum
}

// solve replaces v by L^-1 v.
func (l factor) solve(v []float64) {
	for i, row := range l {
		for j := range i {
			v[i] -= row[j] * v[j]
		}
		v[i] /= row[i]
	}
}

// solveTransposed replaces v by L^-T v.
func (l factor) solveTransposed(v []float64) {
	for i := len(l) - 1; i >= 0; i-- {
		for j := i + 1; j < len(l); j++ {
			v[i] -= l[j][i] * v[j]
		}
		v[i] /= l[i][i]
	}
}

// inverse is (L L^T)^-1.
func (l factor) inverse() [][]float64 {
	inv := square(len(l))
	for i := range inv {
		inv[i][i] = 1
		l.solve(inv[i])
		l.solveTransposed(inv[i])
	}
	for i := range inv {
		for j := range i {
			inv[i][j] = (inv[i][j] + inv[j][i]) / 2
			inv[j][i] = inv[i][j]
		}
	}
	return inv
}

// product is L L^T.
func (l factor) product() [][]float64 {
	a := square(len(l))
	for i := range a {
		for j := range a {
			a[i][j] = dot(l[i][:min(i, j)+1], l[j][:min(i, j)+1])
		}
	}
	return a
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

// logSumExp is the log of the sum of e^v, -Inf of nothing.
func logSumExp(v []float64) float64 {
	m := math.Inf(-1)
	for _, x := range v {
		m = max(m, x)
	}
	if math.IsInf(m, 0) {
		return m
	}
	sum := 0.0
	for _, x := range v {
		sum += math.Exp(x - m)
	}
	return m + math.Log(sum)
}

// softmax replaces v by e^v over its sum and returns the log of the sum.
func softmax(v []float64) float64 {
	l := logSumExp(v)
	for i := range v {
		v[i] = math.Exp(v[i] - l)
	}
	return l
}
