package train

// What has to hold of the parameters before they are judged or written.

import (
	"errors"

	"vae"
	"vae/data"
	"vae/internal/rng"
)

// fitExamples bounds the examples that a variance in closed form is fitted to: enough to know it within about a hundredth, which costs D/4 times the square of that in nats.
const fitExamples = 5000

// settle refuses parameters that are no numbers, and sets variances in closed form, of the model and of its average, to what is best for training examples: the same ones, evenly
// spaced, with the same noise each time. No step reads them, so that a run that is interrupted goes on as if it had not been.
func (r *run) settle() error {
	if err := r.checkParameters(); err != nil {
		return err
	}
	set := r.job.Train
	n := min(set.Len(), fitExamples)
	fill := func(x []float32, first int) {
		indices := make([]int, len(x)/set.Features())
		for i := range indices {
			indices[i] = (first + i) * set.Len() / n
		}
		set.Fill(x, set.Features(), indices, r.job.Binarization, data.Draw{Source: rng.New(r.job.Seed), Evaluation: true})
	}
	models := []*vae.Model{r.job.Model}
	if r.averaged != nil {
		models = append(models, r.averaged)
	}
	for _, m := range models {
		err := m.FitVariance(n, fill, r.job.Seed, r.pool.Threads())
		if errors.Is(err, vae.ErrNotFinite) {
			return r.diverged("reconstructions", vae.Terms{})
		}
		if err != nil {
			return err
		}
	}
	return nil
}
