package model

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"vae/internal/invalid"
	"vae/internal/rng"
)

// Parameter is one trained tensor: a weight [in, out], a bias [out] or a scalar.
type Parameter struct {
	Name  string
	Shape []int
}

// The names of the layers that are not numbered.
const (
	meanHead        = "mean"
	logVarianceHead = "log_variance"
	logarithm       = "log_" // how the names of logarithms begin
)

// Head is an output of the decoder.
type Head struct {
	Name  string // unique; dots part its words, and where the last one begins with "log_" the output is bounded: see LogVarianceBound
	Width int
}

// isLogarithm reports whether the last word of a name says that it is one.
func isLogarithm(name string) bool {
	return strings.HasPrefix(name[strings.LastIndexByte(name, '.')+1:], logarithm)
}

// layer is one affine map of the net.
type layer struct {
	name    string
	in, out int
}

// encoderLayers lists the encoder's hidden layers, then its two heads.
func (c Config) encoderLayers(width int) []layer {
	layers, in := hiddenLayers("encoder", width, c.Hidden)
	return append(layers, layer{"encoder." + meanHead, in, c.Latent}, layer{"encoder." + logVarianceHead, in, c.Latent})
}

// decoderLayers lists the decoder's hidden layers, mirrored, then one head for each of the likelihood's.
func (c Config) decoderLayers(heads []Head) []layer {
	mirrored := slices.Clone(c.Hidden)
	slices.Reverse(mirrored)
	layers, in := hiddenLayers("decoder", c.Latent, mirrored)
	for _, h := range heads {
		layers = append(layers, layer{"decoder." + h.Name, in, h.Width})
	}
	return layers
}

func hiddenLayers(prefix string, in int, widths []int) ([]layer, int) {
	var layers []layer
	for i, out := range widths {
		layers = append(layers, layer{fmt.Sprintf("%s.%d", prefix, i), in, out})
		in = out
	}
	return layers, in
}

func (c Config) layers(width int, heads []Head) []layer {
	return append(c.encoderLayers(width), c.decoderLayers(heads)...)
}

func (l layer) weight() string { return l.name + ".weight" }
func (l layer) bias() string   { return l.name + ".bias" }

func sharedName(name string) string { return "decoder." + name }

// Unbounded is what LogVarianceBound takes to a value: v where |v| <= a, sign(v) (a + expm1(|v| - a)) beyond.
func Unbounded(v float64) float64 {
	excess := math.Abs(v) - LogVarianceBound
	if excess <= 0 {
		return v
	}
	return math.Copysign(LogVarianceBound+math.Expm1(excess), v)
}

// Parameters lists the parameters of a model of examples with width features, in the order of every block: layer by layer, the weight
// and then its bias; last the likelihood's own scalars. heads are the decoder's outputs, shared those scalars, both as the likelihood names them.
func (c Config) Parameters(width int, heads []Head, shared []string) []Parameter {
	var ps []Parameter
	for _, l := range c.layers(width, heads) {
		ps = append(ps, Parameter{l.weight(), []int{l.in, l.out}}, Parameter{l.bias(), []int{l.out}})
	}
	for _, name := range shared {
		ps = append(ps, Parameter{sharedName(name), nil})
	}
	return ps
}

// CheckSize refuses a model whose parameters would not reasonably fit in memory, before any is asked for.
func (c Config) CheckSize(width int, heads []Head) error {
	total := 0
	for _, l := range c.layers(width, heads) {
		if total += (l.in + 1) * l.out; total > maxParameters {
			var bad invalid.Fields
			bad.Addf("hidden", "makes a model of more than %d parameters (layer %s is %d by %d); choose smaller widths here or for latent",
				maxParameters, l.name, l.in, l.out)
			return bad
		}
	}
	return nil
}

// The initialisers: Glorot and Bengio 2010, He et al. 2015.
const (
	GlorotUniform = "glorot_uniform" // U(-a, a), a = sqrt(6 / (in + out))
	GlorotNormal  = "glorot_normal"  // N(0, 2 / (in + out))
	HeUniform     = "he_uniform"     // U(-a, a), a = sqrt(6 / in)
	HeNormal      = "he_normal"      // N(0, 2 / in)
	SmallNormal   = "small_normal"   // N(0, 0.01^2), whatever the widths, as in NumPyro's example
)

// Where the decoder's output bias may start.
const (
	BiasZero     = "zero"
	BiasDataMean = "data_mean"
)

// Initializers lists the initialisers by name.
func Initializers() []string {
	return []string{GlorotUniform, GlorotNormal, HeUniform, HeNormal, SmallNormal}
}

// Initialize draws parameter number index into w, row-major [in, out]; a bias or a scalar is set to 0. The draw depends on the seed and the
// index alone.
func (c Config) Initialize(w []float32, p Parameter, index int, seed uint64) {
	if len(p.Shape) < 2 {
		clear(w)
		return
	}
	in, out := float64(p.Shape[0]), float64(p.Shape[1])
	source := rng.New(seed)
	switch c.Initializer {
	case GlorotUniform, HeUniform:
		a := math.Sqrt(6 / (in + out))
		if c.Initializer == HeUniform {
			a = math.Sqrt(6 / in)
		}
		source.Uniform(w, rng.Init, 0, index, 0)
		for i, u := range w {
			w[i] = float32(a * (2*float64(u) - 1))
		}
	default:
		sd := math.Sqrt(2 / (in + out))
		switch c.Initializer {
		case HeNormal:
			sd = math.Sqrt(2 / in)
		case SmallNormal:
			sd = 0.01
		}
		source.Normal(w, rng.Init, 0, index, 0)
		for i, n := range w {
			w[i] = float32(sd * float64(n))
		}
	}
}
