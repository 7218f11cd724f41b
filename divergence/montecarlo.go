package divergence

// KL from draws of p and both densities.

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Estimate is a Monte Carlo result.
type Estimate struct {
	Value     float64 // nats
	StdErr    float64 // standard error of Value: 0 where Value is infinite
	Samples   int
	Estimator string // what was averaged
}

// String is "value +- standard error (estimator, samples)".
func (e Estimate) String() string {
	return fmt.Sprintf("%.6g +- %.2g (%s, %d samples)", e.Value, e.StdErr, e.Estimator, e.Samples)
}

// KLMonteCarlo estimates KL(p||q) from n draws of p by averaging r - 1 - log r, r = q(x)/p(x). The term r - 1 has expectation 0 and a value of
// opposite sign to -log r where p and q are alike, so that every summand is non-negative and of second order in their difference (Schulman
// 2020). Two conditions: q must have no mass where p has none, or the expectation is not 0, which is refused; and q must not be much wider
// than p (for normals, a variance below twice p's), or the standard error, itself estimated, has no finite expectation. KLMonteCarloLogRatio
// is for the rest. The errors wrap ErrIncomparable, ErrParameter for n < 2, or ErrOverflow where a draw was rounded onto a singular point.
func KLMonteCarlo(p, q Distribution, n int, src rand.Source) (Estimate, error) {
	if err := checkPair(p, q); err != nil {
		return Estimate{}, err
	}
	if !p.Support().Contains(q.Support()) && q.Support().Contains(p.Support()) {
		return Estimate{}, fmt.Errorf("divergence: %w: q (%s on %v) has mass outside p (%s on %v), where r - 1 - log r is biased; use KLMonteCarloLogRatio",
			ErrIncomparable, q.Family(), q.Support(), p.Family(), p.Support())
	}
	return klAverage(p, q, n, src, "r - 1 - log r", func(logRatio float64) float64 { return expGap(logRatio) })
}

// KLMonteCarloLogRatio estimates KL(p||q) from n draws of p by averaging -log r, r = q(x)/p(x), the definition itself: unbiased whatever the
// supports, of higher variance where p and q are alike, and possibly negative.
func KLMonteCarloLogRatio(p, q Distribution, n int, src rand.Source) (Estimate, error) {
	if err := checkPair(p, q); err != nil {
		return Estimate{}, err
	}
	return klAverage(p, q, n, src, "-log r", func(logRatio float64) float64 { return -logRatio })
}

// klAverage averages term(log q(x)/p(x)) over draws of p.
func klAverage(p, q Distribution, n int, src rand.Source, name string, term func(float64) float64) (Estimate, error) {
	if n < 2 {
		return Estimate{}, badParameter("n", float64(n), "2 or more samples, for a standard error")
	}
	var a average
	infinite := !q.Support().Contains(p.Support())
	x := make([]float64, p.Dim())
	for range n {
		p.Sample(src, x)
		lp, lq := p.LogProb(x...), q.LogProb(x...)
		if math.IsInf(lq, -1) {
			infinite = true
			break
		}
		if math.IsInf(lp, 1) || math.IsInf(lq, 1) {
			return Estimate{}, singularDraw(p, q, x)
		}
		a.add(term(lq - lp))
	}
	if infinite {
		return Estimate{math.Inf(1), 0, n, name}, nil
	}
	v, err := number("KL by Monte Carlo", a.mean, p, q)
	return Estimate{v, a.stdErr(), n, name}, err
}

// singularDraw is about a draw so near a point of infinite density that it was rounded onto it: its log ratio cannot be told, and leaving it out
// would bias the average.
func singularDraw(p, q Distribution, x []float64) error {
	return fmt.Errorf("divergence: %w: for %s and %s a draw was rounded to %v, where a density is infinite; use a closed form, or quadrature", ErrOverflow,
		p.Family(), q.Family(), x)
}

// average is a running mean and sum of squared deviations (Welford 1962).
type average struct{ n, mean, squares float64 }

// add takes one value in.
func (a *average) add(x float64) {
	a.n++
	d := x - a.mean
	a.mean += d / a.n
	a.squares += d * (x - a.mean)
}

// stdErr is the standard error of the mean.
func (a *average) stdErr() float64 { return math.Sqrt(a.squares / (a.n - 1) / a.n) }
