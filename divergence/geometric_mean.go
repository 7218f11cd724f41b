package divergence

// The geometric means that take more than blending parameters.

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// meanNormal has precision a/s_p^2 + (1-a)/s_q^2 and the mean weighted by the two, relative to the more precise of both so that nothing overflows.
func meanNormal(p, q Normal, a float64) (Normal, error) {
	if p.std > q.std {
		p, q, a = q, p, 1-a
	}
	r := p.std / q.std
	other := (1 - a) * r * r
	precision := a + other
	if a == 0 {
		return q, nil
	}
	return NewNormal(p.mean+other/precision*(q.mean-p.mean), p.std/math.Sqrt(precision))
}

// meanDiagonal is meanNormal a coordinate.
func meanDiagonal(p, q DiagonalNormal, a float64) (Distribution, float64) {
	g := DiagonalNormal{make([]float64, len(p.mean)), make([]float64, len(p.mean))}
	for i := range g.mean {
		n, err := meanNormal(Normal{p.mean[i], p.std[i]}, Normal{q.mean[i], q.std[i]}, a)
		if err != nil {
			return nil, math.Inf(1)
		}
		g.mean[i], g.std[i] = n.mean, n.std
	}
	return g, 0
}

// meanMultivariate takes coordinates in which q is standard and p diagonal: with L_q^-1 L_p = W diag(s) V^T, x = m_q + L_q W y makes q's
// covariance I and p's diag(s^2). There the mean is meanDiagonal; back again, its factor is L_q W diag(g), made triangular by QR.
func meanMultivariate(p, q MultivariateNormal, a float64) (Distribution, float64) {
	d := len(p.mean)
	var svd mat.SVD
	if !svd.Factorize(p.factor.over(q.factor).dense(), mat.SVDThin) {
		return nil, math.NaN()
	}
	var w mat.Dense
	svd.UTo(&w)
	s, shift := svd.Values(nil), q.factor.solve(difference(p.mean, q.mean))

	basis := mat.NewDense(d, d, nil) // L_q W
	basis.Mul(q.factor.dense(), &w)
	mean, scaled := append([]float64(nil), q.mean...), mat.NewDense(d, d, nil)
	for j := range d {
		along := 0.0
		for i := range d {
			along += w.At(i, j) * shift[i]
		}
		n, err := meanNormal(Normal{along, s[j]}, Normal{0, 1}, a)
		if err != nil {
			return nil, math.Inf(1)
		}
		for i := range d {
			mean[i] += basis.At(i, j) * n.mean
			scaled.Set(i, j, basis.At(i, j)*n.std)
		}
	}
	return MultivariateNormal{mean, triangular(scaled)}, 0
}

// dense is the factor as gonum's matrix.
func (l lower) dense() *mat.Dense { return mat.NewDense(l.d, l.d, l.a) }

// triangular is the lower triangular L with L L^T = M M^T: M^T = Q R and L = R^T, its signs chosen to make the diagonal positive.
func triangular(m *mat.Dense) lower {
	d, _ := m.Dims()
	var qr mat.QR
	qr.Factorize(m.T())
	var r mat.Dense
	qr.RTo(&r)
	l := lower{d, make([]float64, d*d)}
	for i := range d {
		for j := 0; j <= i; j++ {
			l.a[i*d+j] = math.Copysign(1, r.At(j, j)) * r.At(j, i)
		}
	}
	return l
}

// meanCategorical blends log probabilities. A value that either excludes is excluded, but where q excludes what p allows and its exponent is
// negative the sum diverges.
func meanCategorical(p, q Categorical, a float64) (Distribution, float64) {
	logits := make([]float64, len(p.mass.log))
	for i, lp := range p.mass.log {
		lq := q.mass.log[i]
		switch {
		case math.IsInf(lp, -1):
			logits[i] = lp
		case math.IsInf(lq, -1):
			if a > 1 {
				return nil, math.Inf(1)
			}
			logits[i] = lq
		default:
			logits[i] = blend(lp, lq, a)
		}
	}
	g, err := NewCategoricalLogits(logits)
	if err != nil {
		return nil, math.Inf(-1)
	}
	return g, 0
}

// meanUniform is uniform where both are positive.
func meanUniform(p, q Uniform, a float64) (Distribution, float64) {
	if a > 1 && !q.Support().Contains(p.Support()) {
		return nil, math.Inf(1)
	}
	g, err := NewUniform(max(p.low, q.low), min(p.high, q.high))
	if err != nil {
		return nil, math.Inf(-1)
	}
	return g, 0
}
