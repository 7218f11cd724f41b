// Package vae trains, keeps and serves variational autoencoders (Kingma and Welling 2014, Rezende et al. 2014).
//
// Open loads a checkpoint; the Model then encodes, decodes, samples and reconstructs, from any number of goroutines at once. New
// makes an untrained model, and Compile turns it and an objective into a program whose gradients a training loop uses; package train holds that
// loop.
//
// Examples are rows of D float32 features, row-major; pixels are in [0, 1]. Z is the number of latent dimensions. Losses are in nats for each
// example.
package vae

import (
	"fmt"
	"slices"
	"sync"

	"vae/autodiff/exec"
	"vae/autodiff/ir"
	"vae/autodiff/plan"
	"vae/loss"
	"vae/model"
)

// Model is an architecture with the values of its parameters. Encode, Decode, Sample and Reconstruct may be called from several
// goroutines at once, as long as none trains the model.
type Model struct {
	arch       Architecture
	shape      []int // of one example: [28, 28], or [D]
	width      int   // D
	likelihood *loss.Likelihood
	heads      []model.Head // of the likelihood
	columns    [][]int      // of each of the likelihood's parts; nil: all
	parameters []model.Parameter
	layout     plan.Layout
	block      []float32 // every parameter, in layout

	mu       sync.Mutex
	programs map[programKey]*inferenceProgram
}

// New makes an untrained model of examples of a shape ([28, 28], or [D]), its weights drawn by the seed. mean, one value for each feature or nil,
// is the data's mean, which the output bias starts at where the architecture asks for that.
func New(arch Architecture, shape []int, seed uint64, mean []float64) (*Model, error) {
	m, err := newModel(arch, shape)
	if err != nil {
		return nil, err
	}
	for i, p := range m.parameters {
		dense := make([]float32, size(p.Shape))
		arch.Initialize(dense, p, i, seed)
		m.layout.Entries[i].Pack(m.block, dense)
	}
	if arch.OutputBias == model.BiasDataMean {
		return m, m.biasAtMean(mean)
	}
	return m, nil
}

// newModel checks an architecture and allocates its parameters.
func newModel(arch Architecture, shape []int) (*Model, error) {
	if err := arch.Validate().Err(); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	for _, d := range shape {
		if d < 1 || d > maxFeatures {
			return nil, fmt.Errorf("model: examples of shape %v; every dimension must be between 1 and %d", shape, maxFeatures)
		}
	}
	m := &Model{arch: arch, shape: slices.Clone(shape), width: size(shape), programs: map[programKey]*inferenceProgram{}}
	if m.width > maxFeatures || len(shape) == 0 || len(shape) > 3 {
		return nil, fmt.Errorf("model: examples of shape %v have %d features; give one to three dimensions and at most %d features", shape, m.width, maxFeatures)
	}
	var err error
	if m.likelihood, err = arch.Likelihood(m.width); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	m.columns = m.likelihood.Columns()
	for _, h := range m.likelihood.Heads() {
		m.heads = append(m.heads, model.Head(h))
	}
	if err := arch.CheckSize(m.width, m.heads); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	m.parameters = arch.Parameters(m.width, m.heads, m.likelihood.Shared())
	names, shapes := make([]string, len(m.parameters)), make([]ir.Shape, len(m.parameters))
	for i, p := range m.parameters {
		names[i], shapes[i] = p.Name, p.Shape
	}
	if m.layout, err = plan.NewLayout(names, shapes); err != nil {
		return nil, err
	}
	m.block = exec.NewBlock(m.layout.Len)
	return m, nil
}

// Clone returns the same model with parameters of its own, which have the same values.
func (m *Model) Clone() *Model {
	block := exec.NewBlock(len(m.block))
	copy(block, m.block)
	return &Model{
		arch: m.arch, shape: m.shape, width: m.width, likelihood: m.likelihood, heads: m.heads, columns: m.columns, parameters: m.parameters, layout: m.layout, block: block,
		programs: map[programKey]*inferenceProgram{},
	}
}

// maxFeatures bounds D, so that a nonsensical shape is refused before memory is asked for.
const maxFeatures = 1 << 20

// biasAtMean starts the bias of the head that gives the mean where an untrained decoder gives the data's mean (Burda et al. 2016).
func (m *Model) biasAtMean(mean []float64) error {
	if len(mean) != m.width {
		return fmt.Errorf("model: output_bias data_mean needs the mean of %d features, not %d", m.width, len(mean))
	}
	for _, b := range m.likelihood.OutputBiases(mean) {
		e, ok := m.layout.Lookup("decoder." + b.Head + ".bias")
		if !ok {
			panic("vae: the decoder's output has no bias")
		}
		e.Pack(m.block, b.Values)
	}
	return nil
}

func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// Architecture returns the model's configuration.
func (m *Model) Architecture() Architecture { return m.arch }

// Shape is the shape of one example, such as [28, 28].
func (m *Model) Shape() []int { return slices.Clone(m.shape) }

// Features is D, the number of values in an example.
func (m *Model) Features() int { return m.width }

// Latent is Z, the number of latent dimensions.
func (m *Model) Latent() int { return m.arch.Latent }

// Size is the number of parameters.
func (m *Model) Size() int {
	n := 0
	for _, p := range m.parameters {
		n += size(p.Shape)
	}
	return n
}

// Likelihood is the name of p(x|z), and where it is by column what describes which columns.
func (m *Model) Likelihood() string { return m.likelihood.String() }

// Countable reports whether p(x|z) is the probability of countable data, and no density: then bits for each feature can be compared.
func (m *Model) Countable() bool { return !slices.Contains(m.likelihood.Countable(), false) }

// Comparable reports whether the nats of two models of the same data can be compared: each feature has a probability in both, or a density.
func (m *Model) Comparable(other *Model) bool {
	return slices.Equal(m.likelihood.Countable(), other.likelihood.Countable())
}

// Layout says where each parameter lies in Block.
func (m *Model) Layout() plan.Layout { return m.layout }

// Trained is how much of Block, from its beginning, an optimiser moves: all of it but for variances in closed form, which FitVariance sets. Their gradients are 0.
func (m *Model) Trained() int {
	for _, v := range m.likelihood.Fitted() {
		return m.variance(v).Offset
	}
	return len(m.block)
}

// Block is the memory of all parameters, in Layout, for optimisers. Who changes it must not use the model meanwhile.
func (m *Model) Block() []float32 { return m.block }

// Warning says what keeps this model's numbers from being likelihoods of the data, or is empty. binary reports whether all the data are 0 or 1.
func (m *Model) Warning(binary bool) string {
	if !m.likelihood.Binary() || binary {
		return ""
	}
	return "grey values under a " + m.likelihood.Name + " likelihood: the numbers are cross-entropies, no likelihoods; set data.binarization, or choose another model.likelihood"
}
