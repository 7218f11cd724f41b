package optim

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
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

func mustNew(t *testing.T, name string) Optimizer {
	t.Helper()
	c := DefaultConfig()
	c.Name = name
	o, err := New(c, elementCount)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// textbook is a method written down as in its paper, in float64, one element at a time. t counts from 1.
type textbook func(theta, g, m, v []float64, t int, alpha float64)

var textbooks = map[string]textbook{
	"sgd": func(theta, g, _, _ []float64, _ int, alpha float64) {
		for i := range theta {
			theta[i] -= alpha * g[i]
		}
	},
	"adam": func(theta, g, m, v []float64, t int, alpha float64) {
		const beta1, beta2, epsilon = 0.9, 0.999, 1e-8
		for i := range theta {
			m[i] = beta1*m[i] + (1-beta1)*g[i]
			v[i] = beta2*v[i] + (1-beta2)*g[i]*g[i]
			mHat := m[i] / (1 - math.Pow(beta1, float64(t)))
			vHat := v[i] / (1 - math.Pow(beta2, float64(t)))
			theta[i] -= alpha * mHat / (math.Sqrt(vHat) + epsilon)
		}
	},
}

// TestTextbook follows each method for 1,000 steps of a falling learning rate. Each step rounds a parameter by at most half a unit in
// the last place; the gradients' scales are compared one at a time, so that the large do not hide the small.
func TestTextbook(t *testing.T) {
	for _, name := range Methods() {
		t.Run(name, func(t *testing.T) {
			p, params := newProblem()
			o := mustNew(t, name)
			theta, m, v := widen(params), make([]float64, elementCount), make([]float64, elementCount)
			for step := 1; step <= 1000; step++ {
				rate := 1e-3 / (1 + float64(step)/300)
				g := p.gradients()
				o.Prepare(step, rate)
				o.Update(params, g, 0, elementCount)
				textbooks[name](theta, widen(g), m, v, step, rate)
			}
			near(t, "parameters", params, theta, 1e-5)
			for _, b := range o.State() {
				near(t, b.Name, b.Data, map[string][]float64{"m": m, "v": v}[b.Name], 1e-5)
			}
		})
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
	for _, name := range Methods() {
		p, whole := newProblem()
		parts := slices.Clone(whole)
		a, b := mustNew(t, name), mustNew(t, name)
		for step := 1; step <= 20; step++ {
			g := p.gradients()
			a.Prepare(step, 0.01)
			a.Update(whole, g, 0, elementCount)
			b.Prepare(step, 0.01)
			var wg sync.WaitGroup
			for lo := 0; lo < elementCount; {
				from, hi := lo, min(lo+1+p.rng.IntN(90), elementCount)
				wg.Go(func() { b.Update(parts, g, from, hi) })
				lo = hi
			}
			wg.Wait()
		}
		same(t, name, whole, parts)
		for i, s := range a.State() {
			same(t, name+"."+s.Name, s.Data, b.State()[i].Data)
		}
	}
}

// TestResume: parameters and state copied into a new optimizer after 10 steps continue with the same bits.
func TestResume(t *testing.T) {
	for _, name := range Methods() {
		p, params := newProblem()
		o := mustNew(t, name)
		var gradients [][]float32
		for range 20 {
			gradients = append(gradients, p.gradients())
		}
		var resumed Optimizer
		var copied []float32
		for step := 1; step <= 20; step++ {
			o.Prepare(step, 0.01)
			o.Update(params, gradients[step-1], 0, elementCount)
			if step == 10 {
				resumed, copied = mustNew(t, name), slices.Clone(params)
				for i, b := range o.State() {
					copy(resumed.State()[i].Data, b.Data)
				}
			} else if step > 10 {
				resumed.Prepare(step, 0.01)
				resumed.Update(copied, gradients[step-1], 0, elementCount)
			}
		}
		same(t, name, params, copied)
	}
}

func same(t *testing.T, what string, a, b []float32) {
	t.Helper()
	for i := range a {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			t.Fatalf("%s[%d]: %v and %v", what, i, a[i], b[i])
		}
	}
}

// TestPadsStayZero: where gradients and parameters are 0, they and the state stay 0.
func TestPadsStayZero(t *testing.T) {
	for _, name := range Methods() {
		o := mustNew(t, name)
		params, zero := make([]float32, elementCount), make([]float32, elementCount)
		for step := 1; step <= 10; step++ {
			o.Prepare(step, 1)
			o.Update(params, zero, 0, elementCount)
		}
		same(t, name, params, zero)
		for _, b := range o.State() {
			same(t, name+"."+b.Name, b.Data, zero)
		}
	}
}

// TestNoDenormals: one small gradient, then none: moments shrink to 0 and are never denormal on the way.
func TestNoDenormals(t *testing.T) {
	o := mustNew(t, "adam")
	params, g := make([]float32, elementCount), make([]float32, elementCount)
	for i := range g {
		g[i] = float32(math.Pow(10, -float64(i)/6))
	}
	for step := 1; step <= 2000; step++ {
		o.Prepare(step, 1e-3)
		o.Update(params, g, 0, elementCount)
		clear(g)
		for _, b := range o.State() {
			for i, x := range b.Data {
				if a := math.Abs(float64(x)); a > 0 && a < 0x1p-126 {
					t.Fatalf("step %d: %s[%d] is %g", step, b.Name, i, x)
				}
			}
		}
	}
	if m := o.State()[0].Data; slices.Max(m) != 0 {
		t.Errorf("first moments still %g after 2,000 steps without gradients", slices.Max(m))
	}
}

func TestUpdateAllocatesNothing(t *testing.T) {
	for _, name := range Methods() {
		p, params := newProblem()
		o, g, step := mustNew(t, name), p.gradients(), 0
		if n := testing.AllocsPerRun(20, func() {
			step++
			o.Prepare(step, 0.01)
			o.Update(params, g, 0, elementCount)
		}); n != 0 {
			t.Errorf("%s: %v allocations a step", name, n)
		}
	}
}

func TestValidate(t *testing.T) {
	bad := Config{Name: "adam", LearningRate: -1, Beta1: 1, Beta2: math.NaN(), Epsilon: 0}
	want := "learning_rate: -1 is not in (0, 1000]\nbeta1: 1 is not in [0, 0.999999]\n" +
		"beta2: NaN is not in [0, 0.999999]\nepsilon: 0 is not in [1e-16, 1]"
	if _, err := New(bad, 1); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	bad.Name, bad.LearningRate = "sgd", 1
	if _, err := New(bad, 1); err != nil {
		t.Errorf("Adam's settings are held against SGD: %v", err)
	}
	bad.Name = "adma"
	if _, err := New(bad, 1); err == nil || !strings.Contains(err.Error(), `name: "adma" is not known; choose one of adam, sgd`) {
		t.Error(err)
	}
}
