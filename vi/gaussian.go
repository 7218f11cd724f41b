package vi

// Normal densities by the Cholesky factor of their covariance.

import (
	"math"
	"slices"

	"vae/divergence"
)

// GaussianFamily is all normal densities N(m, L L^T) of some number of dimensions. theta is m, then the logs of L's diagonal, then what is below
// the diagonal row by row; any real numbers are a density.
type GaussianFamily struct{ dim int }

// NewGaussianFamily is the family of normal densities of points of dim >= 1 numbers.
func NewGaussianFamily(dim int) GaussianFamily {
	if dim < 1 {
		panic("vi: a family of no dimensions")
	}
	return GaussianFamily{dim}
}

// Dim is the length of a point.
func (f GaussianFamily) Dim() int { return f.dim }

// Parameters is Dim + Dim (Dim + 1) / 2.
func (f GaussianFamily) Parameters() int { return f.dim + f.dim*(f.dim+1)/2 }

// Start is the theta of N(mean, std^2 I).
func (f GaussianFamily) Start(mean []float64, std float64) []float64 {
	theta := make([]float64, f.Parameters())
	copy(theta, mean)
	for i := range f.dim {
		theta[f.dim+i] = math.Log(std)
	}
	return theta
}

// At is the density of a theta, a *Gaussian.
func (f GaussianFamily) At(theta []float64) Density { return f.at(theta) }

func (f GaussianFamily) at(theta []float64) *Gaussian {
	if len(theta) != f.Parameters() {
		panic("vi: a theta of another length than the family has parameters")
	}
	d, l := f.dim, factor(square(f.dim))
	below := theta[2*d:]
	for i := range d {
		l[i][i] = math.Exp(theta[d+i])
		copy(l[i][:i], below)
		below = below[i:]
	}
	return newGaussian(slices.Clone(theta[:d]), l)
}

// Gaussian is a normal density.
type Gaussian struct {
	mean []float64
	l    factor
	norm float64 // log density at the mean
	a, b []float64
}

// NewGaussian makes the density of a mean and a covariance.
func NewGaussian(mean []float64, covariance [][]float64) (*Gaussian, error) {
	if _, err := divergence.NewMultivariateNormal(mean, covariance); err != nil {
		return nil, err
	}
	l, err := factorise(covariance)
	if err != nil {
		return nil, err
	}
	return newGaussian(slices.Clone(mean), l), nil
}

func newGaussian(mean []float64, l factor) *Gaussian {
	d := len(mean)
	return &Gaussian{mean: mean, l: l, norm: -l.logDet() - float64(d)*log2Pi/2, a: make([]float64, d), b: make([]float64, d)}
}

// Dim is the length of a point.
func (g *Gaussian) Dim() int { return len(g.mean) }

// Mean is a copy of the expectations.
func (g *Gaussian) Mean() []float64 { return slices.Clone(g.mean) }

// Covariance is L L^T.
func (g *Gaussian) Covariance() [][]float64 { return g.l.product() }

// Theta is the density's parameters in a GaussianFamily.
func (g *Gaussian) Theta() []float64 {
	theta := slices.Clone(g.mean)
	for i := range g.l {
		theta = append(theta, math.Log(g.l[i][i]))
	}
	for i, row := range g.l {
		theta = append(theta, row[:i]...)
	}
	return theta
}

// Distribution is the divergence.MultivariateNormal.
func (g *Gaussian) Distribution() (divergence.Distribution, error) {
	return divergence.NewMultivariateNormal(g.mean, g.Covariance())
}

// whiten sets g.a to y = L^-1 (x - m) and returns the log density. A Gaussian serves one goroutine at a time.
func (g *Gaussian) whiten(x []float64) float64 {
	for i := range g.a {
		g.a[i] = x[i] - g.mean[i]
	}
	g.l.solve(g.a)
	return g.norm - dot(g.a, g.a)/2
}

// LogProb is -|L^-1 (x - m)|^2/2 - log det L - Dim log(2 pi)/2.
func (g *Gaussian) LogProb(x ...float64) float64 { return g.whiten(x) }

// Gradient is -L^-T y with y = L^-1 (x - m).
func (g *Gaussian) Gradient(dst, x []float64) {
	g.whiten(x)
	for i, y := range g.a {
		dst[i] = -y
	}
	g.l.solveTransposed(dst)
}

// Score is, with y = L^-1 (x - m) and u = L^-T y,
//
//	d/dm = u,  d/d log L_ii = u_i y_i L_ii - 1,  d/dL_ij = u_i y_j
func (g *Gaussian) Score(dst, x []float64) float64 {
	logp := g.whiten(x)
	copy(g.b, g.a)
	g.l.solveTransposed(g.b)
	clear(dst)
	g.pullback(dst, g.b, g.a)
	for i := range g.mean {
		dst[len(g.mean)+i]--
	}
	return logp
}

// Draw is m + L eps.
func (g *Gaussian) Draw(x []float64, _ float64, eps []float64) {
	for i, row := range g.l {
		x[i] = g.mean[i] + dot(row[:i+1], eps)
	}
}

// pullback is dm = dx, dL_ij = dx_i eps_j, and L_ii of it for the log of the diagonal.
func (g *Gaussian) pullback(dst, dx, eps []float64) {
	d := len(g.mean)
	below := dst[2*d:]
	for i, row := range g.l {
		dst[i] += dx[i]
		dst[d+i] += dx[i] * eps[i] * row[i]
		for j := range i {
			below[j] += dx[i] * eps[j]
		}
		below = below[i:]
	}
}

// addEntropyGradient is scale for the logs of the diagonal: the entropy is their sum and a constant.
func (g *Gaussian) addEntropyGradient(dst []float64, scale float64) {
	for i := range g.mean {
		dst[len(g.mean)+i] += scale
	}
}

// Entropy is log det L + Dim log(2 pi e)/2.
func (g *Gaussian) Entropy() float64 { return float64(len(g.mean))/2 - g.norm }
