package exec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"vae/autodiff/ir"
	"vae/autodiff/plan"
	"vae/internal/kernel"
)

// smallSizes are steps that reach every way of splitting: batches smaller and larger than a tile, widths with and without padding,
// and products that are worth sharing.
var smallSizes = []size{
	{33, []int{17}, 3, ir.Relu, 7},
	{100, []int{65, 20}, 1, ir.Tanh, 150},
	{48, []int{256}, 16, ir.Relu, 64},
	{1, []int{1}, 1, ir.Tanh, 1},
}

// given draws values for the inputs and parameters of a step.
func given(f *ir.Func) map[string][]float64 {
	r := rand.New(rand.NewPCG(1, 2))
	in := map[string][]float64{}
	for _, v := range f.Values {
		if v.Op != ir.Input && v.Op != ir.Param {
			continue
		}
		xs := make([]float64, v.Shape.Size())
		for i := range xs {
			xs[i] = float64(float32(r.NormFloat64() / 4))
			if v.Attr.Name == "x" {
				xs[i] = float64(r.IntN(2))
			}
		}
		in[v.Attr.Name] = xs
	}
	in["beta"] = []float64{0.75}
	return in
}

func TestStepsAgreeWithTheReference(t *testing.T) {
	pool := NewPool(2)
	defer pool.Close()
	for _, z := range smallSizes {
		t.Run(z.String(), func(t *testing.T) {
			f, l := z.step()
			in := given(f)
			want, err := Reference(f, in)
			if err != nil {
				t.Fatal(err)
			}
			m := bound(t, f, in, pool)
			m.Run()
			m.Run()
			for name, w := range want {
				got := dense(m, name)
				scale := 1e-30
				for _, x := range w {
					scale = max(scale, math.Abs(x))
				}
				for i := range w {
					if d := math.Abs(float64(got[i]) - w[i]); !(d <= 1e-5*scale) {
						t.Fatalf("%s[%d] = %v, want %v", name, i, got[i], w[i])
					}
				}
			}
			checkPadding(t, l, m.memory[plan.Gradients])
		})
	}
}

// checkPadding fails if a block holds anything but zeros between the columns and the stride.
func checkPadding(t *testing.T, l plan.Layout, block []float32) {
	t.Helper()
	for _, e := range l.Entries {
		g := e.Geometry()
		for r := range g.Rows {
			for i, x := range e.In(block)[r*g.Stride+g.Cols : (r+1)*g.Stride] {
				if x != 0 {
					t.Fatalf("%s: row %d, %d beyond the last column, is %v", e.Name, r, i, x)
				}
			}
		}
	}
}

// trained returns all parameters after some steps of Adam, and the outputs of the last.
func trained(t *testing.T, z size, threads, steps int) []float32 {
	f, _ := z.step()
	var pool *Pool
	if threads > 0 {
		pool = &Pool{threads: threads}
		pool.open()
		defer pool.Close()
	}
	m := bound(t, f, given(f), pool)
	u := newAdam(m.memory[plan.Parameters], m.memory[plan.Gradients])
	for range steps {
		m.RunUpdate(u)
	}
	out := slices.Clone(m.memory[plan.Parameters])
	for _, name := range []string{"loss", "reconstruction", "kl"} {
		out = append(out, m.Output(name).Data[0])
	}
	return out
}

func TestTrainingIsTheSameOnAnyNumberOfThreads(t *testing.T) {
	for _, z := range smallSizes {
		want := trained(t, z, 0, 5)
		for _, threads := range []int{1, 2, 3, 7} {
			got := trained(t, z, threads, 5)
			for i := range want {
				if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
					t.Fatalf("%v: %d threads: element %d is %v, with one %v", z, threads, i, got[i], want[i])
				}
			}
		}
	}
}

// counter counts how often each element is updated, and whether the loss was known.
type counter struct {
	times []int32
	grads []float32
	loss  Tensor
	early atomic.Bool
}

func (c *counter) Update(lo, hi int, _ bool) {
	for i := lo; i < hi; i++ {
		c.times[i]++
		if c.grads[i] != c.grads[i] || c.loss.Data[0] != c.loss.Data[0] {
			c.early.Store(true)
		}
	}
}

func TestUpdatesCoverTheBlockOnce(t *testing.T) {
	pool := NewPool(2)
	defer pool.Close()
	for _, z := range smallSizes {
		f, l := z.step()
		m := bound(t, f, given(f), pool)
		c := &counter{times: make([]int32, l.Len), grads: m.memory[plan.Gradients], loss: m.Output("loss")}
		for _, e := range l.Entries { // a gradient that is not known yet is NaN
			g := e.Geometry()
			for r := range g.Rows {
				poison(e.In(c.grads)[r*g.Stride:][:g.Cols])
			}
		}
		m.RunUpdate(c)
		if i := slices.IndexFunc(c.times, func(n int32) bool { return n != 1 }); i >= 0 {
			t.Errorf("%v: element %d of the block is updated %d times", z, i, c.times[i])
		}
		if c.early.Load() {
			t.Errorf("%v: an update came before its gradient or the loss was known", z)
		}
	}
}

// TestUpdatesWaitForTheLastReader has gradients that are made of parameters.
func TestUpdatesWaitForTheLastReader(t *testing.T) {
	b := ir.NewBuilder("f")
	x := b.Input("x", 64, 48)
	v, w := b.Param("v", 64, 48), b.Param("w", 64, 48)
	b.Output("grad.v", b.Mul(w, x))
	b.Output("grad.w", b.Add(v, x))
	in := given(b.F)
	want, err := Reference(b.F, in)
	if err != nil {
		t.Fatal(err)
	}
	for _, threads := range []int{1, 2, 5} {
		pool := &Pool{threads: threads}
		pool.open()
		m := boundBy(t, b.F, in, pool, tiny)
		block := m.memory[plan.Parameters]
		m.RunUpdate(&descent{block, m.memory[plan.Gradients]})
		for _, e := range m.p.params.Entries {
			got := make([]float32, e.Shape.Size())
			e.Unpack(got, block)
			for i, p := range in[e.Name] {
				if next := p - want["grad."+e.Name][i]; math.Abs(float64(got[i])-next) > 1e-6 {
					t.Fatalf("%d threads: %s[%d] = %v, want %v", threads, e.Name, i, got[i], next)
				}
			}
		}
		pool.Close()
	}
}

// descent subtracts the gradients from the parameters.
type descent struct{ params, grads []float32 }

func (d *descent) Update(lo, hi int, _ bool) { kernel.SGD(d.params[lo:hi], d.grads[lo:hi], 1, false) }

func TestRunAllocatesNothing(t *testing.T) {
	for _, threads := range []int{1, 2} {
		pool := NewPool(threads)
		f, _ := smallSizes[1].step()
		m := bound(t, f, given(f), pool)
		u := newAdam(m.memory[plan.Parameters], m.memory[plan.Gradients])
		if n := testing.AllocsPerRun(20, func() { m.RunUpdate(u) }); n != 0 {
			t.Errorf("%d threads: a run allocates %v times", threads, n)
		}
		pool.Close()
	}
}

// TestGradientsWithoutAPlaceOfTheirOwn has derivatives that are inputs, constants, other parameters' derivatives and reshaped values.
func TestGradientsWithoutAPlaceOfTheirOwn(t *testing.T) {
	b := ir.NewBuilder("f")
	x := b.Input("x", 3, 1)
	for i, name := range []string{"p", "q", "r", "s"} {
		p := b.Param(name, [][]int{{3, 1}, {3}, {3, 1}, {3, 1}}[i]...)
		b.Output("keep."+name, b.Unary(ir.Neg, p))
	}
	y := b.Unary(ir.Exp, x)
	b.Output("grad.p", x)
	b.Output("grad.q", b.Reshape(y, 3))
	b.Output("grad.r", y)
	b.Output("grad.s", y)
	in := map[string][]float64{"x": {1, 2, 3}, "p": {4, 5, 6}, "q": {1, 1, 1}, "r": {0, 1, 0}, "s": {7, 8, 9}}
	want, err := Reference(b.F, in)
	if err != nil {
		t.Fatal(err)
	}
	m := bound(t, b.F, in, nil)
	m.Run()
	for name, w := range want {
		if got := dense(m, name); distance(got, w) > 1e-6 {
			t.Errorf("%s = %v, want %v", name, got, w)
		}
	}
	checkPadding(t, m.p.params, m.memory[plan.Gradients])
}

func TestCompileNamesWhatIsMissing(t *testing.T) {
	b := ir.NewBuilder("f")
	b.Output("y", b.Unary(ir.Neg, b.Param("w", 2, 3)))
	for _, shapes := range [][]ir.Shape{{}, {{3, 2}}} {
		l, err := plan.NewLayout([]string{"w"}[:len(shapes)], shapes)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Compile(b.F, l); err == nil {
			t.Error("compiled with layout ", fmt.Sprint(l))
		}
	}
}
