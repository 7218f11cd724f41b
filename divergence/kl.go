package divergence

// The Kullback-Leibler divergence in closed form, by a table keyed by the pair of families.

import (
	"errors"
	"fmt"
	"math"
)

// ErrNoClosedForm is wrapped by errors about a pair without a closed form. KLMonteCarlo and KLQuadrature, or the methods MonteCarlo and
// Quadrature of a Divergence, compute such pairs; nothing falls back to them by itself.
var ErrNoClosedForm = errors.New("no closed form")

// ErrIncomparable is wrapped by errors about distributions of different dimensions or kinds.
var ErrIncomparable = errors.New("not comparable")

// errNil is for a distribution that is not there.
var errNil = fmt.Errorf("divergence: %w: a distribution is nil", ErrIncomparable)

// pair is the families of p and q, in this order.
type pair struct{ p, q Family }

// rule is a closed form for one pair of families; ok is false where it does not cover these two.
type rule func(p, q Distribution) (value float64, ok bool)

// exact makes a rule of a function of two families' own types.
func exact[P, Q Distribution](f func(P, Q) float64) rule {
	return func(p, q Distribution) (float64, bool) {
		a, okP := p.(P)
		b, okQ := q.(Q)
		if !okP || !okQ {
			return 0, false
		}
		return f(a, b), true
	}
}

// KL is the Kullback-Leibler divergence E_p log p(X)/q(X) of q from p, in nats (Kullback and Leibler 1951): never negative, 0 only where
// p = q, and +Inf, without an error, where p has mass that q has not. The errors wrap ErrIncomparable, or ErrNoClosedForm where the
// package doc's table has no formula for the pair.
func KL(p, q Distribution) (float64, error) {
	if err := checkPair(p, q); err != nil {
		return 0, err
	}
	if !q.Support().Contains(p.Support()) {
		return math.Inf(1), nil
	}
	a, isProduct := p.(Product)
	b, alsoProduct := q.(Product)
	if isProduct && alsoProduct {
		return klProduct(a, b)
	}
	if f, ok := closedKL[pair{p.Family(), q.Family()}]; ok {
		if v, ok := f(p, q); ok {
			return number("KL", v, p, q)
		}
	}
	return 0, noClosedForm("KL", p, q)
}

// klProduct is the sum of the components' divergences, the chain rule for independent coordinates. Where one is infinite, so is the sum.
func klProduct(p, q Product) (float64, error) {
	if len(p.components) != len(q.components) {
		return 0, fmt.Errorf("divergence: %w: products of %d and %d components", ErrIncomparable, len(p.components), len(q.components))
	}
	sum := 0.0
	for i := range p.components {
		v, err := KL(p.components[i], q.components[i])
		if err != nil {
			return 0, fmt.Errorf("component %d: %w", i, err)
		}
		sum += v
	}
	return sum, nil
}

// checkPair refuses pairs that have no common base measure, which are mistakes far more often than infinite divergences.
func checkPair(p, q Distribution) error {
	if p == nil || q == nil {
		return errNil
	}
	if p.Dim() != q.Dim() {
		return fmt.Errorf("divergence: %w: the %s distribution has dimension %d and the %s distribution %d", ErrIncomparable, p.Family(), p.Dim(), q.Family(), q.Dim())
	}
	if !p.Support().sameMeasure(q.Support()) {
		return fmt.Errorf("divergence: %w: densities on %v (%s) and on %v (%s) have no common measure", ErrIncomparable,
			p.Support(), p.Family(), q.Support(), q.Family())
	}
	a, finiteP := p.(enumerable)
	b, finiteQ := q.(enumerable)
	if finiteP && finiteQ {
		if n, m := len(a.finiteMasses().p), len(b.finiteMasses().p); n != m {
			return fmt.Errorf("divergence: %w: %d categories and %d; give the shorter one probabilities of 0", ErrIncomparable, n, m)
		}
	}
	return nil
}

// ErrOverflow is wrapped by errors about parameters so extreme that a formula's terms are infinite with both signs.
var ErrOverflow = errors.New("terms beyond float64")

// number passes a result on unless it is NaN.
func number(name string, v float64, p, q Distribution) (float64, error) {
	if math.IsNaN(v) {
		return 0, fmt.Errorf("divergence: %w: %s of %s and %s; rescale the parameters, and make distributions by their constructors only",
			ErrOverflow, name, p.Family(), q.Family())
	}
	return v, nil
}

// noClosedForm says what to call instead.
func noClosedForm(name string, p, q Distribution) error {
	instead := "MonteCarlo"
	if p.Dim() == 1 {
		instead = "MonteCarlo or Quadrature"
	}
	if name == "KL" {
		instead = "KLMonteCarlo"
		if p.Dim() == 1 {
			instead = "KLMonteCarlo or KLQuadrature"
		}
	}
	return fmt.Errorf("divergence: %w: %s of %s and %s; use %s", ErrNoClosedForm, name, p.Family(), q.Family(), instead)
}
