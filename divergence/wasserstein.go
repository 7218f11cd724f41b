package divergence

// The Wasserstein distance between normal distributions.

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Wasserstein2 is the 2-Wasserstein distance between normal distributions of any form, in the units of x (not squared): the root of
//
//	|m_p - m_q|^2 + tr(P + Q - 2 (P^1/2 Q P^1/2)^1/2)
//
// for covariances P, Q (Dowson and Landau 1982; Olkin and Pukelsheim 1982). Other families give an error that wraps ErrNoClosedForm.
func Wasserstein2(p, q Distribution) (float64, error) {
	if err := checkPair(p, q); err != nil {
		return 0, err
	}
	if a, b, ok := bothDiagonal(p, q); ok {
		distance := 0.0
		for i := range a.mean {
			distance = math.Hypot(distance, math.Hypot(a.mean[i]-b.mean[i], a.std[i]-b.std[i]))
		}
		return distance, nil
	}
	a, okP := asGaussian(p)
	b, okQ := asGaussian(q)
	if !okP || !okQ {
		return 0, fmt.Errorf("divergence: %w: 2-Wasserstein distance of %s and %s; it is known for normal distributions", ErrNoClosedForm, p.Family(), q.Family())
	}
	bures, err := buresDistance(a.factor, b.factor)
	if err != nil {
		return 0, err
	}
	distance := bures
	for _, d := range difference(a.mean, b.mean) {
		distance = math.Hypot(distance, d)
	}
	return distance, nil
}

// buresDistance is the least |L_p - L_q U| over orthogonal U (Bhatia, Jain and Lim 2019), a norm and so free of cancellation: with
// L_q^T L_p = W S V^T, U = W V^T.
func buresDistance(p, q lower) (float64, error) {
	var product, w, v, u, turned mat.Dense
	product.Mul(q.dense().T(), p.dense())
	var svd mat.SVD
	if !svd.Factorize(&product, mat.SVDFull) {
		return 0, fmt.Errorf("divergence: %w: singular values of a product of covariance factors", ErrNotConverged)
	}
	svd.UTo(&w)
	svd.VTo(&v)
	u.Mul(&w, v.T())
	turned.Mul(q.dense(), &u)
	turned.Sub(p.dense(), &turned)
	return mat.Norm(&turned, 2), nil
}

// bothDiagonal gives two normal distributions of independent coordinates.
func bothDiagonal(p, q Distribution) (a, b DiagonalNormal, ok bool) {
	a, okP := asDiagonal(p)
	b, okQ := asDiagonal(q)
	return a, b, okP && okQ
}

// asDiagonal is a normal distribution of independent coordinates.
func asDiagonal(p Distribution) (DiagonalNormal, bool) {
	switch d := p.(type) {
	case Normal:
		return DiagonalNormal{[]float64{d.mean}, []float64{d.std}}, true
	case DiagonalNormal:
		return d, true
	}
	return DiagonalNormal{}, false
}
