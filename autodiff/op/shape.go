package op

import (
	"fmt"

	"gorgonia.org/tensor"
)

// The shape rules. Ranks have been settled by Gorgonia's types, but Do may be called with anything.

func checkRanks(in []tensor.Shape, ranks ...int) error {
	for i, r := range ranks {
		if in[i].Dims() != r {
			return fmt.Errorf("argument %d must have %d dimensions", i, r)
		}
	}
	return nil
}

func sameShape(_ attr, in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil }

func allEqual(_ attr, in []tensor.Shape) (tensor.Shape, error) {
	for _, s := range in[1:] {
		if !equal(s, in[0]) {
			return nil, fmt.Errorf("all arguments must have one shape")
		}
	}
	return in[0].Clone(), nil
}

// equal compares dimensions alone; tensor.Shape.Eq takes a vector and a column for the same.
func equal(s, t tensor.Shape) bool {
	if len(s) != len(t) {
		return false
	}
	for i, d := range s {
		if d != t[i] {
			return false
		}
	}
	return true
}

func affineShape(_ attr, in []tensor.Shape) (tensor.Shape, error) {
	if err := checkRanks(in, 2, 2, 1); err != nil {
		return nil, err
	}
	x, w, bias := in[0], in[1], in[2]
	if x[1] != w[0] || w[1] != bias[0] {
		return nil, fmt.Errorf("needs x [B, in], weight [in, out], bias [out]")
	}
	return tensor.Shape{x[0], w[1]}, nil
}

func tileShape(a attr, in []tensor.Shape) (tensor.Shape, error) {
	if err := checkRanks(in, 2); err != nil {
		return nil, err
	}
	return tensor.Shape{in[0][0] * a.K, in[0][1]}, nil
}

func reparameterizeShape(_ attr, in []tensor.Shape) (tensor.Shape, error) {
	if err := checkRanks(in, 2, 2, 2); err != nil {
		return nil, err
	}
	mean, logVar, eps := in[0], in[1], in[2]
	if !equal(mean, logVar) || eps[1] != mean[1] || eps[0]%mean[0] != 0 {
		return nil, fmt.Errorf("needs mean [B, Z], log-variance [B, Z], eps [B*K, Z]")
	}
	return eps.Clone(), nil
}

// nllShape is for likelihoods: decoder outputs [B*K, D] and then data [B, D] give [B*K].
func nllShape(_ attr, in []tensor.Shape) (tensor.Shape, error) {
	head, x := in[0], in[len(in)-1]
	for i, s := range in {
		if len(s) != 2 || i < len(in)-1 && !equal(s, head) {
			return nil, fmt.Errorf("needs decoder outputs [B*K, D] of one shape, then data [B, D]")
		}
	}
	if head[1] != x[1] || head[0]%x[0] != 0 {
		return nil, fmt.Errorf("needs decoder outputs [B*K, D], then data [B, D]")
	}
	return tensor.Shape{head[0]}, nil
}

func logSumExpShape(a attr, in []tensor.Shape) (tensor.Shape, error) {
	s := in[0]
	if s.Dims() != a.Rank || a.Axis < 0 || a.Axis >= a.Rank {
		return nil, fmt.Errorf("there is no axis %d", a.Axis)
	}
	out := make(tensor.Shape, 0, a.Rank-1)
	return append(append(out, s[:a.Axis]...), s[a.Axis+1:]...), nil
}
