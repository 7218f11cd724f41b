package exec

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"vae/autodiff/ir"
	"vae/autodiff/ir/irtest"
)

func TestReferenceHasARowForEachOperation(t *testing.T) {
	for _, op := range ir.All() {
		if refRows[op] == nil {
			t.Errorf("the reference interpreter has no row for %s", op)
		}
	}
}

// cell reads one element by its coordinates, where coordinates beyond the shape's rank are dropped at the left and stretched axes are held at 0.
func cell(x []float64, s ir.Shape, coords ...int) float64 {
	coords = coords[len(coords)-len(s):]
	at := 0
	for i, d := range s {
		at = at*d + min(coords[i], d-1)
	}
	return x[at]
}

// eachCell visits every coordinate of a shape, in row-major order.
func eachCell(s ir.Shape, visit func(coords []int)) {
	coords := make([]int, len(s))
	for n := range s.Size() {
		for i := len(s) - 1; i >= 0; i-- {
			coords[i] = n % s[i]
			n /= s[i]
		}
		visit(coords)
	}
}

// definition computes one element of a value from its arguments, straight from the operation's definition.
func definition(v ir.Value, args [][]float64, shapes []ir.Shape, coords []int) float64 {
	x := args[0]
	s := shapes[0]
	axis := append(v.Attr.Axes, 0)[0]
	from := append([]int{}, coords...)
	switch v.Op {
	case ir.MatMul:
		r := len(coords)
		i, j := coords[r-2], coords[r-1]
		inner := s.Size() / (v.Shape.Size() / v.Shape[r-1])
		element := func(x []float64, s ir.Shape, i, j int, transposed bool) float64 {
			if transposed {
				i, j = j, i
			}
			from[r-2], from[r-1] = i, j
			return cell(x, s, from...)
		}
		sum := 0.0
		for k := range inner {
			sum += element(x, s, i, k, v.Attr.TransA) * element(args[1], shapes[1], k, j, v.Attr.TransB)
		}
		return sum
	case ir.Transpose:
		for i, a := range v.Attr.Axes {
			from[a] = coords[i]
		}
		return cell(x, s, from...)
	case ir.Slice:
		from[axis] = v.Attr.Start + coords[axis]*v.Attr.Step
		return cell(x, s, from...)
	case ir.Unslice:
		for k := range s[axis] {
			if v.Attr.Start+k*v.Attr.Step == coords[axis] {
				from[axis] = k
				return cell(x, s, from...)
			}
		}
		return 0
	case ir.Concat:
		for i := range args {
			if from[axis] < shapes[i][axis] {
				return cell(args[i], shapes[i], from...)
			}
			from[axis] -= shapes[i][axis]
		}
	case ir.Broadcast, ir.StopGradient:
		return cell(x, s, coords...)
	case ir.Reshape:
		at := 0
		for i, d := range v.Shape {
			at = at*d + coords[i]
		}
		return x[at]
	case ir.Sum, ir.MaxOver, ir.LogSumExp:
		return reduction(v, x, s, coords)
	}
	var xyz [3]float64
	for i := range args {
		xyz[i] = cell(args[i], shapes[i], coords...)
	}
	return ir.Element(v.Op)(xyz[0], xyz[1], xyz[2])
}

// reduction collects the elements whose coordinates agree with coords on the kept axes.
func reduction(v ir.Value, x []float64, s ir.Shape, coords []int) float64 {
	dropped := map[int]bool{}
	for _, a := range v.Attr.Axes {
		dropped[a] = true
	}
	sum, top, exps := 0.0, math.Inf(-1), 0.0
	eachCell(s, func(at []int) {
		kept := []int{}
		for i, c := range at {
			if !dropped[i] {
				kept = append(kept, c)
			}
		}
		if cmp.Equal(kept, coords, cmpopts.EquateEmpty()) {
			e := cell(x, s, at...)
			sum, top, exps = sum+e, max(top, e), exps+math.Exp(e)
		}
	})
	return map[ir.Op]float64{ir.Sum: sum, ir.MaxOver: top, ir.LogSumExp: math.Log(exps)}[v.Op]
}

func TestReferenceComputesTheDefinitions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := irtest.Program(t, irtest.Options{MaxDim: 4})
		values, err := ReferenceValues(f, irtest.Feed(t, f))
		if err != nil {
			t.Fatal(err)
		}
		for id, v := range f.Values {
			if v.Op.Class() == ir.Leaf {
				continue
			}
			var args [][]float64
			var shapes []ir.Shape
			for _, a := range v.Args {
				args, shapes = append(args, values[a]), append(shapes, f.Values[a].Shape)
			}
			n := 0
			eachCell(v.Shape, func(coords []int) {
				got, want := values[id][n], definition(v, args, shapes, coords)
				if math.Abs(got-want) > 1e-12 || math.Abs(got) > irtest.Bound {
					t.Fatalf("v%d%v = %v, want %v and at most %d\n%s", id, coords, got, want, irtest.Bound, f)
				}
				n++
			})
			if n != len(values[id]) {
				t.Fatalf("v%d has %d elements, not %d", id, len(values[id]), n)
			}
		}
	})
}

func TestReferenceLogSumExpAtTheEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	b := ir.NewBuilder("f")
	x := b.Input("x", 7, 2)
	b.Output("y", b.Reduce(ir.LogSumExp, x, 1))
	in := map[string][]float64{"x": {-inf, -inf, -inf, 3, inf, 0, inf, -inf, nan, 0, 1000, 1000, -1000, -1001}}
	out, err := Reference(b.F, in)
	if err != nil {
		t.Fatal(err)
	}
	want := []float64{-inf, 3, inf, inf, nan, 1000 + math.Ln2, -1000 + math.Log1p(math.Exp(-1))}
	if diff := cmp.Diff(want, out["y"], cmpopts.EquateNaNs(), cmpopts.EquateApprox(1e-15, 0)); diff != "" {
		t.Error(diff)
	}
}

func TestReferenceBindsByName(t *testing.T) {
	b := ir.NewBuilder("f")
	x := b.Input("x", 2)
	b.Output("same", x)
	b.Output("w", b.Param("w"))
	xs := []float64{1, 2}
	out, err := Reference(b.F, map[string][]float64{"x": xs, "w": {3}, "unknown": {4}})
	if err != nil {
		t.Fatal(err)
	}
	out["same"][0] = 7
	if xs[0] != 1 {
		t.Error("an output shares memory with an input")
	}
	for _, c := range []struct {
		in   map[string][]float64
		want string
	}{
		{map[string][]float64{"x": {1, 2}}, `param "w" of program "f" is not given`},
		{map[string][]float64{"x": {1}, "w": {3}}, `input "x" has 1 elements, its shape [2] needs 2`},
	} {
		if _, err := Reference(b.F, c.in); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	b.F.Values[0].Attr.Start = 1
	if _, err := Reference(b.F, nil); err == nil {
		t.Error("a damaged program was run")
	}
}
