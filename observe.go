package vae

import (
	"fmt"
	"slices"

	"gorgonia.org/gorgonia"

	"vae/autodiff"
	"vae/internal/rng"
	"vae/loss"
	"vae/model"
)

// Values is what CheckValues needs to know of a feature.
type Values = loss.Values

// CheckValues refuses data of which the model's likelihood is no density, naming both: columns has a value for each feature, names what a table calls them, or is nil.
// Grey pixels under a likelihood of 0 and 1 are not refused; Warning speaks of them.
func (m *Model) CheckValues(columns []Values, names []string) error {
	if len(columns) != m.width {
		return fmt.Errorf("vae: the values of %d features; the model has %d", len(columns), m.width)
	}
	if err := m.likelihood.Check(columns, names); err != nil {
		return fmt.Errorf("model: %w", err)
	}
	return nil
}

// Observe draws x from p(x|z) for n latent points, where Decode gives its mean: z is [n, Z], the result [n, D]. The draw of row i depends on the seed and on first+i
// alone.
func (m *Model) Observe(z []float32, seed uint64, first int) ([]float32, error) {
	n, err := rowsOf(z, m.Latent(), "z")
	if err != nil {
		return nil, err
	}
	g, err := model.BuildDecoder(m.arch.Config, m.graphOptions(min(n, observeRows), 1))
	if err != nil {
		return nil, err
	}
	spec := autodiff.Spec{Name: "observe", Inputs: gorgonia.Nodes{g.Z}, Params: g.Params, Layout: &m.layout}
	for i, h := range slices.Concat(g.Heads, g.Shared) {
		spec.Outputs = append(spec.Outputs, autodiff.Output{Name: fmt.Sprint("head ", i), Node: h})
	}
	program, err := autodiff.Compile(spec, autodiff.Compiled)
	if err != nil {
		return nil, err
	}
	machine, err := program.NewMachine(m.block, nil, nil)
	if err != nil {
		return nil, err
	}
	return m.observe(machine, z, rng.New(seed), first)
}

// observeRows is how many rows a program of Observe has at most.
const observeRows = 128

// observe runs the decoder over all rows, and draws.
func (m *Model) observe(machine autodiff.Machine, z []float32, noise rng.Source, first int) ([]float32, error) {
	in := machine.Input("z")
	n, batch := len(z)/m.Latent(), in.Shape[0]
	x := make([]float32, n*m.width)
	heads, shared := make([][]float32, len(m.heads)), make([]float32, len(m.likelihood.Shared()))
	for done := 0; done < n; done += batch {
		rows := min(batch, n-done)
		for r := range rows {
			copy(in.Row(r), z[(done+r)*m.Latent():][:m.Latent()])
		}
		if err := machine.Run(); err != nil {
			return nil, err
		}
		for i := range shared {
			shared[i] = machine.Output(fmt.Sprint("head ", len(heads)+i)).Data[0]
		}
		for r := range rows {
			for i := range heads {
				heads[i] = machine.Output(fmt.Sprint("head ", i)).Row(r)
			}
			m.likelihood.Draw(x[(done+r)*m.width:][:m.width], heads, shared, noise, first+done+r)
		}
	}
	return x, nil
}
