package optim

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
)

const elementCount = 203 // not a multiple of any vector's width

// problem gives parameters and, for each step, gradients whose sizes range over twelve orders of magnitude, some exactly 0.
type problem struct {
	rng   *rand.Rand
	scale []float64
}

func newProblem() (*problem, []float32) {
	p := &problem{rng: rand.New(rand.NewPCG(1, 2))}
	params := make([]float32, elementCount)
	for i := range params {
		params[i] = float32(p.rng.NormFloat64())
		p.scale = append(p.scale, math.Pow(10, float64(i%13)-9))
	}
	return p, params
}

func (p *problem) gradients() []float32 {
	g := make([]float32, elementCount)
	for i := range g {
		if p.rng.IntN(5) > 0 {
			g[i] = float32(p.scale[i] * (p.rng.NormFloat64() + 0.3))
		}
	}
	return g
}

// configured is a method with its defaults, and change applied.
func configured(name string, change func(*Config)) Config {
	c := DefaultConfig()
	c.Name = name
	if change != nil {
		change(&c)
	}
	return c
}

func mustNew(t *testing.T, c Config) Optimizer {
	t.Helper()
	o, err := New(c, elementCount)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// everything turns on what changes gradients and state.
func everything(c *Config) { c.ClipValue, c.WeightDecay, c.SecondMomentStart = 0.3, 0.01, 0.5 }

// eachMethod tests every method, plain and with everything.
func eachMethod(t *testing.T, test func(t *testing.T, c Config)) {
	for _, name := range Methods() {
		t.Run(name, func(t *testing.T) { test(t, configured(name, nil)) })
		t.Run(name+" with everything", func(t *testing.T) { test(t, configured(name, everything)) })
	}
}

func widen(x []float32) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = float64(x[i])
	}
	return out
}

// near compares with max|a-b| / max|b|, over the elements of each of the problem's scales.
func near(t *testing.T, what string, got []float32, want []float64, tolerance float64) {
	t.Helper()
	for scale := range 13 {
		diff, size := 0.0, 0.0
		for i := scale; i < len(want); i += 13 {
			diff = max(diff, math.Abs(float64(got[i])-want[i]))
			size = max(size, math.Abs(want[i]))
		}
		if !(diff <= tolerance*size) {
			t.Errorf("%s, scale 1e%d: off by %g of %g", what, scale-9, diff, size)
		}
	}
}

// TestRanges: any split, at the same time, gives the bits of one pass.
func TestRanges(t *testing.T) {
	eachMethod(t, func(t *testing.T, c Config) {
		p, whole := newProblem()
		parts := slices.Clone(whole)
		a, b := mustNew(t, c), mustNew(t, c)
		for step := 1; step <= 20; step++ {
			g := p.gradients()
			before := slices.Clone(g)
			a.Prepare(step, 0.01, 0.75)
			a.Update(whole, g, 0, elementCount, false)
			b.Prepare(step, 0.01, 0.75)
			var wg sync.WaitGroup
			for lo := 0; lo < elementCount; {
				from, hi := lo, min(lo+1+p.rng.IntN(90), elementCount)
				wg.Go(func() { b.Update(parts, g, from, hi, true) })
				lo = hi
			}
			wg.Wait()
			same(t, "the gradient", g, before)
		}
		same(t, "parameters", whole, parts)
		for i, s := range a.State() {
			same(t, s.Name, s.Data, b.State()[i].Data)
		}
	})
}

// TestResume: parameters and state copied into a new optimizer after 10 steps continue with the same bits.
func TestResume(t *testing.T) {
	eachMethod(t, func(t *testing.T, c Config) {
		p, params := newProblem()
		o := mustNew(t, c)
		var resumed Optimizer
		var copied []float32
		for step := 1; step <= 20; step++ {
			g := p.gradients()
			o.Prepare(step, 0.01, 1)
			o.Update(params, g, 0, elementCount, false)
			if step == 10 {
				resumed, copied = mustNew(t, c), slices.Clone(params)
				for i, b := range o.State() {
					copy(resumed.State()[i].Data, b.Data)
				}
			} else if step > 10 {
				resumed.Prepare(step, 0.01, 1)
				resumed.Update(copied, g, 0, elementCount, true)
			}
		}
		same(t, "parameters", params, copied)
	})
}

func same(t *testing.T, what string, a, b []float32) {
	t.Helper()
	for i := range a {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			t.Fatalf("%s[%d]: %v and %v", what, i, a[i], b[i])
		}
	}
}

// TestPadsStayZero: where gradients and parameters are 0, they stay 0, and so does what began at 0.
func TestPadsStayZero(t *testing.T) {
	eachMethod(t, func(t *testing.T, c Config) {
		o := mustNew(t, c)
		params, zero := make([]float32, elementCount), make([]float32, elementCount)
		for step := 1; step <= 10; step++ {
			o.Prepare(step, 1, 1)
			o.Update(params, zero, 0, elementCount, false)
		}
		same(t, "parameters", params, zero)
		for _, b := range o.State() {
			if b.Name != "v" || c.SecondMomentStart == 0 {
				same(t, b.Name, b.Data, zero)
			}
		}
	})
}

// TestNoDenormals: one small gradient, then none: moments shrink to 0, where they shrink, and are never denormal on the way.
func TestNoDenormals(t *testing.T) {
	for _, name := range Methods() {
		o := mustNew(t, configured(name, nil))
		params, g := make([]float32, elementCount), make([]float32, elementCount)
		for i := range g {
			g[i] = float32(math.Pow(10, -float64(i)/6))
		}
		for step := 1; step <= 2000; step++ {
			o.Prepare(step, 1e-3, 1)
			o.Update(params, g, 0, elementCount, false)
			clear(g)
			for _, b := range o.State() {
				for i, x := range b.Data {
					if a := math.Abs(float64(x)); a > 0 && a < 0x1p-126 {
						t.Fatalf("%s, step %d: %s[%d] is %g", name, step, b.Name, i, x)
					}
				}
			}
		}
		for _, b := range o.State() {
			if b.Name == "m" && slices.Max(b.Data) != 0 {
				t.Errorf("%s: first moments still %g after 2,000 steps without gradients", name, slices.Max(b.Data))
			}
		}
	}
}

func TestUpdateAllocatesNothing(t *testing.T) {
	eachMethod(t, func(t *testing.T, c Config) {
		p, params := newProblem()
		o, g, step := mustNew(t, c), p.gradients(), 0
		if n := testing.AllocsPerRun(20, func() {
			step++
			o.Prepare(step, 0.01, 0.5)
			o.Update(params, g, 0, elementCount, false)
		}); n != 0 {
			t.Errorf("%v allocations a step", n)
		}
	})
}

// TestValidate: every problem is named at once, and a method's settings are not held against another.
func TestValidate(t *testing.T) {
	bad := Config{
		Name: "adam", LearningRate: -1, Beta1: 1, Beta2: math.NaN(), Epsilon: 0, SecondMomentStart: -1, WeightDecay: 2, ClipNorm: -1,
		ClipValue: math.Inf(1), EMA: 1, Momentum: 1, Rho: -1,
		Schedule: Schedule{Name: "steps", WarmupSteps: -1, Drops: []int{5, 5}, CosineSteps: -1, CosineFloor: 2},
	}
	want := `learning_rate: -1 is not in (0, 1000]
beta1: 1 is not in [0, 0.999999]
beta2: NaN is not in [0, 0.999999]
epsilon: 0 is not in [1e-16, 1]
second_moment_start: -1 is not in [0, 1e+06]
weight_decay: 2 is not in [0, 1]
schedule.warmup_steps: -1 is not between 0 and 1000000000
schedule.drops: [5 5] is not a rising list of numbers between 1 and 1000000000
schedule.drop_factor: 0 is not in (0, 1]
clip_norm: -1 is not in [0, 1e+09]
clip_value: +Inf is not in [0, 1e+09]
ema: 1 is not in [0, 0.999999]`
	if _, err := New(bad, 1); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	bad.LearningRate, bad.WeightDecay, bad.ClipNorm, bad.ClipValue, bad.EMA, bad.Schedule = 1, 0, 0, 0, 0, Schedule{Name: "constant", Drops: []int{0}}
	for name, want := range map[string]string{
		"sgd":      "",
		"momentum": "momentum: 1 is not in [0, 0.999999]",
		"rmsprop":  "rho: -1 is not in [0, 0.999999]\nepsilon: 0 is not in [1e-16, 1]\nsecond_moment_start: -1 is not in [0, 1e+06]",
		"adma":     `name: "adma" is not known; choose one of adagrad, adam, adamw, momentum, nesterov, rmsprop, sgd (nearest: adam)`,
	} {
		bad.Name = name
		got := ""
		if _, err := New(bad, 1); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
