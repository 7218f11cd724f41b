package train

import (
	"vae"
	"vae/autodiff/exec"
	"vae/data"
	"vae/internal/rng"
)

// feeder fills an objective's inputs with examples and noise, and runs it: one program for each batch size that turns up.
type feeder struct {
	set          *data.Set
	binarization data.Binarization
	noise        rng.Source
	purpose      rng.Purpose // of the noise: training or evaluation
	samples      int         // K
	compile      func(batch int) (*vae.Step, error)
	compiled     map[int]*vae.Step
	originals    []int // of the batch
}

// run computes the objective on the examples at indices, and updates the parameters if update is not nil. Noise is keyed by the step, by each example's own index in the data set and by the
// sample, never by the place in the batch.
func (f *feeder) run(indices []int, step int, beta float64, update exec.Updater) (vae.Terms, error) {
	s, err := f.program(len(indices))
	if err != nil {
		return vae.Terms{}, err
	}
	draw := data.Draw{Source: f.noise, Step: step, Evaluation: f.purpose != rng.Noise}
	f.set.Fill(s.X.Data, s.X.Stride, indices, f.binarization, draw)
	f.originals = f.originals[:0]
	for _, index := range indices {
		f.originals = append(f.originals, f.set.Original(index))
	}
	f.noise.NormalRows(s.Eps.Data, s.Eps.Stride, s.Eps.Cols(), f.purpose, step, f.originals, f.samples)
	return s.RunUpdate(beta, update)
}

func (f *feeder) program(batch int) (*vae.Step, error) {
	if s := f.compiled[batch]; s != nil {
		return s, nil
	}
	s, err := f.compile(batch)
	if err != nil {
		return nil, err
	}
	if f.compiled == nil {
		f.compiled = map[int]*vae.Step{}
	}
	f.compiled[batch] = s
	return s, nil
}
