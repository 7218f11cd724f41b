package kernel

// This file holds the optimisers' updates of parameters p from gradients g, one pass over flat slices.

import (
	"math"
	"unsafe"
)

// AdamStep holds the numbers of one step of Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980) with decoupled weight decay
// (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101). NewAdamStep fills it.
type AdamStep struct {
	Beta1, Gain1 float32 // beta1 and 1 - beta1
	Beta2, Gain2 float32 // beta2 and 1 - beta2
	Rate         float32 // learning rate / (1 - beta1^t)
	Correction   float32 // 1 / sqrt(1 - beta2^t)
	Eps          float32 // added to the corrected root
	Decay        float32 // learning rate * weight decay; 0 for none
	Scale        float32 // multiplies the gradient first (clipping); 1 for none
	Past         bool    // write p past the caches: see canPass
}

// NewAdamStep returns the numbers of step t >= 1, computed in float64.
func NewAdamStep(t int, rate, beta1, beta2, eps, weightDecay float64) AdamStep {
	return AdamStep{
		Beta1: float32(beta1), Gain1: float32(1 - beta1),
		Beta2: float32(beta2), Gain2: float32(1 - beta2),
		Rate:       float32(rate / (1 - math.Pow(beta1, float64(t)))),
		Correction: float32(1 / math.Sqrt(1-math.Pow(beta2, float64(t)))),
		Eps:        float32(eps), Decay: float32(rate * weightDecay), Scale: 1,
	}
}

// Adam computes, element by element,
//
//	g = Scale * g                           (the slice g is not written)
//	m = Gain1 * g + (Beta1 * m)
//	v = (Gain2 * g) * g + (Beta2 * v)
//	m, v = 0 where below 2^-126 in magnitude
//	p = p - Decay * p
//	p = p - Rate * (m / (Correction * sqrt(v) + Eps))
//
// with the sums and differences fused with the products before them that stand outside brackets.
func Adam(p, g, m, v []float32, s AdamStep) {
	same3(p, g, m)
	same2(p, v)
	if s.Past && canPass(p) && adamPastSIMD(p, g, m, v, &s.Beta1) {
		return
	}
	if adamSIMD(p, g, m, v, &s.Beta1) {
		return
	}
	for i, d := range g {
		d *= s.Scale
		m1 := normal(fma(s.Gain1, d, s.Beta1*m[i]))
		v1 := normal(fma(s.Gain2*d, d, s.Beta2*v[i]))
		m[i], v[i] = m1, v1
		q := fma(-s.Decay, p[i], p[i])
		p[i] = fma(-s.Rate, m1/fma(s.Correction, sqrt(v1), s.Eps), q)
	}
}

// SGD computes p[i] = p[i] - rate * g[i], fused; with past it writes p past the caches: see canPass.
func SGD(p, g []float32, rate float32, past bool) {
	same2(p, g)
	if past && canPass(p) && sgdPastSIMD(p, g, rate) {
		return
	}
	if sgdSIMD(p, g, rate) {
		return
	}
	for i, d := range g {
		p[i] = fma(-rate, d, p[i])
	}
}

// MomentumStep holds the numbers of one step of gradient descent with momentum.
type MomentumStep struct {
	Rate    float32 // learning rate
	Mu      float32 // how much of the velocity stays
	Forward float32 // the gradient's own weight in the step: 0 for the heavy ball, 1 for Nesterov
	Ahead   float32 // the velocity's weight in the step: 1 for the heavy ball, Mu for Nesterov
	Decay   float32 // learning rate * weight decay; 0 for none
	Scale   float32 // multiplies the gradient first (clipping); 1 for none
	Past    bool    // write p past the caches: see canPass
}

// Momentum computes, element by element,
//
//	g = Scale * g                           (the slice g is not written)
//	m = Mu * m + g
//	m = 0 where below 2^-126 in magnitude
//	p = p - Decay * p
//	p = p - Rate * (Ahead * m + (Forward * g))
//
// with the sums and differences fused with the products before them that stand outside brackets.
func Momentum(p, g, m []float32, s MomentumStep) {
	same3(p, g, m)
	if s.Past && canPass(p) && momentumPastSIMD(p, g, m, &s.Rate) {
		return
	}
	if momentumSIMD(p, g, m, &s.Rate) {
		return
	}
	for i, d := range g {
		d *= s.Scale
		m1 := normal(fma(s.Mu, m[i], d))
		m[i] = m1
		q := fma(-s.Decay, p[i], p[i])
		p[i] = fma(-s.Rate, fma(s.Ahead, m1, s.Forward*d), q)
	}
}

// canPass reports whether p can be written past the caches, as it must begin at a cache line for. The values are the same. It pays where a thread far away has
// read p, so that a store through the caches would wait until that thread's copy of each line is given up; it costs where nobody has, as the next
// reader finds p in memory only.
func canPass(p []float32) bool {
	const line = 64
	return len(p) > 0 && uintptr(unsafe.Pointer(&p[0]))%line == 0
}

// fma is a*b + c, rounded to float64 and then to float32: the fused result but for rare ties.
func fma(a, b, c float32) float32 { return float32(float64(a)*float64(b) + float64(c)) }

// normal is v, or 0 where it is denormal.
func normal(v float32) float32 {
	if abs(v) < smallest {
		return 0
	}
	return v
}
