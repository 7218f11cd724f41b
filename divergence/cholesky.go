package divergence

// Lower triangular factors of covariances.

import (
	"fmt"
	"math"
)

// lower is a lower triangular d by d matrix, row-major, with a positive diagonal.
type lower struct {
	d int
	a []float64
}

// at is entry (i, j), j <= i.
func (l lower) at(i, j int) float64 { return l.a[i*l.d+j] }

// symmetryTolerance is how far, relative to the standard deviations, entries (i, j) and (j, i) may be apart: they are averaged.
const symmetryTolerance = 1e-9

// cholesky factors a covariance into L L^T, or says which entry makes it none. Only square roots of the diagonal set the scale, so that
// variances of 1e-150 and 1e150 may stand side by side.
func cholesky(cov [][]float64) (lower, error) {
	l := lower{len(cov), make([]float64, len(cov)*len(cov))}
	if err := checkSymmetric(cov); err != nil {
		return l, err
	}
	for i := range cov {
		for j := 0; j <= i; j++ {
			s := cov[i][j]/2 + cov[j][i]/2
			for k := 0; k < j; k++ {
				s -= l.at(i, k) * l.at(j, k)
			}
			if j < i {
				l.a[i*l.d+j] = s / l.at(j, j)
				continue
			}
			if !(s > 0) {
				return l, fmt.Errorf("divergence: %w: covariance is not positive definite: its leading %d by %d block has pivot %v, expected above 0",
					ErrParameter, i+1, i+1, s)
			}
			l.a[i*l.d+i] = math.Sqrt(s)
		}
	}
	return l, nil
}

// checkSymmetric refuses what cannot be a covariance before factoring it.
func checkSymmetric(cov [][]float64) error {
	for i, row := range cov {
		if len(row) != len(cov) {
			return fmt.Errorf("divergence: %w: covariance[%d] has %d entries, expected %d, as many as rows", ErrParameter, i, len(row), len(cov))
		}
		if err := each(fmt.Sprintf("covariance[%d]", i), row, finite); err != nil {
			return err
		}
		if err := positive(fmt.Sprintf("covariance[%d][%d]", i, i), row[i]); err != nil {
			return err
		}
		for j := range i {
			scale := math.Sqrt(row[i]) * math.Sqrt(cov[j][j])
			if math.Abs(row[j]-cov[j][i]) > symmetryTolerance*scale {
				return badParameter(fmt.Sprintf("covariance[%d][%d]", i, j), row[j], fmt.Sprintf("covariance[%d][%d] = %v, for symmetry", j, i, cov[j][i]))
			}
		}
	}
	return nil
}

// solve returns L^-1 b by forward substitution; x_i = (b_i - sum over k < i of L_ik x_k) / L_ii.
func (l lower) solve(b []float64) []float64 {
	x := make([]float64, l.d)
	for i := range x {
		s := b[i]
		for k := range i {
			s -= l.at(i, k) * x[k]
		}
		x[i] = s / l.at(i, i)
	}
	return x
}

// over returns m^-1 L of two factors, again lower triangular, with its columns solved one by one. Its diagonal is L_ii / m_ii exactly as divided.
func (l lower) over(m lower) lower {
	out := lower{l.d, make([]float64, l.d*l.d)}
	for j := range l.d {
		for i := j; i < l.d; i++ {
			s := l.at(i, j)
			for k := j; k < i; k++ {
				s -= m.at(i, k) * out.at(k, j)
			}
			out.a[i*l.d+j] = s / m.at(i, i)
		}
	}
	return out
}

// diagonalLower is the factor of independent coordinates.
func diagonalLower(std []float64) lower {
	l := lower{len(std), make([]float64, len(std)*len(std))}
	for i, s := range std {
		l.a[i*l.d+i] = s
	}
	return l
}
