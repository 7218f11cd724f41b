package vi

// Where each use of randomness takes its numbers from.

import "vae/internal/rng"

// The steps of the purpose MonteCarlo that this package's draws are at: step 0 belongs to package divergence. Optimisation takes the steps from
// placeSteps on, one each.
const (
	placeStart = 1 + iota // random starts: example is the start, sample the variable
	placeSeed             // first centres of mixtures: example is the centre
	placeData             // samples of a density: sample is the row
	placeStudy            // gradient studies: example is the repetition, sample the draw
	placeFinal            // the estimate after a fit: sample is the draw
	placeSteps = 16
)

// noise is the randomness of some draws from a density: eps is standard normal and u uniform.
type noise struct {
	source        rng.Source
	step, example int
	eps, u        []float32
	wide          []float64
}

func newNoise(seed uint64, step, example, dim int) *noise {
	return &noise{source: rng.New(seed), step: step, example: example, eps: make([]float32, dim), u: make([]float32, 1), wide: make([]float64, dim)}
}

// at is the noise of draw k; eps is good until the next call.
func (n *noise) at(k int) (u float64, eps []float64) {
	n.source.Normal(n.eps, rng.MonteCarlo, n.step, 2*n.example, k)
	n.source.Uniform(n.u, rng.MonteCarlo, n.step, 2*n.example+1, k)
	for i, e := range n.eps {
		n.wide[i] = float64(e)
	}
	return float64(n.u[0]), n.wide
}

// Samples draws n points of a density, a row each.
func Samples(d Density, n int, seed uint64) [][]float64 {
	draws, out := newNoise(seed, placeData, 0, d.Dim()), make([][]float64, n)
	for k := range out {
		out[k] = make([]float64, d.Dim())
		u, eps := draws.at(k)
		d.Draw(out[k], u, eps)
	}
	return out
}
