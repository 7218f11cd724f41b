package op

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// formulaCase is an operation with arguments and what it should compute, element by element of the result, by another way.
type formulaCase struct {
	name string
	op   Op
	args []leaf
	want func(in []leaf, i int) float64
}

// at is the element of a tiled argument [B, n] for element i of a result [B*K, n].
func at(l leaf, i, k int) float64 {
	n := l.shape[len(l.shape)-1]
	return l.data[i/n/k*n+i%n]
}

func normal(mean, logVar float64) distuv.Normal {
	return distuv.Normal{Mu: mean, Sigma: math.Exp(logVar / 2)}
}

// logits are kept small enough for the naive formula log sigmoid(l).
var formulas = []formulaCase{
	{"affine", AffineOp(), []leaf{random(1, "x", 2, 3), random(2, "w", 3, 4), random(3, "bias", 4)}, func(in []leaf, i int) float64 {
		b, j, sum := i/4, i%4, in[2].data[i%4]
		for k := range 3 {
			sum += in[0].data[b*3+k] * in[1].data[k*4+j]
		}
		return sum
	}},
	{"tile", TileRowsOp(3), []leaf{random(4, "x", 2, 4)}, func(in []leaf, i int) float64 { return at(in[0], i, 3) }},
	{"columns", ColumnsOp([]int{1, 2, 4, 0, 1}), []leaf{random(30, "x", 2, 6)}, func(in []leaf, i int) float64 {
		return in[0].data[i/5*6+[]int{1, 2, 4, 0, 1}[i%5]]
	}},
	{"one column", ColumnsOp([]int{3}), []leaf{random(31, "x", 3, 4)}, func(in []leaf, i int) float64 { return in[0].data[i*4+3] }},
	{"reparameterize", ReparameterizeOp(), []leaf{random(5, "m", 2, 3), random(6, "lv", 2, 3), random(7, "e", 4, 3)}, func(in []leaf, i int) float64 {
		q := normal(at(in[0], i, 2), at(in[1], i, 2))
		return q.Quantile(distuv.UnitNormal.CDF(in[2].data[i]))
	}},
	{"kl", GaussianKLOp(0.6), []leaf{random(8, "m", 2, 3), random(9, "lv", 2, 3)}, func(in []leaf, i int) float64 {
		q, p := normal(in[0].data[i], in[1].data[i]), distuv.Normal{Sigma: math.Sqrt(0.6)}
		f := func(z float64) float64 { return q.Prob(z) * (q.LogProb(z) - p.LogProb(z)) }
		return quad.Fixed(f, q.Mu-12*q.Sigma, q.Mu+12*q.Sigma, 200, nil, 0)
	}},
	{"bernoulli", BernoulliNLLOp(), []leaf{random(10, "l", 4, 3), random(11, "x", 2, 3)}, func(in []leaf, r int) float64 {
		sum := 0.0
		for i := r * 3; i < r*3+3; i++ {
			p, x := 1/(1+math.Exp(-in[0].data[i])), at(in[1], i, 2)
			sum -= x*math.Log(p) + (1-x)*math.Log(1-p)
		}
		return sum
	}},
	{"gaussian", GaussianNLLOp(), []leaf{random(12, "m", 4, 3), random(13, "lv", 4, 3), random(14, "x", 2, 3)}, func(in []leaf, r int) float64 {
		sum := 0.0
		for i := r * 3; i < r*3+3; i++ {
			sum -= normal(in[0].data[i], in[1].data[i]).LogProb(at(in[2], i, 2))
		}
		return sum
	}},
	{"gaussian fixed", GaussianFixedNLLOp(0.04), []leaf{random(15, "m", 4, 3), random(16, "x", 2, 3)}, func(in []leaf, r int) float64 {
		sum := 0.0
		for i := r * 3; i < r*3+3; i++ {
			sum -= normal(in[0].data[i], math.Log(0.04)).LogProb(at(in[1], i, 2))
		}
		return sum
	}},
	{"continuous bernoulli", ContinuousBernoulliNLLOp(), []leaf{random(23, "l", 4, 3).times(2), random(24, "x", 2, 3)}, func(in []leaf, r int) float64 {
		sum := 0.0
		for i := r * 3; i < r*3+3; i++ {
			l := in[0].data[i]
			sum += math.Log(quad.Fixed(func(t float64) float64 { return math.Exp(l * t) }, 0, 1, 50, nil, 0)) - l*at(in[1], i, 2)
		}
		return sum
	}},
	{"categorical", CategoricalNLLOp(3), []leaf{random(27, "l", 4, 6), random(28, "x", 2, 6)}, func(in []leaf, r int) float64 {
		sum := 0.0
		for g := range 2 {
			l, total := in[0].data[r*6+g*3:][:3], 0.0
			for _, v := range l {
				total += math.Exp(v)
			}
			for j, v := range l {
				x := at(in[1], r*6+g*3+j, 2)
				sum -= x * v
			}
			sum += math.Log(total)
		}
		return sum
	}},
	{"group softmax", GroupSoftmaxOp(3), []leaf{random(29, "l", 2, 6)}, func(in []leaf, i int) float64 {
		l := in[0].data[i/3*3:][:3]
		return math.Exp(in[0].data[i]) / (math.Exp(l[0]) + math.Exp(l[1]) + math.Exp(l[2]))
	}},
	{"bound", BoundLogVarianceOp(0.7), []leaf{random(17, "v", 4, 5).times(2)}, func(in []leaf, i int) float64 {
		v := in[0].data[i]
		slope := func(u float64) float64 { return 1 / max(1, 1+u-0.7) }
		return math.Copysign(quad.Fixed(slope, 0, min(math.Abs(v), 0.7), 50, nil, 0)+quad.Fixed(slope, 0.7, max(math.Abs(v), 0.7), 50, nil, 0), v)
	}},
	{"log-sum-exp 0", LogSumExpOp(3, 0), []leaf{random(18, "x", 3, 2, 4)}, func(in []leaf, i int) float64 {
		return math.Log(math.Exp(in[0].data[i]) + math.Exp(in[0].data[i+8]) + math.Exp(in[0].data[i+16]))
	}},
	{"log-sum-exp 1", LogSumExpOp(3, 1), []leaf{random(19, "x", 3, 2, 4)}, func(in []leaf, i int) float64 {
		j := i/4*8 + i%4
		return math.Log(math.Exp(in[0].data[j]) + math.Exp(in[0].data[j+4]))
	}},
	{"log-sum-exp 2", LogSumExpOp(2, 1), []leaf{random(20, "x", 3, 2)}, func(in []leaf, i int) float64 {
		return math.Log(math.Exp(in[0].data[2*i]) + math.Exp(in[0].data[2*i+1]))
	}},
	{"group log-sum-exp", GroupLogSumExpOp(3), []leaf{random(25, "x", 6)}, func(in []leaf, i int) float64 {
		return math.Log(math.Exp(in[0].data[3*i]) + math.Exp(in[0].data[3*i+1]) + math.Exp(in[0].data[3*i+2]))
	}},
	{"group sum", GroupSumOp(2), []leaf{random(26, "x", 6)}, func(in []leaf, i int) float64 { return in[0].data[2*i] + in[0].data[2*i+1] }},
	{"stop gradient", StopGradientOp(), []leaf{random(21, "x", 3, 2)}, func(in []leaf, i int) float64 { return in[0].data[i] }},
	activationCase(Relu, func(x float64) float64 { return (x + math.Abs(x)) / 2 }),
	activationCase(Tanh, func(x float64) float64 { return (math.Exp(x) - math.Exp(-x)) / (math.Exp(x) + math.Exp(-x)) }),
	activationCase(Sigmoid, func(x float64) float64 { return math.Exp(x) / (1 + math.Exp(x)) }),
	activationCase(Softplus, func(x float64) float64 { return math.Log(1 + math.Exp(x)) }),
	activationCase(LeakyRelu, func(x float64) float64 { return max(x, x/100) }),
	activationCase(Elu, func(x float64) float64 { return max(x, 0) + math.Exp(min(x, 0)) - 1 }),
	activationCase(Gelu, func(x float64) float64 { return x * distuv.UnitNormal.CDF(x) }),
	activationCase(Silu, func(x float64) float64 { return x / (1 + math.Exp(-x)) }),
	activationCase(Identity, func(x float64) float64 { return x }),
}

func activationCase(a Activation, f func(x float64) float64) formulaCase {
	return formulaCase{a.String(), ActivateOp(a), []leaf{random(22, "x", 4, 5).times(2)}, func(in []leaf, i int) float64 { return f(in[0].data[i]) }}
}

func TestEveryKindHasAFormula(t *testing.T) {
	kinds, acts := map[kind]bool{}, map[Activation]bool{}
	for _, c := range formulas {
		kinds[c.op.kind], acts[c.op.attr.Activation] = true, true
	}
	for k := kind(0); k < kindCount; k++ {
		if !kinds[k] {
			t.Errorf("no formula checks %s", table[k].name)
		}
	}
	for _, a := range Activations() {
		if !acts[a] {
			t.Errorf("no formula checks %s", a)
		}
	}
}

func values(args []leaf) []gorgonia.Value {
	vs := make([]gorgonia.Value, len(args))
	for i, a := range args {
		vs[i] = tensor.New(tensor.WithShape(a.shape...), tensor.WithBacking(append([]float64(nil), a.data...)))
	}
	return vs
}

func do(t *testing.T, o gorgonia.Op, in ...gorgonia.Value) array[float64] {
	t.Helper()
	v, err := o.Do(in...)
	if err != nil {
		t.Fatal(err)
	}
	a, err := unwrap[float64](v)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestForwardMatchesFormula(t *testing.T) {
	for _, c := range formulas {
		got := do(t, c.op, values(c.args)...)
		want := make([]float64, len(got.data))
		for i := range want {
			want[i] = c.want(c.args, i)
		}
		if e := far(got.data, want); !(e < 1e-10) {
			t.Errorf("%s: off by %.3g:\n%v\n%v", c.name, e, got.data, want)
		}
	}
}

// TestDerivativesMatchDifferences compares each vector-Jacobian product with central differences of a random weighting of the result.
func TestDerivativesMatchDifferences(t *testing.T) {
	const h = 1e-5
	for _, c := range formulas {
		if c.op.kind == stopGradient {
			continue
		}
		out := do(t, c.op, values(c.args)...)
		dout := random(50, "dout", out.shape...)
		for wrt := range c.args {
			in := append(values(c.args), wrap(out), values([]leaf{dout})[0])
			got := do(t, derivative{c.op, wrt}, in...)
			want := make([]float64, len(got.data))
			for i := range want {
				shifted := func(by float64) float64 {
					vs := values(c.args)
					vs[wrt].Data().([]float64)[i] += by
					return dot(do(t, c.op, vs...).data, dout.data)
				}
				want[i] = (shifted(h) - shifted(-h)) / (2 * h)
			}
			if e := far(got.data, want); !(e < 1e-8) {
				t.Errorf("%s: gradient of argument %d off by %.3g:\n%v\n%v", c.name, wrt, e, got.data, want)
			}
		}
	}
}

// TestFloat32 runs each operation and its derivatives in float32 and expects float64's numbers, rounded.
func TestFloat32(t *testing.T) {
	narrow := func(v gorgonia.Value) gorgonia.Value {
		data := make([]float32, len(v.Data().([]float64)))
		for i, x := range v.Data().([]float64) {
			data[i] = float32(x)
		}
		return tensor.New(tensor.WithShape(v.Shape()...), tensor.WithBacking(data))
	}
	check := func(o gorgonia.Op, in []gorgonia.Value) {
		small := make([]gorgonia.Value, len(in))
		for i := range in {
			small[i] = narrow(in[i])
		}
		v, err := o.Do(small...)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]float64, 0)
		for _, x := range v.Data().([]float32) {
			got = append(got, float64(x))
		}
		if e := far(got, do(t, o, in...).data); !(e < 2e-6) {
			t.Errorf("%s: float32 is off by %.3g", o, e)
		}
	}
	for _, c := range formulas {
		in := values(c.args)
		check(c.op, in)
		out := do(t, c.op, in...)
		for wrt, able := range c.op.DiffWRT(len(in)) {
			if able {
				check(derivative{c.op, wrt}, append(in, wrap(out), wrap(out)))
			}
		}
	}
}
