package exec

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"vae/autodiff/ir"
	"vae/autodiff/ir/irtest"
	"vae/autodiff/plan"
)

// fataler is a test, or one case of rapid's.
type fataler interface{ Fatal(args ...any) }

// layoutOf lays out all parameters of a program in order.
func layoutOf(t fataler, f *ir.Func) plan.Layout {
	var names []string
	for _, v := range f.Values {
		if v.Op == ir.Param {
			names = append(names, v.Attr.Name)
		}
	}
	l, err := plan.Params(f, names)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// poison fills memory with what must never reach a true element.
func poison(x []float32) {
	for i := range x {
		x[i] = float32(math.NaN())
	}
}

// bound compiles a program and gives it its inputs and parameters. All other memory, the padding of inputs too, holds NaN.
func bound(t fataler, f *ir.Func, in map[string][]float64, pool *Pool) *Machine {
	return boundBy(t, f, in, pool, plan.Standard)
}

// boundBy is bound with limits for the schedule.
func boundBy(t fataler, f *ir.Func, in map[string][]float64, pool *Pool, limits plan.Limits) *Machine {
	l := layoutOf(t, f)
	if _, err := Compile(f, l); err != nil {
		t.Fatal(err)
	}
	p := scheduled(f, l, limits)
	params := NewBlock(l.Len)
	for _, e := range l.Entries {
		e.Pack(params, narrow(in[e.Name]))
	}
	p.flops = 1e9 // so that small programs are divided between threads too
	m := p.NewMachine(params, NewBlock(l.Len), pool)
	poison(m.memory[plan.Arena])
	for name, tensor := range m.inputs {
		tensor.CopyFrom(narrow(in[name]))
	}
	return m
}

func narrow(xs []float64) []float32 {
	out := make([]float32, len(xs))
	for i, x := range xs {
		out[i] = float32(x)
	}
	return out
}

// dense returns an output's elements.
func dense(m *Machine, name string) []float32 {
	tensor := m.Output(name)
	out := make([]float32, tensor.Shape.Size())
	tensor.CopyTo(out)
	return out
}

// distance is the largest difference over the largest element of the reference, at least 1: the values of a random program are of that size, and
// what cancels is not more precise than what it is made of.
func distance(got []float32, want []float64) float64 {
	worst, size := 0.0, 1.0
	for i, w := range want {
		g := float64(got[i])
		if math.IsNaN(g) != math.IsNaN(w) {
			return math.Inf(1)
		}
		worst, size = max(worst, math.Abs(g-w)), max(size, math.Abs(w))
	}
	return worst / size
}

func TestProgramsAgreeWithTheReference(t *testing.T) {
	pool := NewPool(2)
	defer pool.Close()
	rapid.Check(t, func(t *rapid.T) {
		f := irtest.Program(t, irtest.Options{Continuous: true, MaxDim: 18})
		in := irtest.Feed(t, f)
		want, err := Reference(f, in)
		if err != nil {
			t.Fatal(err)
		}
		compareRun(t, f, in, want, pool)
	})
}

// drawLimits draws limits that divide even small programs.
func drawLimits(t *rapid.T) plan.Limits {
	draw := func(name string, most int) int { return rapid.IntRange(1, most).Draw(t, name) }
	return plan.Limits{
		Elements: draw("elements", 20), Products: draw("products", 50), Group: draw("group", 200),
		Block: draw("block", 5), Whole: draw("whole", 6), Update: draw("update", 100), Few: draw("few", 20), Turned: draw("turned", 200),
	}
}

// compareRun holds a program, on one thread and on a pool, to the reference, and the two to each other.
func compareRun(t *rapid.T, f *ir.Func, in map[string][]float64, want map[string][]float64, pool *Pool) {
	limits := drawLimits(t)
	one, two := boundBy(t, f, in, nil, limits), boundBy(t, f, in, pool, limits)
	for run := range 2 {
		one.Run()
		two.Run()
		for name, w := range want {
			got, other := dense(one, name), dense(two, name)
			if d := distance(got, w); d > 2e-5 {
				t.Fatalf("run %d: output %s is %.3g away from the reference\ngot  %v\nwant %v\n%s\n%s", run, name, d, got, w, f, one.p)
			}
			for i := range got {
				if math.Float32bits(got[i]) != math.Float32bits(other[i]) {
					t.Fatalf("run %d: output %s differs between one thread and two at %d\n%s\n%s", run, name, i, f, one.p)
				}
			}
		}
	}
}
