package vi

// Linear Gaussian models, in which every term of the identity has a closed form.

import (
	"fmt"
	"math"
	"slices"

	"vae/divergence"
)

// LinearGaussian is the model
//
//	z ~ N(m, S),  x | z ~ N(W z + b, s I)
//
// with x of D numbers and z of Z. With a standard normal prior it is probabilistic principal component analysis (Tipping and Bishop 1999);
// with W the matrix of inputs and z the weights, Bayesian linear regression.
type LinearGaussian struct {
	prior     divergence.MultivariateNormal
	precision [][]float64 // S^-1
	w         [][]float64
	b         []float64
	s         float64
}

// NewLinearGaussian makes a model of a prior of Z coordinates, D rows w of Z numbers, an offset b of D numbers and a noise variance s > 0.
func NewLinearGaussian(prior divergence.MultivariateNormal, w [][]float64, b []float64, s float64) (LinearGaussian, error) {
	if !(s > 0) || math.IsInf(s, 1) {
		return LinearGaussian{}, fmt.Errorf("vi: noise variance %g: give a finite number above 0", s)
	}
	if len(w) == 0 || len(w) != len(b) {
		return LinearGaussian{}, fmt.Errorf("vi: %d rows of w and %d offsets: give one of each for each feature", len(w), len(b))
	}
	for i, row := range w {
		if len(row) != prior.Dim() {
			return LinearGaussian{}, fmt.Errorf("vi: row %d of w has %d numbers, the prior %d coordinates", i, len(row), prior.Dim())
		}
	}
	l, err := factorise(prior.Covariance())
	if err != nil {
		return LinearGaussian{}, fmt.Errorf("vi: the prior: %w", err)
	}
	return LinearGaussian{prior, l.inverse(), w, slices.Clone(b), s}, nil
}

// NewPPCA is probabilistic principal component analysis: a prior N(0, I), loadings w of D rows, the data's mean and the noise variance.
func NewPPCA(w [][]float64, mean []float64, s float64) (LinearGaussian, error) {
	if len(w) == 0 || len(w[0]) == 0 {
		return LinearGaussian{}, fmt.Errorf("vi: no loadings")
	}
	prior, err := isotropic(len(w[0]), 1)
	if err != nil {
		return LinearGaussian{}, err
	}
	return NewLinearGaussian(prior, w, mean, s)
}

// NewBayesianRegression has the weights as its latent z ~ N(0, v I), and the responses to the rows of inputs as its x.
func NewBayesianRegression(inputs [][]float64, v, s float64) (LinearGaussian, error) {
	if len(inputs) == 0 || len(inputs[0]) == 0 {
		return LinearGaussian{}, fmt.Errorf("vi: no inputs")
	}
	prior, err := isotropic(len(inputs[0]), v)
	if err != nil {
		return LinearGaussian{}, err
	}
	return NewLinearGaussian(prior, inputs, make([]float64, len(inputs)), s)
}

// isotropic is N(0, v I).
func isotropic(n int, v float64) (divergence.MultivariateNormal, error) {
	cov := square(n)
	for i := range cov {
		cov[i][i] = v
	}
	return divergence.NewMultivariateNormal(make([]float64, n), cov)
}

// Prior is the distribution of z.
func (m LinearGaussian) Prior() divergence.MultivariateNormal { return m.prior }

// Marginal is the distribution of x, N(W m + b, W S W^T + s I).
func (m LinearGaussian) Marginal() (divergence.MultivariateNormal, error) {
	mean, cov := m.predict(m.prior.Mean()), square(len(m.w))
	s := m.prior.Covariance()
	for i, wi := range m.w {
		for j, wj := range m.w {
			cov[i][j] = bilinear(wi, s, wj)
		}
		cov[i][i] += m.s
	}
	return divergence.NewMultivariateNormal(mean, cov)
}

// Posterior is the distribution of z given x, N(A^-1 (S^-1 m + W^T (x-b)/s), A^-1) with A = S^-1 + W^T W / s (Bishop 2006, 2.116).
func (m LinearGaussian) Posterior(x []float64) (divergence.MultivariateNormal, error) {
	if err := m.check(x); err != nil {
		return divergence.MultivariateNormal{}, err
	}
	n, mean := m.prior.Dim(), m.prior.Mean()
	a, rhs := square(n), make([]float64, n)
	for i := range n {
		rhs[i] = dot(m.precision[i], mean)
		copy(a[i], m.precision[i])
	}
	for k, row := range m.w {
		for i := range n {
			rhs[i] += row[i] * (x[k] - m.b[k]) / m.s
			for j := range n {
				a[i][j] += row[i] * row[j] / m.s
			}
		}
	}
	l, err := factorise(a)
	if err != nil {
		return divergence.MultivariateNormal{}, err
	}
	l.solve(rhs)
	l.solveTransposed(rhs)
	return divergence.NewMultivariateNormal(rhs, l.inverse())
}

// ELBO is E_q log p(x|z) - KL(q || prior), for any normal q of Z coordinates:
//
//	-D/2 log(2 pi s) - (|x - b - W mean|^2 + sum over features of w cov w^T) / 2s - KL(q || N(m, S))
func (m LinearGaussian) ELBO(x []float64, q divergence.MultivariateNormal) (float64, error) {
	if err := m.check(x); err != nil {
		return 0, err
	}
	kl, err := divergence.KL(q, m.prior)
	if err != nil {
		return 0, err
	}
	fit, cov := m.predict(q.Mean()), q.Covariance()
	sum := -float64(len(x)) / 2 * (log2Pi + math.Log(m.s))
	for i, row := range m.w {
		d := x[i] - fit[i]
		sum -= (d*d + bilinear(row, cov, row)) / (2 * m.s)
	}
	return sum - kl, nil
}

// Decompose computes the three terms of the identity for an example and a q.
func (m LinearGaussian) Decompose(x []float64, q divergence.MultivariateNormal) (Decomposition, error) {
	posterior, err := m.Posterior(x)
	if err != nil {
		return Decomposition{}, err
	}
	marginal, err := m.Marginal()
	if err != nil {
		return Decomposition{}, err
	}
	elbo, err := m.ELBO(x, q)
	if err != nil {
		return Decomposition{}, err
	}
	kl, err := divergence.KL(q, posterior)
	return Decomposition{Evidence: marginal.LogProb(x...), ELBO: elbo, KL: kl}, err
}

// predict is W z + b.
func (m LinearGaussian) predict(z []float64) []float64 {
	x := slices.Clone(m.b)
	for i, row := range m.w {
		x[i] += dot(row, z)
	}
	return x
}

func (m LinearGaussian) check(x []float64) error {
	if len(x) != len(m.w) {
		return fmt.Errorf("vi: an example of %d numbers, the model has %d", len(x), len(m.w))
	}
	return nil
}

// bilinear is a^T s b.
func bilinear(a []float64, s [][]float64, b []float64) float64 {
	sum := 0.0
	for i, row := range s {
		sum += a[i] * dot(row, b)
	}
	return sum
}
