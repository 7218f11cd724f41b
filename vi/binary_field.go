package vi

// Pairwise fields of binary variables: Ising models.

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// BinaryField is the unnormalised distribution of spins s_i in {-1, +1} with
//
//	log f(s) = sum over i of b_i s_i + sum over i < j of J_ij s_i s_j
type BinaryField struct {
	bias     []float64
	coupling [][]float64
}

// maxSpins bounds the enumeration of 2^n states.
const maxSpins = 24

// NewBinaryField makes a field of biases b and couplings J, symmetric with a diagonal of zeros.
func NewBinaryField(bias []float64, coupling [][]float64) (BinaryField, error) {
	n := len(bias)
	if n == 0 || len(coupling) != n {
		return BinaryField{}, fmt.Errorf("vi: %d biases and %d rows of couplings", n, len(coupling))
	}
	f := BinaryField{slices.Clone(bias), square(n)}
	for i, row := range coupling {
		if len(row) != n {
			return BinaryField{}, fmt.Errorf("vi: row %d of the couplings has %d numbers, not %d", i, len(row), n)
		}
		copy(f.coupling[i], row)
	}
	for i, row := range coupling {
		if !finite(bias[i]) {
			return BinaryField{}, fmt.Errorf("vi: bias %d is %g", i, bias[i])
		}
		for j, v := range row {
			if !finite(v) || v != coupling[j][i] || i == j && v != 0 {
				return BinaryField{}, fmt.Errorf("vi: coupling %d, %d is %g: give a symmetric matrix of finite numbers with a diagonal of zeros", i, j, v)
			}
		}
	}
	return f, nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// NewGrid is the Ising model on a grid of rows by cols spins: neighbours have one coupling, all spins one bias.
func NewGrid(rows, cols int, coupling, bias float64) (BinaryField, error) {
	if rows < 1 || cols < 1 {
		return BinaryField{}, fmt.Errorf("vi: a grid of %d by %d", rows, cols)
	}
	n := rows * cols
	j := square(n)
	for i := range n {
		if i%cols > 0 {
			j[i][i-1], j[i-1][i] = coupling, coupling
		}
		if i >= cols {
			j[i][i-cols], j[i-cols][i] = coupling, coupling
		}
	}
	return NewBinaryField(slices.Repeat([]float64{bias}, n), j)
}

// Sizes is 2 for each spin: its values are -1 and +1, in this order.
func (f BinaryField) Sizes() []int { return slices.Repeat([]int{2}, len(f.bias)) }

// local is b_i + sum over j of J_ij s_j.
func (f BinaryField) local(i int, s []float64) float64 { return f.bias[i] + dot(f.coupling[i], s) }

// LogZ is the exact log of the sum of all 2^n weights, n <= 24, in the order of a Gray code, so that each state costs one local field.
func (f BinaryField) LogZ() (float64, error) {
	n := len(f.bias)
	if n > maxSpins {
		return 0, fmt.Errorf("vi: %d spins: no more than %d can be enumerated", n, maxSpins)
	}
	s := slices.Repeat([]float64{-1}, n)
	energy := f.expected(s)
	top, sum := energy, 1.0
	for step := 1; step < 1<<n; step++ {
		i := bits.TrailingZeros(uint(step))
		energy -= 2 * s[i] * f.local(i, s) // the coupling of a spin with itself is 0
		s[i] = -s[i]
		if step%1024 == 0 {
			energy = f.expected(s) // sheds the rounding of the steps before
		}
		if energy > top {
			top, sum = energy, sum*math.Exp(top-energy)+1
		} else {
			sum += math.Exp(energy - top)
		}
	}
	return top + math.Log(sum), nil
}

// Table is the same distribution as a table: value 0 of a variable is -1 and value 1 is +1.
func (f BinaryField) Table() (Table, error) {
	n := len(f.bias)
	if n > maxSpins {
		return Table{}, fmt.Errorf("vi: %d spins: no more than %d can be enumerated", n, maxSpins)
	}
	logs, s := make([]float64, 1<<n), make([]float64, n)
	for state := range logs {
		for i := range s {
			s[i] = float64(2*(state>>(n-1-i)&1) - 1)
		}
		logs[state] = f.expected(s)
	}
	return NewTable(f.Sizes(), logs)
}

// expected is E log f for independent spins of the given means, and log f of a state.
func (f BinaryField) expected(mean []float64) float64 {
	sum := dot(f.bias, mean)
	for i, row := range f.coupling {
		sum += mean[i] * dot(row[:i], mean[:i])
	}
	return sum
}

// MeanField maximises J(q) over independent spins by m_i = tanh(b_i + sum over j of J_ij m_j) in turn, m_i the mean of spin i (Jordan et
// al. 1999). Any number of spins will do.
func (f BinaryField) MeanField(c MeanFieldConfig) (MeanField, error) {
	if c.Start == nil {
		c.Start = slices.Repeat([][]float64{{0.5, 0.5}}, len(f.bias))
	}
	mean := make([]float64, len(f.bias))
	means := func(q [][]float64) []float64 {
		for i, qi := range q {
			mean[i] = qi[1] - qi[0]
		}
		return mean
	}
	update := func(q [][]float64, i int) error {
		h := f.local(i, means(q))
		q[i][0], q[i][1] = 1/(1+math.Exp(2*h)), 1/(1+math.Exp(-2*h))
		return nil
	}
	bound := func(q [][]float64) float64 { return f.expected(means(q)) + entropies(q) }
	return sites{f.Sizes(), update, bound}.ascend(c)
}
