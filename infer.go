package vae

import (
	"fmt"
	"math"

	"vae/internal/rng"
)

// Encode returns the mean and the log-variance of q(z|x) for n examples: x is [n, D], the results [n, Z].
func (m *Model) Encode(x []float32) (mean, logVar []float32, err error) {
	n, err := rowsOf(x, m.width, "x")
	if err != nil {
		return nil, nil, err
	}
	mean, logVar = make([]float32, n*m.Latent()), make([]float32, n*m.Latent())
	return mean, logVar, m.EncodeTo(mean, logVar, x)
}

// EncodeTo is Encode into memory of the caller's: x is [n, D], mean and logVar are [n, Z].
func (m *Model) EncodeTo(mean, logVar, x []float32) error {
	n, err := rowsOf(x, m.width, "x")
	if err != nil {
		return err
	}
	if len(mean) != n*m.Latent() || len(logVar) != n*m.Latent() {
		return fmt.Errorf("vae: %d examples have %d latent values; mean holds %d and log-variance %d", n, n*m.Latent(), len(mean), len(logVar))
	}
	return m.infer(encoderHalf, n, x, m.width, result{mean, m.Latent(), nil}, result{logVar, m.Latent(), nil})
}

// Decode returns the mean of p(x|z) for n latent points: z is [n, Z], the result [n, D].
func (m *Model) Decode(z []float32) ([]float32, error) {
	n, err := rowsOf(z, m.Latent(), "z")
	if err != nil {
		return nil, err
	}
	x := make([]float32, n*m.width)
	return x, m.DecodeTo(x, z)
}

// DecodeTo is Decode into memory of the caller's: z is [n, Z], x is [n, D].
func (m *Model) DecodeTo(x, z []float32) error {
	n, err := rowsOf(z, m.Latent(), "z")
	if err != nil {
		return err
	}
	if len(x) != n*m.width {
		return fmt.Errorf("vae: %d latent points decode to %d values; x holds %d", n, n*m.width, len(x))
	}
	parts := make([]result, 0, 4) // on the stack, unless there are more
	for _, columns := range m.columns {
		parts = append(parts, result{x, m.width, columns})
	}
	return m.infer(decoderHalf, n, z, m.Latent(), parts...)
}

// Reconstruct decodes the posterior means of n examples: x is [n, D], and so is the result.
func (m *Model) Reconstruct(x []float32) ([]float32, error) {
	mean, _, err := m.Encode(x)
	if err != nil {
		return nil, err
	}
	return m.Decode(mean)
}

// Sample returns the means of p(x|z) for n draws of z from the prior, [n, D]. The same seed gives the same samples, and the first of many are
// those of few.
func (m *Model) Sample(n int, seed uint64) ([]float32, error) {
	if n < 1 {
		return nil, fmt.Errorf("vae: %d samples; ask for at least one", n)
	}
	return m.Decode(m.Prior(n, seed))
}

// Prior draws n points from the prior N(0, s2 I), [n, Z].
func (m *Model) Prior(n int, seed uint64) []float32 {
	z := make([]float32, n*m.Latent())
	source, sd := rng.New(seed), float32(math.Sqrt(m.arch.PriorVariance))
	for i := range n {
		row := z[i*m.Latent() : (i+1)*m.Latent()]
		source.Normal(row, rng.Prior, 0, i, 0)
		for j := range row {
			row[j] *= sd
		}
	}
	return z
}

func rowsOf(x []float32, width int, what string) (int, error) {
	if len(x) == 0 || len(x)%width != 0 {
		return 0, fmt.Errorf("vae: %s holds %d values; the model needs a positive multiple of %d", what, len(x), width)
	}
	return len(x) / width, nil
}

// result is where an output of a half goes: into rows of a width, of which it is some columns; nil: all.
type result struct {
	to      []float32
	width   int
	columns []int
}

// put writes row i.
func (r result) put(i int, row []float32) {
	to := r.to[i*r.width:][:r.width]
	if r.columns == nil {
		copy(to, row)
		return
	}
	for j, column := range r.columns {
		to[column] = row[j]
	}
}

// infer runs n rows of in through one half, a batch at a time; out has one result for each of the half's outputs.
func (m *Model) infer(h half, n int, in []float32, inWidth int, out ...result) error {
	for done := 0; done < n; {
		p, err := m.program(h, n-done)
		if err != nil {
			return err
		}
		run, err := p.take()
		if err != nil {
			return err
		}
		rows := min(p.batch, n-done)
		for r := range rows {
			copy(run.in.Row(r), in[(done+r)*inWidth:(done+r+1)*inWidth])
		}
		if err := run.machine.Run(); err != nil {
			return err
		}
		for i, t := range run.out {
			for r := range rows {
				out[i].put(done+r, t.Row(r))
			}
		}
		p.free.Put(run)
		done += rows
	}
	return nil
}
