package exec

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"vae/autodiff/ir"
	"vae/autodiff/plan"
)

// tiny limits divide even the smallest programs.
var tiny = plan.Limits{Elements: 1, Products: 1, Group: 60, Block: 2, Whole: 3, Update: 40, Few: 9, Turned: 1}

// broadcasts are triples of shapes that broadcast together: equal ones, rows, columns, scalars, and all of them at once.
var broadcasts = [][3]ir.Shape{
	{{}, {}, {}},
	{{7}, {7}, {7}},
	{{7}, {}, {1}},
	{{1, 1}, {}, {}},
	{{6, 5}, {6, 5}, {6, 5}},
	{{6, 5}, {6, 5}, {}},
	{{6, 16}, {6, 16}, {16}},
	{{6, 5}, {5}, {6, 1}},
	{{6, 1}, {1, 5}, {}},
	{{1, 5}, {6, 1}, {6, 5}},
	{{6, 1}, {6, 1}, {1}},
	{{4, 3, 5}, {4, 1, 5}, {3, 1}},
	{{4, 1, 1}, {3, 5}, {4, 3, 1}},
	{{2, 3, 2, 5}, {2, 1, 2, 1}, {3, 1, 5}},
	{{5}, {4, 3, 1}, {1, 3, 1}},
}

// TestElementwiseOperationsBroadcast holds every elementwise operation to the reference on all broadcasts, on numbers among which many are
// equal, and inside every function's domain.
func TestElementwiseOperationsBroadcast(t *testing.T) {
	pool := &Pool{threads: 3}
	pool.open()
	defer pool.Close()
	for _, op := range ir.All() {
		for i, shapes := range broadcasts {
			if op.Class() != ir.Elementwise {
				continue
			}
			b := ir.NewBuilder(fmt.Sprint(op, shapes))
			args := []ir.ID{b.Input("x", shapes[0]...), b.Input("y", shapes[1]...), b.Input("z", shapes[2]...)}
			n := 1
			for ; n <= 3; n++ {
				if v, err := b.TryEmit(op, ir.Attr{}, nil, args[:n]...); err == nil {
					b.Output("result", v)
					b.Output("again", b.Unary(ir.Neg, v)) // so that the result is kept for others too
					break
				}
			}
			in := map[string][]float64{}
			r := rand.New(rand.NewPCG(uint64(op), uint64(i)))
			for j, name := range []string{"x", "y", "z"} {
				in[name] = make([]float64, shapes[j].Size())
				for k := range in[name] {
					in[name][k] = float64(r.IntN(5)+1) / 4
					if op == ir.Select && r.IntN(2) == 0 {
						in[name][k] = 0
					}
				}
			}
			compare(t, b.F, in, pool)
		}
	}
}

// compare holds a program, divided as finely as can be, to the reference.
func compare(t *testing.T, f *ir.Func, in map[string][]float64, pool *Pool) {
	t.Helper()
	want, err := Reference(f, in)
	if err != nil {
		t.Fatal(err)
	}
	m := boundBy(t, f, in, pool, tiny)
	m.Run()
	for name, w := range want {
		if got := dense(m, name); distance(got, w) > 1e-5 {
			t.Errorf("%s: %s = %v, want %v\n%s", f.Name, name, got, w, m.p)
		}
	}
}

// TestMovementsOfEveryAxis moves elements of tensors of every rank along every axis, by parts and whole.
func TestMovementsOfEveryAxis(t *testing.T) {
	pool := &Pool{threads: 2}
	pool.open()
	defer pool.Close()
	for _, shape := range []ir.Shape{{9}, {6, 17}, {6, 3, 5}, {4, 3, 2, 5}, {4, 3, 2, 1}} {
		in := map[string][]float64{"x": make([]float64, shape.Size())}
		for i := range in["x"] {
			in["x"][i] = float64(i + 1)
		}
		b := ir.NewBuilder(fmt.Sprint("movements of ", shape))
		x := b.Unary(ir.Neg, b.Input("x", shape...))
		for axis, d := range shape {
			perm := make([]int, len(shape))
			for i := range perm {
				perm[i] = (i + axis) % len(shape)
			}
			n := (d + 1) / 2
			half := b.Slice(x, axis, 0, 2, n)
			for i, y := range []ir.ID{
				half, b.Transpose(x, perm...), b.Slice(x, axis, d-n, 1, n), b.Concat(axis, x, half, x),
				b.Emit(ir.Unslice, ir.Attr{Axes: []int{axis}, Start: 0, Step: 2}, shape, half),
				b.Reshape(x, shape.Size()/shape[len(shape)-1], shape[len(shape)-1]),
				b.Reshape(x, shape.Size()), b.Reshape(x, shape[0], shape.Size()/shape[0]),
				b.Reduce(ir.Sum, x, axis), b.Reduce(ir.MaxOver, x, axis), b.Reduce(ir.LogSumExp, x, axis),
			} {
				b.Output(fmt.Sprintf("axis %d, movement %d", axis, i), y)
				b.Output(fmt.Sprintf("axis %d, read after movement %d", axis, i), b.Unary(ir.Neg, y))
			}
		}
		compare(t, b.F, in, pool)
	}
}

// TestLogSumExpAtTheEdges has rows of infinities, which must give no NaN, along both kinds of axes.
func TestLogSumExpAtTheEdges(t *testing.T) {
	b := ir.NewBuilder("f")
	x := b.Input("x", 4, 2)
	b.Output("rows", b.Reduce(ir.LogSumExp, x, 1))
	b.Output("columns", b.Reduce(ir.LogSumExp, b.Transpose(x, 1, 0), 0))
	inf := float64(1e300) // beyond float32: infinite there
	in := map[string][]float64{"x": {-inf, -inf, -inf, 3, 1000, 1000, -1000, -1001}}
	m := bound(t, b.F, in, nil)
	m.Run()
	for _, name := range []string{"rows", "columns"} {
		got := fmt.Sprintf("%.6g", dense(m, name))
		if got != "[-Inf 3 1000.69 -999.687]" {
			t.Errorf("%s: %v", name, got)
		}
	}
}
