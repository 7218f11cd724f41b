package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// state is a parameter block with its gradients and moments.
type state struct{ p, d, m, v []float32 }

func randomState(r *rand.Rand, n int) (state, []func(*testing.T, string)) {
	var s state
	var checks []func(*testing.T, string)
	for _, x := range []*[]float32{&s.p, &s.d, &s.m, &s.v} {
		y, check := guarded(r, n, r.IntN(16))
		*x = y
		checks = append(checks, check)
	}
	for i := range s.v {
		s.v[i] = s.v[i] * s.v[i]
		switch r.IntN(8) {
		case 0: // a parameter that has died: its moments are about to become denormal
			s.d[i], s.m[i], s.v[i] = 0, 0x1.1p-126, 0x1.0001p-126
		case 1:
			s.d[i], s.m[i], s.v[i] = 0, 0, 0
		}
	}
	return s, checks
}

func (s state) clone() state {
	return state{slices.Clone(s.p), slices.Clone(s.d), slices.Clone(s.m), slices.Clone(s.v)}
}

// adam64 is one element of Adam in float64.
func adam64(p, d, m, v float64, t int, rate, beta1, beta2, eps, decay float64) (float64, float64, float64) {
	m = beta1*m + (1-beta1)*d
	v = beta2*v + (1-beta2)*d*d
	mHat, vHat := m/(1-math.Pow(beta1, float64(t))), v/(1-math.Pow(beta2, float64(t)))
	return p - rate*decay*p - rate*mHat/(math.Sqrt(vHat)+eps), m, v
}

// TestAdam holds a step to float64 and its moments to the flush, at every length and alignment.
func TestAdam(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(21, 22))
		for n := range 131 {
			s, checks := randomState(r, n)
			old := s.clone()
			step := NewAdamStep(1+n, 1e-2, 0.9, 0.999, 1e-8, 0.1)
			step.Scale = 0.5
			Adam(s.p, s.d, s.m, s.v, step)
			for _, check := range checks {
				check(t, "Adam")
			}
			if differ(s.d, old.d) >= 0 {
				t.Fatal("Adam wrote the gradient")
			}
			for i := range s.p {
				p, m, v := adam64(float64(old.p[i]), 0.5*float64(old.d[i]), float64(old.m[i]), float64(old.v[i]), 1+n, 1e-2, 0.9, 0.999, 1e-8, 0.1)
				if !near(s.p[i], p, 1) || !near(s.m[i], m, 1) || !near(s.v[i], v, 1) && v > smallest {
					t.Fatalf("%d of %d: p m v = %g %g %g, want %g %g %g", i, n, s.p[i], s.m[i], s.v[i], p, m, v)
				}
				if abs(s.m[i]) < smallest && s.m[i] != 0 || s.v[i] < smallest && s.v[i] != 0 {
					t.Fatalf("moments %g %g are denormal", s.m[i], s.v[i])
				}
			}
		}
	})
}

// near allows some units in the sixth digit of what is at least of the given size.
func near(got float32, want, size float64) bool {
	return math.Abs(float64(got)-want) <= 1e-6*max(math.Abs(want), size)
}

// TestDescent holds SGD and both forms of momentum to float64.
func TestDescent(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(23, 24))
		for n := range 131 {
			s, checks := randomState(r, n)
			old := s.clone()
			SGD(s.p, s.d, 0.1, false)
			plain := s.clone()
			Momentum(s.p, s.d, s.m, MomentumStep{Rate: 0.1, Mu: 0.9, Ahead: 1, Scale: 1})
			velocity := slices.Clone(s.m)
			Momentum(s.p, s.d, s.m, MomentumStep{Rate: 0.1, Mu: 0.9, Forward: 1, Ahead: 0.9, Decay: 0.01, Scale: 2})
			for _, check := range checks {
				check(t, "descent")
			}
			for i := range s.p {
				p, d, m := float64(old.p[i]), float64(old.d[i]), float64(old.m[i])
				p -= 0.1 * d
				if !near(plain.p[i], p, 1) {
					t.Fatalf("SGD: %g, want %g", plain.p[i], p)
				}
				m = 0.9*m + d
				p -= 0.1 * m
				if !near(velocity[i], m, 1) {
					t.Fatalf("velocity: %g, want %g", velocity[i], m)
				}
				m = 0.9*m + 2*d
				p += -0.01*p - 0.1*(2*d+0.9*m)
				if !near(s.p[i], p, 1) || !near(s.m[i], m, 1) {
					t.Fatalf("Nesterov: %g %g, want %g %g", s.p[i], s.m[i], p, m)
				}
				if abs(s.m[i]) < smallest && s.m[i] != 0 {
					t.Fatalf("velocity %g is denormal", s.m[i])
				}
			}
		}
	})
}

// TestUpdateBits holds that levels of assembly give the same bits over many steps, and that splitting the block changes nothing.
func TestUpdateBits(t *testing.T) {
	if best() == None {
		t.Skip("no assembly in this build")
	}
	defer func(l SIMD) { level = l }(level)
	const n = 1001
	run := func(l SIMD, cut int) state {
		level = l
		r := rand.New(rand.NewPCG(25, 26))
		s, _ := randomState(r, n)
		for t := 1; t <= 30; t++ {
			for i := range s.d {
				s.d[i] = float32(r.NormFloat64())
			}
			for _, part := range [][2]int{{0, cut}, {cut, n}} {
				p, d, m, v := s.p[part[0]:part[1]], s.d[part[0]:part[1]], s.m[part[0]:part[1]], s.v[part[0]:part[1]]
				Adam(p, d, m, v, NewAdamStep(t, 1e-3, 0.9, 0.999, 1e-8, 1e-2))
				SGD(p, d, 1e-3, false)
				Momentum(p, d, m, MomentumStep{Rate: 1e-3, Mu: 0.9, Forward: 1, Ahead: 0.9, Decay: 1e-4, Scale: 0.7})
			}
		}
		return s
	}
	want := run(AVX2, 0)
	for l := AVX2; l <= best(); l++ {
		for _, cut := range []int{0, 1, 333} {
			got := run(l, cut)
			if differ(got.p, want.p) >= 0 || differ(got.m, want.m) >= 0 || differ(got.v, want.v) >= 0 {
				t.Errorf("%s cut at %d differs from avx2", l, cut)
			}
		}
	}
}

// TestPast holds updates written past the caches to the same bits, and to their slices, from every start in a cache line.
func TestPast(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(25, 26))
		adam, momentum := NewAdamStep(3, 1e-2, 0.9, 0.999, 1e-8, 0.1), MomentumStep{Rate: 0.1, Mu: 0.9, Forward: 1, Ahead: 0.9, Scale: 1}
		adamPast, momentumPast := adam, momentum
		adamPast.Past, momentumPast.Past = true, true
		updates := map[string]func(s state, past bool){
			"SGD": func(s state, past bool) { SGD(s.p, s.d, 0.1, past) },
			"Momentum": func(s state, past bool) {
				Momentum(s.p, s.d, s.m, map[bool]MomentumStep{false: momentum, true: momentumPast}[past])
			},
			"Adam": func(s state, past bool) {
				Adam(s.p, s.d, s.m, s.v, map[bool]AdamStep{false: adam, true: adamPast}[past])
			},
		}
		for name, update := range updates {
			for n := range 16 * 20 {
				s, checks := randomState(r, n)
				want := s.clone()
				update(want, false)
				update(s, true)
				for _, check := range checks {
					check(t, name)
				}
				if differ(s.p, want.p) >= 0 || differ(s.m, want.m) >= 0 || differ(s.v, want.v) >= 0 {
					t.Fatalf("%s of %d past the caches differs", name, n)
				}
			}
		}
	})
}
