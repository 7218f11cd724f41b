package vae

import (
	"fmt"
	"math"

	"gorgonia.org/gorgonia"

	"vae/autodiff"
	"vae/autodiff/exec"
	"vae/internal/rng"
	"vae/loss"
	"vae/model"
)

// Scores are the terms of the evidence lower bound for each example, nats.
type Scores struct {
	Reconstruction []float64 // minus log p(x|z), averaged over the samples of z
	KL             []float64 // KL(q(z|x) || p(z)), analytic
}

// NegativeELBO is an upper bound on -log p(x) for example i, in expectation over the samples.
func (s Scores) NegativeELBO(i int) float64 { return s.Reconstruction[i] + s.KL[i] }

// Scorer computes the bound of one example after the other with fixed buffers. It is used by one goroutine at a time.
type Scorer struct {
	model   *Model
	samples int
	noise   rng.Source
	batch   int
	machine autodiff.Machine
	x, eps  exec.Tensor
	nll, kl exec.Tensor
}

// scoreRows is about how many decoder rows a scoring program has.
const scoreRows = 128

// NewScorer compiles the bound with a number of samples of z for each example. The noise depends on the seed and on each example's index, not on the
// batch.
func (m *Model) NewScorer(samples int, seed uint64) (*Scorer, error) {
	if samples < 1 || samples > 100000 {
		return nil, fmt.Errorf("vae: scoring with %d samples; choose between 1 and 100000", samples)
	}
	s := &Scorer{model: m, samples: samples, noise: rng.New(seed), batch: max(1, scoreRows/samples)}
	g, err := model.Build(m.arch.Config, m.graphOptions(s.batch, samples))
	if err != nil {
		return nil, err
	}
	nll, kl := loss.PerExample(m.nodesOf(g, samples), m.likelihood)
	if err := g.B.Err(); err != nil {
		return nil, err
	}
	program, err := autodiff.Compile(autodiff.Spec{
		Name: "score", Inputs: gorgonia.Nodes{g.X, g.Eps}, Params: g.Params, Layout: &m.layout,
		Outputs: []autodiff.Output{{Name: "nll", Node: nll}, {Name: "kl", Node: kl}},
	}, autodiff.Compiled)
	if err != nil {
		return nil, err
	}
	if s.machine, err = program.NewMachine(m.block, nil, nil); err != nil {
		return nil, err
	}
	s.x, s.eps = s.machine.Input("x"), s.machine.Input("eps")
	s.nll, s.kl = s.machine.Output("nll"), s.machine.Output("kl")
	return s, nil
}

// Batch is how many examples the scorer takes at a time.
func (s *Scorer) Batch() int { return s.batch }

// Score appends the terms of examples to scores: x is [n, D], and first is the index of the first one in its data set.
func (s *Scorer) Score(scores *Scores, x []float32, first int) error {
	n, err := rowsOf(x, s.model.width, "x")
	if err != nil {
		return err
	}
	for done := 0; done < n; done += s.batch {
		rows := min(s.batch, n-done)
		for r := range rows {
			copy(s.x.Row(r), x[(done+r)*s.model.width:(done+r+1)*s.model.width])
			s.noise.NormalSamples(s.eps.Data[r*s.samples*s.eps.Stride:], s.eps.Stride, s.eps.Cols(), rng.EvalNoise, 0, first+done+r, 0, s.samples)
		}
		if err := s.machine.Run(); err != nil {
			return err
		}
		for r := range rows {
			sum := 0.0
			for k := range s.samples {
				sum += float64(s.nll.Data[r*s.samples+k])
			}
			scores.Reconstruction = append(scores.Reconstruction, sum/float64(s.samples))
			scores.KL = append(scores.KL, float64(s.kl.Data[r]))
		}
	}
	return nil
}

// Estimate is a mean over examples with its standard error.
type Estimate struct {
	Mean          float64 `json:"mean"`
	StandardError float64 `json:"standard_error"`
}

// EstimateOf averages a value over n examples.
func EstimateOf(n int, value func(i int) float64) Estimate {
	mean, squares := 0.0, 0.0
	for i := range n { // Welford 1962
		d := value(i) - mean
		mean += d / float64(i+1)
		squares += d * (value(i) - mean)
	}
	return Estimate{mean, math.Sqrt(squares / float64(max(n-1, 1)) / float64(max(n, 1)))}
}
