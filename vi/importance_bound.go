package vi

// What averaging weights inside the logarithm does to Jensen's inequality.

import (
	"fmt"
	"math"
)

// ImportanceBound is E log((w_1 + ... + w_k)/k) over k independent draws of q, w = f(z)/q(z), by enumeration of all of them: the ELBO for k = 1,
// rising with k towards log Z (Burda, Grosse and Salakhutdinov 2016). The number of states with mass to the power k is at most 2^24.
func (t Table) ImportanceBound(q []float64, k int) (float64, error) {
	if err := t.check(q); err != nil {
		return 0, err
	}
	var probs, weights []float64
	scale := t.LogZ() // weights are kept relative to Z, so that none overflows
	for i, p := range q {
		if p > 0 {
			probs, weights = append(probs, p), append(weights, math.Exp(t.logs[i]-math.Log(p)-scale))
		}
	}
	if k < 1 || math.Pow(float64(len(probs)), float64(k)) > maxStates {
		return 0, fmt.Errorf("vi: %d draws of %d states: give at least one draw and no more than %d outcomes", k, len(probs), maxStates)
	}
	return scale + meanLog(probs, weights, k, 0) - math.Log(float64(k)), nil
}

// meanLog is E log(sum + w_1 + ... + w_k).
func meanLog(probs, weights []float64, k int, sum float64) float64 {
	if k == 0 {
		return math.Log(sum)
	}
	total := 0.0
	for i, p := range probs {
		total += p * meanLog(probs, weights, k-1, sum+weights[i])
	}
	return total
}
