package divergence

// The divergences besides KL, each as one value that says how to compute it in closed form, by quadrature and by Monte Carlo.

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Divergence is one measure of how two distributions differ. The caller chooses the method by name: Closed never approximates, and
// returns an error that wraps ErrNoClosedForm for pairs it has no formula for.
type Divergence struct {
	name   string
	err    error                                          // a refused parameter, reported by every method
	closed func(p, q Distribution) (float64, bool, error) // false: no closed form
	term   func(lp, lq float64) float64                   // the integrand, of first degree in (p, q) together
	finish func(integral float64) float64                 // from the integral to the divergence; nil for itself
}

// String is the name with its parameter.
func (d Divergence) String() string { return d.name }

// Closed is the divergence in closed form, in nats where it is an information. Infinite values are results, not errors.
func (d Divergence) Closed(p, q Distribution) (float64, error) {
	if d.err != nil {
		return 0, d.err
	}
	if err := checkPair(p, q); err != nil {
		return 0, err
	}
	v, ok, err := d.closed(p, q)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", d.name, err)
	}
	if !ok {
		return 0, noClosedForm(d.name, p, q)
	}
	return number(d.name, v, p, q)
}

// Quadrature is the divergence by numerical integration over both supports (one dimension), or by summation where they are discrete; its
// limits are KLQuadrature's.
func (d Divergence) Quadrature(p, q Distribution) (float64, error) {
	if d.err != nil {
		return 0, d.err
	}
	v, err := integrate(p, q, d.term)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", d.name, err)
	}
	return number(d.name, d.done(v), p, q)
}

// MonteCarlo estimates the divergence from n draws of the even mixture m of p and q, by averaging the integrand over m(x): both ratios p/m
// and q/m are at most 2, so no support is missed. An odd n is raised by one. The standard error of a transformed average is carried through the transformation.
func (d Divergence) MonteCarlo(p, q Distribution, n int, src rand.Source) (Estimate, error) {
	if d.err != nil {
		return Estimate{}, d.err
	}
	if err := checkPair(p, q); err != nil {
		return Estimate{}, err
	}
	if n < 2 {
		return Estimate{}, badParameter("n", float64(n), "2 or more samples, for a standard error")
	}
	n += n % 2
	name := d.name + " under the even mixture"
	var a average
	x := make([]float64, p.Dim())
	for i := range n {
		// Alternating is the mixture with the number from each side fixed, which only lowers the variance.
		if i%2 == 0 {
			p.Sample(src, x)
		} else {
			q.Sample(src, x)
		}
		lp, lq := p.LogProb(x...), q.LogProb(x...)
		if math.IsInf(lp, 1) || math.IsInf(lq, 1) {
			return Estimate{}, singularDraw(p, q, x)
		}
		lm := logAdd(lp, lq) - math.Ln2
		a.add(d.term(lp-lm, lq-lm))
	}
	v, se := d.done(a.mean), a.stdErr()
	if math.IsInf(v, 0) || math.IsInf(a.mean, 0) {
		return Estimate{v, 0, n, name}, nil
	}
	v, err := number(d.name, v, p, q)
	if d.finish != nil {
		se = math.Abs(d.finish(a.mean+se/1000)-d.finish(a.mean-se/1000)) * 500
	}
	return Estimate{v, se, n, name}, err
}

// done applies finish.
func (d Divergence) done(integral float64) float64 {
	if d.finish == nil {
		return integral
	}
	return d.finish(integral)
}

// logAdd is log(e^a + e^b).
func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(a, -1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}
