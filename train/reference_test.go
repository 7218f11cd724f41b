package train

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/autodiff"
)

// A reference case holds a small model, its inputs, and what PyTorch computed of them in float64.
type referenceCase struct {
	Activation    string                     `json:"activation"`
	Likelihood    string                     `json:"likelihood"`
	Objective     string                     `json:"objective"`
	Samples       int                        `json:"samples"`
	Beta          float64                    `json:"beta"`
	PriorVariance float64                    `json:"prior_variance"`
	FreeBits      float64                    `json:"free_bits"`
	X             [][]float64                `json:"x"`
	Eps           [][][]float64              `json:"eps"` // [K, B, Z]
	Params        map[string]json.RawMessage `json:"params"`
	Grads         map[string]json.RawMessage `json:"grads"`

	Reconstruction float64 `json:"reconstruction"`
	KL             float64 `json:"kl"`
	Loss           float64 `json:"loss"`
}

// likelihoodNames gives our names of the cases' likelihoods.
var likelihoodNames = map[string]string{
	"bernoulli": "bernoulli", "gaussian": "gaussian_per_pixel", "gaussian_unit": "gaussian_fixed",
}

// Tolerances by the measure of max|a-b| / max|b|: float64 for the reference interpreter, float32 for the compiled program.
const (
	tolerance64 = 1e-9
	tolerance32 = 2e-5
)

func TestReference(t *testing.T) {
	dir := os.Getenv("VAE_REFERENCE")
	if dir == "" {
		dir = "../../shared/reference"
	}
	var files []string
	for _, pattern := range []string{"elbo_*.json", "iwae_*.json"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Skipf("no reference files in %s; set VAE_REFERENCE to a folder that has them", dir)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) { testReference(t, file) })
	}
}

func testReference(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var c referenceCase
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	objective := vae.Objective{Objective: c.Objective, Beta: c.Beta, Samples: c.Samples, FreeBits: c.FreeBits}
	arch := c.architecture(t)
	for _, bad := range []error{objective.Validate().Err(), arch.Validate().Err()} {
		if bad != nil {
			t.Fatal(bad)
		}
	}
	m, err := vae.New(arch, []int{len(c.X[0])}, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("reference", func(t *testing.T) { c.checkInterpreter(t, m, objective) })
	t.Run("compiled", func(t *testing.T) { c.checkCompiled(t, m, objective) })
}

// architecture reads the widths off the parameters: the last encoder layer is [mean | log_variance].
func (c *referenceCase) architecture(t *testing.T) vae.Architecture {
	a := vae.DefaultArchitecture()
	a.Activation, a.PriorVariance = c.Activation, c.PriorVariance
	a.Name, a.Variance = likelihoodNames[c.Likelihood], 1
	if a.Name == "" {
		a.Name = c.Likelihood
	}
	a.Hidden, a.Latent = nil, len(c.Eps[0][0])
	for i := 0; c.Params[layerName("encoder", i+1)] != nil; i++ {
		_, shape := tensorOf(t, c.Params[layerName("encoder", i)])
		a.Hidden = append(a.Hidden, shape[1])
	}
	return a
}

func layerName(part string, i int) string { return part + "." + string(rune('0'+i)) + ".weight" }

// checkInterpreter holds the float64 interpreter to the case.
func (c *referenceCase) checkInterpreter(t *testing.T, m *vae.Model, o vae.Objective) {
	p, err := m.CompileProgram(o, vae.CompileOptions{Batch: len(c.X), Engine: autodiff.Reference, Gradients: []float32{}})
	if err != nil {
		t.Fatal(err)
	}
	in := c.split(t, m, c.Params)
	in["x"], in["eps"], in["beta"] = c.rows(), c.noise(), []float64{c.Beta}
	out, err := p.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	c.compare(t, m, out, tolerance64)
}

// checkCompiled holds the float32 program to the case.
func (c *referenceCase) checkCompiled(t *testing.T, m *vae.Model, o vae.Objective) {
	for name, values := range c.split(t, m, c.Params) {
		e, _ := m.Layout().Lookup(name)
		e.Pack(m.Block(), float32s(values))
	}
	gradients := make([]float32, len(m.Block()))
	s, err := m.Compile(o, vae.CompileOptions{Batch: len(c.X), Gradients: gradients})
	if err != nil {
		t.Fatal(err)
	}
	s.X.CopyFrom(float32s(c.rows()))
	s.Eps.CopyFrom(float32s(c.noise()))
	terms, err := s.Run(vae.Weights{Beta: c.Beta})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]float64{"loss": {terms.Loss}, "reconstruction": {terms.Reconstruction}, "kl": {terms.KL}}
	for _, e := range m.Layout().Entries {
		dense := make([]float32, e.Shape.Size())
		e.Unpack(dense, gradients)
		out["grad."+e.Name] = float64s(dense)
	}
	c.compare(t, m, out, tolerance32)
}

// compare checks the three scalars and every gradient.
func (c *referenceCase) compare(t *testing.T, m *vae.Model, out map[string][]float64, tolerance float64) {
	t.Helper()
	want := map[string][]float64{"loss": {c.Loss}, "reconstruction": {c.Reconstruction}, "kl": {c.KL}}
	for name, g := range c.split(t, m, c.Grads) {
		want["grad."+name] = g
	}
	for name, w := range want {
		if e := deviation(out[name], w); !(e <= tolerance) {
			t.Errorf("%s: error %.3g exceeds %.0e", name, e, tolerance)
		}
	}
}

// deviation is max|a-b| / max|b|; NaN where lengths or values do not allow it.
func deviation(a, b []float64) float64 {
	if len(a) != len(b) {
		return math.NaN()
	}
	worst, scale := 0.0, 0.0
	for i := range b {
		worst, scale = max(worst, math.Abs(a[i]-b[i])), max(scale, math.Abs(b[i]))
	}
	if scale == 0 {
		return worst
	}
	return worst / scale
}

// rows flattens x.
func (c *referenceCase) rows() []float64 { return slices.Concat(c.X...) }

// noise flattens eps from [K, B, Z] to rows b*K + k.
func (c *referenceCase) noise() []float64 {
	var flat []float64
	for b := range c.X {
		for k := range c.Samples {
			flat = append(flat, c.Eps[k][b]...)
		}
	}
	return flat
}

// split gives the case's tensors our names: a last layer that joins heads is cut by columns.
func (c *referenceCase) split(t *testing.T, m *vae.Model, tensors map[string]json.RawMessage) map[string][]float64 {
	t.Helper()
	a := m.Architecture()
	heads := map[string][]string{
		"encoder": {"mean", "log_variance"},
		"decoder": nil,
	}
	l, err := a.Likelihood(m.Features())
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range l.Heads() {
		heads["decoder"] = append(heads["decoder"], h.Name)
	}
	out := map[string][]float64{}
	for name, raw := range tensors {
		values, shape := tensorOf(t, raw)
		part, rest, _ := strings.Cut(name, ".")
		index, kind, _ := strings.Cut(rest, ".")
		if int(index[0]-'0') < len(a.Hidden) {
			out[name] = values
			continue
		}
		for i, head := range heads[part] {
			out[part+"."+head+"."+kind] = columns(values, shape[len(shape)-1], len(heads[part]), i)
		}
	}
	return out
}

// columns takes part number i of n equal parts of each row.
func columns(values []float64, width, n, i int) []float64 {
	var out []float64
	for row := range slices.Chunk(values, width) {
		out = append(out, row[i*width/n:(i+1)*width/n]...)
	}
	return out
}

// tensorOf reads a vector or a matrix.
func tensorOf(t *testing.T, raw json.RawMessage) ([]float64, []int) {
	t.Helper()
	var vector []float64
	if json.Unmarshal(raw, &vector) == nil {
		return vector, []int{len(vector)}
	}
	var matrix [][]float64
	if err := json.Unmarshal(raw, &matrix); err != nil {
		t.Fatal(err)
	}
	return slices.Concat(matrix...), []int{len(matrix), len(matrix[0])}
}

func float32s(x []float64) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = float32(v)
	}
	return out
}

func float64s(x []float32) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}
