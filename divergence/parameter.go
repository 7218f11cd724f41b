package divergence

// Checks of parameters: every refusal names the entry and what is expected of it.

import (
	"errors"
	"fmt"
	"math"
)

// ErrParameter is wrapped by the errors of all constructors.
var ErrParameter = errors.New("invalid parameter")

// badParameter is an error about one entry.
func badParameter(entry string, got float64, want string) error {
	return fmt.Errorf("divergence: %w: %s = %v, expected %s", ErrParameter, entry, got, want)
}

// leastPositive is the least number with all of float64's digits, and whose inverse is finite.
const leastPositive = 0x1p-1022

// positive checks one value: finite and above 0, with all its digits.
func positive(name string, x float64) error {
	if !(x >= leastPositive) || math.IsInf(x, 1) {
		return badParameter(name, x, "a finite number above 0 (at least 2.2e-308)")
	}
	return nil
}

// finite checks one value.
func finite(name string, x float64) error {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return badParameter(name, x, "a finite number")
	}
	return nil
}

// each applies a check to every entry, named like mean[3], and refuses an empty vector.
func each(name string, xs []float64, check func(string, float64) error) error {
	if len(xs) == 0 {
		return fmt.Errorf("divergence: %w: %s is empty, expected at least one number", ErrParameter, name)
	}
	for i, x := range xs {
		if err := check(fmt.Sprintf("%s[%d]", name, i), x); err != nil {
			return err
		}
	}
	return nil
}

// sameLength checks two parameters that go together.
func sameLength(a string, na int, b string, nb int) error {
	if na != nb {
		return fmt.Errorf("divergence: %w: %s has %d entries and %s has %d, expected as many", ErrParameter, a, na, b, nb)
	}
	return nil
}

// sumTolerance is how far from one the sum of given probabilities may be.
const sumTolerance = 1e-9

// probabilities checks and copies a vector of probabilities; what the sum lacks of one, within the tolerance, is shared out.
func probabilities(name string, p []float64) ([]float64, error) {
	sum := 0.0
	err := each(name, p, func(entry string, x float64) error {
		sum += x
		if !(x >= 0 && x <= 1+sumTolerance) {
			return badParameter(entry, x, "a probability in [0, 1]")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !(math.Abs(sum-1) <= sumTolerance) {
		return nil, badParameter("the sum of "+name, sum, "1 (to 1e-9); divide each by the sum, or give logits to NewCategoricalLogits")
	}
	out := append([]float64(nil), p...)
	// Rounding in the sum alone must not change 0.5 into its neighbour.
	if math.Abs(sum-1) > 0x1p-52*float64(len(p)) {
		for i := range out {
			out[i] /= sum
		}
	}
	return out, nil
}
