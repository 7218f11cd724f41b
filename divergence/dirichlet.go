package divergence

// The Dirichlet distribution.

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Dirichlet is the distribution of density proportional to the product of x_i^(concentration_i - 1) on the simplex, with respect to length
// in all coordinates but the last.
type Dirichlet struct{ concentration []float64 }

// NewDirichlet returns the Dirichlet distribution of two or more concentrations, each finite and above 0.
func NewDirichlet(concentration []float64) (Dirichlet, error) {
	if err := each("concentration", concentration, positive); err != nil {
		return Dirichlet{}, err
	}
	if len(concentration) < 2 {
		return Dirichlet{}, badParameter("the length of concentration", 1, "2 or more")
	}
	return Dirichlet{slices.Clone(concentration)}, nil
}

// Concentration is a copy of the parameters.
func (d Dirichlet) Concentration() []float64 { return slices.Clone(d.concentration) }

// Family is DirichletFamily.
func (d Dirichlet) Family() Family { return DirichletFamily }

// Dim is the number of concentrations.
func (d Dirichlet) Dim() int { return len(d.concentration) }

// Support is the simplex.
func (d Dirichlet) Support() Support {
	axes := make([]Axis, len(d.concentration))
	for i := range axes {
		axes[i].High = 1
	}
	return Support{Axes: axes, Simplex: true}
}

// LogProb is the log density at a point whose coordinates are not negative and sum to one (to 1e-9), -Inf elsewhere. Where the limits on
// an edge disagree it is -Inf.
func (d Dirichlet) LogProb(x ...float64) float64 {
	checkPoint(x, len(d.concentration))
	sum := 0.0
	for _, v := range x {
		if !(v >= 0) {
			return math.Inf(-1)
		}
		sum += v
	}
	if !(math.Abs(sum-1) <= sumTolerance) {
		return math.Inf(-1)
	}
	return logDirichlet(d.concentration, x)
}

// logDirichlet is the log density of shapes a at a point of the simplex: with n their sum, every factor but the last of
//
//	product of n^a_i x_i^(a_i - 1) e^(-n x_i) / Gamma(a_i), over the same of n, 1
//
// is a gamma density, and the last is that of a gamma of shape n at its own mean.
func logDirichlet(a, x []float64) float64 {
	n, sum, infinite := total(a), 0.0, false
	for i := range a {
		term := shapeDensity(a[i], n, x[i])
		switch {
		case math.IsInf(term, -1):
			return term
		case math.IsInf(term, 1):
			infinite = true
		}
		sum += term
	}
	if infinite {
		return math.Inf(1)
	}
	return sum - shapeDensity(n, n, 1)
}

// total is the sum of a vector.
func total(a []float64) float64 {
	sum := 0.0
	for _, v := range a {
		sum += v
	}
	return sum
}

// Sample draws normalised gamma numbers.
func (d Dirichlet) Sample(src rand.Source, x []float64) {
	checkPoint(x, len(d.concentration))
	drawDirichlet(d.concentration, src, x)
}

// drawDirichlet normalises gamma draws by their logarithms: log g = log g' + log(u)/a, where g' has shape a + 1 (Marsaglia and Tsang 2000),
// so that shapes far below 1 draw near a corner and not 0/0.
func drawDirichlet(a []float64, src rand.Source, x []float64) {
	r := rand.New(src)
	for i := range x {
		g := distuv.Gamma{Alpha: a[i] + 1, Beta: 1, Src: src}.Rand()
		x[i] = math.Log(g) - min(r.ExpFloat64()/a[i], math.MaxFloat64/2)
	}
	norm := logSumExp(x)
	for i := range x {
		x[i] = math.Exp(x[i] - norm)
	}
}

// Entropy is log B(a) + (n - Dim) psi(n) - sum of (a_i - 1) psi(a_i), n the sum of the a_i.
func (d Dirichlet) Entropy() float64 { return dirichletEntropy(d.concentration) }

// dirichletEntropy is sum of h(a_i) - h(n) - (k-1) psi(n), h the entropy of a gamma distribution of rate 1.
func dirichletEntropy(a []float64) float64 {
	n := total(a)
	sum := -shapeEntropy(n) - float64(len(a)-1)*Digamma(n)
	for _, v := range a {
		sum += shapeEntropy(v)
	}
	return sum
}
