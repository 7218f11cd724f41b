package model

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff/op"
)

// LogVarianceBound is a in the bounded log-variance: the identity for |v| <= a, sign(v) (a + log1p(|v| - a)) beyond. Every
// head that is a logarithm, the encoder's and the decoder's, goes through it, so that exp(v) stays finite for any weights while the
// derivative never vanishes.
const LogVarianceBound = 20

// Options is what a graph needs to know besides the model's shape.
type Options struct {
	Width    int          // D, the features of an example
	Batch    int          // B
	Samples  int          // K; BuildEncoder and BuildDecoder ignore it
	Heads    []Head       // the decoder's outputs, as the likelihood asks for them
	Shared   []string     // the likelihood's own scalar parameters, as it names them
	Spelling op.Spelling  // our ops, or Gorgonia's own alone
	Dtype    tensor.Dtype // float32, or float64 for checks; the zero value is float32
}

// Graph is a variational autoencoder as Gorgonia nodes. A graph that holds only one half leaves the other half's nodes nil.
type Graph struct {
	B            *op.Builder
	X            *gorgonia.Node // [B, D], input
	Eps          *gorgonia.Node // [B*K, Z], input
	Mean, LogVar *gorgonia.Node // [B, Z], of q(z|x)
	Z            *gorgonia.Node // [B*K, Z]; an input where there is no encoder
	Heads        gorgonia.Nodes // [B*K, width of the head] each
	Shared       gorgonia.Nodes // scalars: parameters that are no layer, such as one variance for all features
	Params       gorgonia.Nodes // in the order of Config.Parameters

	config  Config
	options Options
	byName  map[string]*gorgonia.Node // Params
	frozen  bool                      // whether parameters are read as constants
}

// Build makes the whole model: encode, reparameterise (Kingma and Welling 2014, section 2.4), decode.
func Build(c Config, o Options) (*Graph, error) {
	g := newGraph("vae", c, o)
	g.X = g.B.Input("x", o.Batch, o.Width)
	g.Eps = g.B.Input("eps", o.Batch*o.Samples, c.Latent)
	g.encode()
	g.Z = g.B.Reparameterize(g.Mean, g.LogVar, g.Eps)
	g.Heads, g.Shared = g.decode(g.Z)
	return g.done("model")
}

// BuildEncoder makes q(z|x) alone.
func BuildEncoder(c Config, o Options) (*Graph, error) {
	g := newGraph("encoder", c, o)
	g.X = g.B.Input("x", o.Batch, o.Width)
	g.encode()
	return g.done("encoder")
}

// BuildDecoder makes p(x|z) alone; z is an input.
func BuildDecoder(c Config, o Options) (*Graph, error) {
	g := newGraph("decoder", c, o)
	g.Z = g.B.Input("z", o.Batch, c.Latent)
	g.Heads, g.Shared = g.decode(g.Z)
	return g.done("decoder")
}

// BuildDecoderOf makes z and p(x|z) from a q(z|x) that is given: its mean and log-variance [B, Z] are inputs, as are x and eps.
func BuildDecoderOf(c Config, o Options) (*Graph, error) {
	g := newGraph("decoder", c, o)
	g.X = g.B.Input("x", o.Batch, o.Width)
	g.Mean = g.B.Input(meanHead, o.Batch, c.Latent)
	g.LogVar = g.B.Input(logVarianceHead, o.Batch, c.Latent)
	g.Eps = g.B.Input("eps", o.Batch*o.Samples, c.Latent)
	g.Z = g.B.Reparameterize(g.Mean, g.LogVar, g.Eps)
	g.Heads, g.Shared = g.decode(g.Z)
	return g.done("decoder")
}

func newGraph(name string, c Config, o Options) *Graph {
	dtype := o.Dtype
	if dtype.Type == nil {
		dtype = tensor.Float32
	}
	g := gorgonia.NewGraph(gorgonia.WithGraphName(name))
	return &Graph{B: &op.Builder{G: g, Spelling: o.Spelling, Dtype: dtype}, config: c, options: o, byName: map[string]*gorgonia.Node{}}
}

func (g *Graph) encode() {
	c := g.config
	layers := c.encoderLayers(g.options.Width)
	h := g.hidden(g.X, layers[:len(c.Hidden)])
	g.Mean = g.head(h, layers[len(c.Hidden)], meanHead)
	g.LogVar = g.head(h, layers[len(c.Hidden)+1], logVarianceHead)
}

func (g *Graph) decode(z *gorgonia.Node) (heads, shared gorgonia.Nodes) {
	c, o := g.config, g.options
	layers := c.decoderLayers(o.Heads)
	h := g.hidden(z, layers[:len(c.Hidden)])
	for i, head := range o.Heads {
		heads = append(heads, g.head(h, layers[len(c.Hidden)+i], head.Name))
	}
	for _, name := range o.Shared {
		s := g.param(sharedName(name))
		if isLogarithm(name) {
			s = g.B.BoundLogVariance(s, LogVarianceBound)
		}
		shared = append(shared, s)
	}
	return heads, shared
}

// Decode applies the same decoder to another z [B*K, Z]; frozen takes its parameters for constants, so that only z has a gradient. What is computed twice
// the compiler merges.
func (g *Graph) Decode(z *gorgonia.Node, frozen bool) (heads, shared gorgonia.Nodes) {
	g.frozen = frozen
	defer func() { g.frozen = false }()
	return g.decode(z)
}

// hidden applies affine layers, each followed by the activation.
func (g *Graph) hidden(h *gorgonia.Node, layers []layer) *gorgonia.Node {
	for _, l := range layers {
		h = g.B.Activate(activations[g.config.Activation], g.affine(h, l))
	}
	return h
}

// head is an affine layer without activation; a logarithm is bounded.
func (g *Graph) head(h *gorgonia.Node, l layer, kind string) *gorgonia.Node {
	v := g.affine(h, l)
	if isLogarithm(kind) {
		v = g.B.BoundLogVariance(v, LogVarianceBound)
	}
	return v
}

func (g *Graph) affine(x *gorgonia.Node, l layer) *gorgonia.Node {
	return g.B.Affine(x, g.param(l.weight(), l.in, l.out), g.param(l.bias(), l.out))
}

// param is a parameter, declared at its first use.
func (g *Graph) param(name string, shape ...int) *gorgonia.Node {
	n, ok := g.byName[name]
	if !ok {
		n = g.B.Param(name, shape...)
		g.byName[name] = n
		g.Params = append(g.Params, n)
	}
	if g.frozen {
		n = g.B.StopGradient(n)
	}
	return n
}

func (g *Graph) done(what string) (*Graph, error) {
	if err := g.B.Err(); err != nil {
		return nil, fmt.Errorf("building the %s: %w", what, err)
	}
	return g, nil
}
