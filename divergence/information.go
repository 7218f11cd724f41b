package divergence

// Information in discrete joint distributions, and divergences of non-negative vectors.

import (
	"fmt"
	"math"
)

// Joint is the distribution of a pair (X, Y) of finitely many values each.
type Joint struct {
	p        [][]float64
	row, col []float64 // the marginals of X and Y
}

// NewJoint takes p[x][y], rows of one length, each entry in [0, 1], with sum one to 1e-9 (the rest is shared out).
func NewJoint(p [][]float64) (Joint, error) {
	var flat []float64
	for i, row := range p {
		if len(row) != len(p[0]) {
			return Joint{}, fmt.Errorf("divergence: %w: joint[%d] has %d entries, expected %d as in joint[0]", ErrParameter, i, len(row), len(p[0]))
		}
		for j, v := range row {
			if !(v >= 0 && v <= 1+sumTolerance) {
				return Joint{}, badParameter(fmt.Sprintf("joint[%d][%d]", i, j), v, "a probability in [0, 1]")
			}
		}
		flat = append(flat, row...)
	}
	flat, err := probabilities("joint", flat)
	if err != nil {
		return Joint{}, err
	}
	j := Joint{row: make([]float64, len(p)), col: make([]float64, len(p[0]))}
	for x := range p {
		j.p = append(j.p, flat[x*len(j.col):(x+1)*len(j.col)])
		for y, v := range j.p[x] {
			j.row[x] += v
			j.col[y] += v
		}
	}
	return j, nil
}

// MutualInformation is I(X;Y) = KL of the joint from the product of its marginals: the sum of gap(p(x,y), p(x) p(y)), 0 only where X and Y are
// independent.
func (j Joint) MutualInformation() float64 {
	sum := 0.0
	for x, row := range j.p {
		for y, v := range row {
			// Where p(x) p(y) underflows, v <= min(p(x), p(y)) is as negligible.
			if b := j.row[x] * j.col[y]; b > 0 {
				sum += gap(v, b)
			}
		}
	}
	return sum
}

// Entropy is H(X, Y).
func (j Joint) Entropy() float64 {
	sum := 0.0
	for _, row := range j.p {
		sum += entropyOf(row)
	}
	return sum
}

// EntropyX is H(X).
func (j Joint) EntropyX() float64 { return entropyOf(j.row) }

// EntropyY is H(Y).
func (j Joint) EntropyY() float64 { return entropyOf(j.col) }

// ConditionalEntropy is H(Y|X) = H(X, Y) - H(X), as the sum of p(x,y) log(p(x)/p(x,y)).
func (j Joint) ConditionalEntropy() float64 {
	sum := 0.0
	for x, row := range j.p {
		for _, v := range row {
			if v > 0 {
				sum += v * logRatio(j.row[x], v)
			}
		}
	}
	return max(sum, 0)
}

// entropyOf is -sum v log v.
func entropyOf(p []float64) float64 {
	sum := 0.0
	for _, v := range p {
		if v > 0 {
			sum -= v * math.Log(v)
		}
	}
	return max(sum, 0)
}

// GeneralizedKL is the sum of a log(a/b) - a + b over two vectors of non-negative numbers that need not sum to one (Csiszar 1991); +Inf where
// b is 0 and a is not.
func GeneralizedKL(a, b []float64) (float64, error) {
	return sumPairs(a, b, gap, func(name string, x float64) error {
		if !(x >= 0) || math.IsInf(x, 1) {
			return badParameter(name, x, "a finite number, 0 or more")
		}
		return nil
	})
}

// ItakuraSaito is the sum of a/b - 1 - log(a/b) over two vectors of positive numbers, such as power spectra (Itakura and Saito 1968).
func ItakuraSaito(a, b []float64) (float64, error) { return sumPairs(a, b, ratioGap, positive) }

// sumPairs checks two vectors of one length and adds up term.
func sumPairs(a, b []float64, term func(a, b float64) float64, check func(string, float64) error) (float64, error) {
	if err := sameLength("a", len(a), "b", len(b)); err != nil {
		return 0, err
	}
	if err := each("a", a, check); err != nil {
		return 0, err
	}
	if err := each("b", b, check); err != nil {
		return 0, err
	}
	sum := 0.0
	for i := range a {
		sum += term(a[i], b[i])
	}
	return sum, nil
}
