package model

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff"
	"vae/autodiff/op"
)

// net is a configuration with two hidden layers.
func net() Config {
	c := DefaultConfig()
	c.Hidden, c.Latent = []int{9, 7}, 3
	return c
}

// widths are heads of one width.
func widths(width int, names ...string) []Head {
	var heads []Head
	for _, name := range names {
		heads = append(heads, Head{name, width})
	}
	return heads
}

// spelled writes parameters as text.
func spelled(ps []Parameter) string {
	var lines []string
	for _, p := range ps {
		lines = append(lines, fmt.Sprint(p.Name, " ", p.Shape))
	}
	return strings.Join(lines, "\n")
}

const twoHeads = `encoder.0.weight [11 9]
encoder.0.bias [9]
encoder.1.weight [9 7]
encoder.1.bias [7]
encoder.mean.weight [7 3]
encoder.mean.bias [3]
encoder.log_variance.weight [7 3]
encoder.log_variance.bias [3]
decoder.0.weight [3 7]
decoder.0.bias [7]
decoder.1.weight [7 9]
decoder.1.bias [9]
decoder.mean.weight [9 11]
decoder.mean.bias [11]
decoder.log_variance.weight [9 11]
decoder.log_variance.bias [11]
decoder.scale []`

const noHidden = `encoder.mean.weight [11 3]
encoder.mean.bias [3]
encoder.log_variance.weight [11 3]
encoder.log_variance.bias [3]
decoder.output.weight [3 11]
decoder.output.bias [11]`

// Names, shapes and their order are what checkpoints and other programs rely on.
func TestParameters(t *testing.T) {
	linear := net()
	linear.Hidden = nil
	if got := spelled(net().Parameters(11, widths(11, "mean", "log_variance"), []string{"scale"})); got != twoHeads {
		t.Errorf("two hidden layers, two heads:\n%s", got)
	}
	if got := spelled(linear.Parameters(11, widths(11, "output"), nil)); got != noHidden {
		t.Errorf("no hidden layer:\n%s", got)
	}
}

// The last word of a head's name decides whether it is bounded.
func TestLogarithms(t *testing.T) {
	for name, want := range map[string]bool{"log_rate": true, "part3.log_rate": true, "logits": false, "part0.output": false, "log_.mean": false} {
		if isLogarithm(name) != want {
			t.Errorf("%s is bounded: %v", name, !want)
		}
	}
}

// TestUnbounded holds it to the graph's own bound.
func TestUnbounded(t *testing.T) {
	for _, v := range []float64{-20, -3, 0, 19.9, 20, 20.5, 25, -23, 30} {
		raw := Unbounded(v)
		b := &op.Builder{G: gorgonia.NewGraph(), Dtype: tensor.Float64}
		in := b.Input("v")
		p, err := autodiff.Compile(autodiff.Spec{
			Name: "bound", Inputs: gorgonia.Nodes{in}, Outputs: []autodiff.Output{{Name: "bounded", Node: b.BoundLogVariance(in, LogVarianceBound)}},
		}, autodiff.Reference)
		if err != nil {
			t.Fatal(err)
		}
		out, err := p.Evaluate(map[string][]float64{"v": {raw}})
		if err != nil || math.Abs(out["bounded"][0]-v) > 1e-12 {
			t.Errorf("%v goes to %v and comes back as %v: %v", v, raw, out, err)
		}
	}
}

// nodes writes a graph's parameters as text; a bias [n] is a row, [1, n], in a graph.
func nodes(ns gorgonia.Nodes) string {
	var ps []Parameter
	for _, n := range ns {
		shape := []int(n.Shape())
		if strings.HasSuffix(n.Name(), ".bias") && len(shape) == 2 && shape[0] == 1 {
			shape = shape[1:]
		}
		ps = append(ps, Parameter{n.Name(), shape})
	}
	return spelled(ps)
}

// The graphs have the parameters of the list, in its order, in either spelling; each half has its own.
func TestGraphs(t *testing.T) {
	for _, spelling := range []op.Spelling{op.Fused, op.Stock} {
		o := Options{Width: 11, Batch: 4, Samples: 2, Heads: widths(11, "mean", "log_variance"), Shared: []string{"scale"}, Spelling: spelling}
		whole, err := Build(net(), o)
		if err != nil {
			t.Fatal(err)
		}
		encoder, err := BuildEncoder(net(), o)
		if err != nil {
			t.Fatal(err)
		}
		decoder, err := BuildDecoder(net(), o)
		if err != nil {
			t.Fatal(err)
		}
		if got := nodes(whole.Params); got != twoHeads {
			t.Errorf("the whole:\n%s", got)
		}
		if got := nodes(encoder.Params) + "\n" + nodes(decoder.Params); got != twoHeads {
			t.Errorf("the halves:\n%s", got)
		}
		for name, c := range map[string]struct {
			node  *gorgonia.Node
			shape []int
		}{
			"x": {whole.X, []int{4, 11}}, "eps": {whole.Eps, []int{8, 3}}, "mean": {whole.Mean, []int{4, 3}}, "log-variance": {whole.LogVar, []int{4, 3}},
			"z": {whole.Z, []int{8, 3}}, "head 0": {whole.Heads[0], []int{8, 11}}, "head 1": {whole.Heads[1], []int{8, 11}},
			"encoder's mean": {encoder.Mean, []int{4, 3}}, "decoder's z": {decoder.Z, []int{4, 3}}, "decoder's head": {decoder.Heads[0], []int{4, 11}},
		} {
			if !slices.Equal(c.node.Shape(), c.shape) {
				t.Errorf("%s has shape %v, want %v", name, c.node.Shape(), c.shape)
			}
		}
	}
}

// Each initialiser has the mean, the variance and the shape of its distribution, which fourth moments tell: 9/5 of the squared variance for a
// uniform one, 3 for a normal one.
func TestInitializers(t *testing.T) {
	const in, out = 500, 300
	for _, c := range []struct {
		name               string
		variance, kurtosis float64
	}{
		{GlorotUniform, 2. / (in + out), 1.8}, {GlorotNormal, 2. / (in + out), 3}, {HeUniform, 2. / in, 1.8}, {HeNormal, 2. / in, 3},
		{SmallNormal, 1e-4, 3},
	} {
		w := drawn(c.name, in, out, 0, 1)
		var sum, squares, fourths, largest float64
		for _, x := range w {
			v := float64(x)
			sum, squares, fourths, largest = sum+v, squares+v*v, fourths+v*v*v*v, max(largest, math.Abs(v))
		}
		n := float64(len(w))
		mean, variance, kurtosis := sum/n, squares/n, fourths/n/(c.variance*c.variance)
		// Six standard errors of each.
		if math.Abs(mean) > 6*math.Sqrt(c.variance/n) {
			t.Errorf("%s: mean %v", c.name, mean)
		}
		if math.Abs(variance/c.variance-1) > 6*math.Sqrt((c.kurtosis-1)/n) {
			t.Errorf("%s: variance %v, want %v", c.name, variance, c.variance)
		}
		if math.Abs(kurtosis-c.kurtosis) > 0.2 {
			t.Errorf("%s: fourth moment %v, want %v", c.name, kurtosis, c.kurtosis)
		}
		if bound := math.Sqrt(3 * c.variance); c.kurtosis < 2 && (largest > bound*(1+1e-6) || largest < 0.999*bound) {
			t.Errorf("%s: reaches to %v, the bound is %v", c.name, largest, bound)
		}
	}
	if names := Initializers(); len(names) != 5 {
		t.Errorf("initialisers %v: some are not checked here", names)
	}
}

// drawn is a weight by an initialiser.
func drawn(initializer string, in, out, index int, seed uint64) []float32 {
	c := DefaultConfig()
	c.Initializer = initializer
	w := make([]float32, in*out)
	c.Initialize(w, Parameter{"w", []int{in, out}}, index, seed)
	return w
}

// Draws depend on the seed and on the parameter's index; biases and scalars become 0 whatever they were.
func TestInitialDraws(t *testing.T) {
	for _, name := range Initializers() {
		w := drawn(name, 5, 7, 2, 1)
		if !slices.Equal(w, drawn(name, 5, 7, 2, 1)) {
			t.Errorf("%s: the same seed draws otherwise", name)
		}
		if slices.Equal(w, drawn(name, 5, 7, 2, 2)) || slices.Equal(w, drawn(name, 5, 7, 4, 1)) {
			t.Errorf("%s: another seed or another parameter draws the same", name)
		}
	}
	for _, shape := range [][]int{{3}, nil} {
		b := []float32{1, 2, 3}
		DefaultConfig().Initialize(b, Parameter{"b", shape}, 1, 1)
		if !slices.Equal(b, []float32{0, 0, 0}) {
			t.Errorf("a parameter of shape %v starts at %v", shape, b)
		}
	}
}

// Every setting that cannot be used is reported, all at once.
func TestValidate(t *testing.T) {
	if bad := DefaultConfig().Validate(); len(bad) != 0 {
		t.Errorf("the default: %v", bad)
	}
	bad := Config{
		Hidden: []int{0, 5, -1, 65537}, Latent: 0, Activation: "rellu", PriorVariance: math.NaN(), Initializer: "he", OutputBias: "",
	}.Validate()
	var paths []string
	for _, f := range bad {
		paths = append(paths, f.Path)
	}
	want := []string{"hidden[0]", "hidden[2]", "hidden[3]", "latent", "prior_variance", "activation", "initializer", "output_bias"}
	if !slices.Equal(paths, want) {
		t.Errorf("reported %v, want %v", paths, want)
	}
	if !strings.Contains(bad.Error(), "nearest: relu") {
		t.Errorf("the nearest activation is not named: %v", bad)
	}
	deep := DefaultConfig()
	deep.Hidden = slices.Repeat([]int{2}, maxLayers+1)
	if bad := deep.Validate(); len(bad) != 1 || bad[0].Path != "hidden" {
		t.Errorf("%d layers: %v", maxLayers+1, bad)
	}
}

// A model is refused by its number of parameters exactly where that passes the bound.
func TestCheckSize(t *testing.T) {
	c := DefaultConfig()
	c.Hidden, c.Latent = nil, 1
	// Two heads of D+1 parameters, and one of 2D: 4D + 2.
	const width = (maxParameters - 2) / 4
	if err := c.CheckSize(width, widths(width, "output")); err != nil {
		t.Errorf("%d parameters: %v", 4*width+2, err)
	}
	if err := c.CheckSize(width+1, widths(width+1, "output")); err == nil || !strings.Contains(err.Error(), "decoder.output") {
		t.Errorf("%d parameters: %v", 4*width+6, err)
	}
}
