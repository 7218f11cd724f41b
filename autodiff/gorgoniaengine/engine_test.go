package gorgoniaengine

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff/op"
)

// net is a small classifier of rows with K copies of each, in the stock spelling, with one parameter that the loss does not depend on, and
// one that it depends on only where no gradient passes.
func net(t *testing.T, dtype tensor.Dtype) (*Engine, map[string][]float64) {
	t.Helper()
	b := &op.Builder{G: gorgonia.NewGraph(), Spelling: op.Stock, Dtype: dtype}
	x := b.Input("x", 3, 4)
	w, bias := b.Param("w", 4, 5), b.Param("bias", 5)
	unused, stopped := b.Param("unused", 2, 2), b.Param("stopped", 5)
	h := b.Activate(op.Silu, b.Affine(x, w, bias))
	logits := b.TileRows(h, 2)
	loss := b.Add(b.MeanAll(b.BernoulliNLL(logits, b.Input("y", 3, 5))), b.MeanAll(b.StopGradient(stopped)))
	if b.Err() != nil {
		t.Fatal(b.Err())
	}
	y := b.G.ByName("y")[0]
	e, err := New(gorgonia.Nodes{x, y, w, bias, unused, stopped}, []Output{{"loss", loss}, {"logits", logits}}, loss,
		gorgonia.Nodes{w, bias, unused, stopped, x})
	if err != nil {
		t.Fatal(err)
	}
	r, in := rand.New(rand.NewPCG(1, 2)), map[string][]float64{}
	for _, n := range e.leaves {
		for range n.Shape().TotalSize() {
			in[n.Name()] = append(in[n.Name()], float64(float32(r.NormFloat64())))
		}
	}
	return e, in
}

func evaluate(t *testing.T, e *Engine, in map[string][]float64) map[string][]float64 {
	t.Helper()
	out, err := e.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestGradientsMatchDifferences(t *testing.T) {
	const h = 1e-5
	e, in := net(t, tensor.Float64)
	base := evaluate(t, e, in)
	for _, name := range []string{"w", "bias", "unused", "x"} {
		got := base["grad."+name]
		if len(got) != len(in[name]) {
			t.Fatalf("gradient of %s has %d elements", name, len(got))
		}
		for i := range got {
			at := func(by float64) float64 {
				moved := maps.Clone(in)
				moved[name] = slices.Clone(in[name])
				moved[name][i] += by
				return evaluate(t, e, moved)["loss"][0]
			}
			if want := (at(h) - at(-h)) / (2 * h); math.Abs(got[i]-want) > 1e-9 {
				t.Errorf("gradient of %s[%d] is %v, differences give %v", name, i, got[i], want)
			}
		}
	}
	for _, g := range base["grad.stopped"] {
		if g != 0 {
			t.Errorf("a gradient passed where none may: %v", g)
		}
	}
}

func TestRunsAreIndependent(t *testing.T) {
	e, in := net(t, tensor.Float32)
	first := evaluate(t, e, in)
	other := maps.Clone(in)
	other["x"] = make([]float64, len(in["x"]))
	if got := evaluate(t, e, other); slices.Equal(got["loss"], first["loss"]) {
		t.Error("another input gives the same loss")
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			got, err := e.Evaluate(in)
			if err != nil {
				t.Error(err)
				return
			}
			for name := range first {
				if !slices.Equal(got[name], first[name]) {
					t.Errorf("%s changed from %v to %v", name, first[name], got[name])
				}
			}
		})
	}
	wg.Wait()
}

func TestFloat32IsRounded(t *testing.T) {
	single, in := net(t, tensor.Float32)
	double, _ := net(t, tensor.Float64)
	a, b := evaluate(t, single, in), evaluate(t, double, in)
	for name := range b {
		for i := range b[name] {
			if d := math.Abs(a[name][i] - b[name][i]); d > 2e-6 || float64(float32(a[name][i])) != a[name][i] {
				t.Errorf("%s[%d]: %v in float32, %v in float64", name, i, a[name][i], b[name][i])
			}
		}
	}
}

func TestMistakesAreNamed(t *testing.T) {
	e, in := net(t, tensor.Float32)
	short := maps.Clone(in)
	short["bias"] = short["bias"][:2]
	missing := maps.Clone(in)
	delete(missing, "w")
	for want, in := range map[string]map[string][]float64{`"bias"`: short, `"w"`: missing} {
		if _, err := e.Evaluate(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not name %s", err, want)
		}
	}
	if _, err := New(nil, nil, nil, nil); err == nil {
		t.Error("an engine of nothing was made")
	}
}
