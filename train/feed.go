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
	pool         *exec.Pool // shares the filling of large batches; nil: nobody does
	originals    []int      // of the batch

	batch batch
	fill  func(lo, hi int) // fills examples lo to hi of batch; made once, so that a step allocates nothing
}

// batch is what is filled in for a step.
type batch struct {
	indices []int
	step    int
	into    *vae.Step
}

// sharedValues is how many values a batch has at least, if it is worth waking other threads to fill it.
const sharedValues = 8192

// run computes the objective on the examples at indices, and updates the parameters if update is not nil. Noise is keyed by the step, by each example's own index in the data set and by the
// sample, never by the place in the batch.
func (f *feeder) run(indices []int, step int, weights vae.Weights, update exec.Updater) (vae.Terms, error) {
	s, err := f.program(len(indices))
	if err != nil {
		return vae.Terms{}, err
	}
	f.originals = f.originals[:0]
	for _, index := range indices {
		f.originals = append(f.originals, f.set.Original(index))
	}
	f.batch = batch{indices, step, s}
	if f.fill == nil {
		f.fill = f.fillRange
	}
	if len(indices)*f.set.Features() < sharedValues {
		f.fill(0, len(indices))
	} else {
		f.pool.Share(len(indices), f.fill)
	}
	return s.RunUpdate(weights, update)
}

// fillRange fills in the values and the noise of examples lo to hi of the batch.
func (f *feeder) fillRange(lo, hi int) {
	b := &f.batch
	x, eps := &b.into.X, &b.into.Eps
	draw := data.Draw{Source: f.noise, Step: b.step, Evaluation: f.purpose != rng.Noise}
	f.set.Fill(x.Data[lo*x.Stride:], x.Stride, b.indices[lo:hi], f.binarization, draw)
	f.noise.NormalRows(eps.Data[lo*f.samples*eps.Stride:], eps.Stride, eps.Cols(), f.purpose, b.step, f.originals[lo:hi], f.samples)
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
