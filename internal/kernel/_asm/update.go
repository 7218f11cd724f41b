package main

import "github.com/mmcloughlin/avo/reg"

// updates are the optimisers' steps; the numbers come in the order of the fields of AdamStep and MomentumStep.
var updates = withPast([]kernel{
	{name: "sgd", slices: "p d", in: "p d", out: "p", scalar: true, unroll: 4,
		body: func(a *asm, in, s []reg.Register) []reg.Register { return []reg.Register{a.fnma(in[1], s[0], in[0])} }},
	{name: "momentum", slices: "p d m", in: "p d m", out: "p m", numbers: 6, unroll: 1, body: momentum},
	{name: "adam", slices: "p d m v", in: "p d m v", out: "p m v", numbers: 9, unroll: 1, body: adam},
})

// withPast adds to every loop one that writes the parameters past the caches.
func withPast(all []kernel) []kernel {
	for _, k := range all {
		k.name, k.past = k.name+"Past", true
		all = append(all, k)
	}
	return all
}

func momentum(a *asm, in, s []reg.Register) []reg.Register {
	rate, mu, forward, ahead, decay, scale := s[0], s[1], s[2], s[3], s[4], s[5]
	p, d, m := in[0], a.mul(in[1], scale), in[2]
	m = a.normal(a.fma(mu, m, d))
	p = a.fnma(decay, p, p)
	return []reg.Register{a.fnma(rate, a.fma(ahead, m, a.mul(forward, d)), p), m}
}

func adam(a *asm, in, s []reg.Register) []reg.Register {
	beta1, gain1, beta2, gain2, rate, correction, eps, decay, scale := s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8]
	p, d, m, v := in[0], a.mul(in[1], scale), in[2], in[3]
	m = a.normal(a.fma(gain1, d, a.mul(beta1, m)))
	v = a.normal(a.fma(a.mul(gain2, d), d, a.mul(beta2, v)))
	p = a.fnma(decay, p, p)
	step := a.div(m, a.fma(correction, a.sqrt(v), eps))
	return []reg.Register{a.fnma(rate, step, p), m, v}
}
