package train

// Whether the latent space is in use, epoch after epoch.

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"vae"
	"vae/data"
	"vae/internal/rng"
)

// Posterior says what the latent dimensions carry, over the first thousand validation examples, or training examples where none are held out.
type Posterior struct {
	// ActiveUnits counts the dimensions whose posterior mean varies with the data (vae.ActiveThreshold).
	ActiveUnits int `json:"active_units"`
	// KLDimensionMin, Median and Max are of the KL of one latent dimension, averaged over the examples, nats.
	KLDimensionMin    float64 `json:"kl_dimension_min"`
	KLDimensionMedian float64 `json:"kl_dimension_median"`
	KLDimensionMax    float64 `json:"kl_dimension_max"`
	// KLDimensions are those of all dimensions, in their order, to four digits; left out where there are more than maxKLDimensions, for checkpoints keep every epoch's.
	KLDimensions []float64 `json:"kl_dimensions,omitempty"`
}

const maxKLDimensions = 256

// posteriorExamples bounds the examples, so that looking costs little beside an epoch.
const posteriorExamples = 1000

// posterior looks at the judged model. It is a function of the parameters, the data and the seed alone.
func (r *run) posterior() (Posterior, error) {
	set := r.job.Train
	if r.valid != nil {
		set = r.job.Validation
	}
	indices := make([]int, min(set.Len(), posteriorExamples))
	for i := range indices {
		indices[i] = i
	}
	x := make([]float32, len(indices)*set.Features())
	set.Fill(x, set.Features(), indices, r.job.Binarization, data.Draw{Source: rng.New(r.job.Seed), Evaluation: true})
	mean, logVar, err := r.judged().Encode(x)
	if err != nil {
		return Posterior{}, err
	}
	s := r.judged().Summarize(mean, logVar)
	p := describePosterior(s)
	if !finite(p.KLDimensionMin) || !finite(p.KLDimensionMax) {
		return p, r.diverged("posteriors", vae.Terms{})
	}
	return p, nil
}

func describePosterior(s vae.Posteriors) Posterior {
	kl := slices.Sorted(slices.Values(s.KL)) // NaN comes first
	middle := (kl[(len(kl)-1)/2] + kl[len(kl)/2]) / 2
	p := Posterior{ActiveUnits: s.Active(), KLDimensionMin: kl[0], KLDimensionMedian: middle, KLDimensionMax: kl[len(kl)-1]}
	if len(kl) <= maxKLDimensions {
		for _, v := range s.KL {
			short, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64)
			p.KLDimensions = append(p.KLDimensions, short)
		}
	}
	return p
}

// watch warns when the posterior has collapsed since the last look, and says so when it recovers.
func (r *run) watch(e Epoch) {
	collapsed := e.ActiveUnits == 0
	switch {
	case collapsed && !r.collapsed:
		r.job.Log.Warn(collapse(e, r.job.Objective, r.progress.Step))
	case r.collapsed && !collapsed:
		r.job.Log.Infof("the posterior has recovered: %d of %d latent dimensions are in use", e.ActiveUnits, r.job.Model.Latent())
	}
	r.collapsed, r.inUse = collapsed, e.ActiveUnits
}

// collapse says in plain words that no latent dimension is in use, and which settings help against that; not those that are set already.
func collapse(e Epoch, o vae.Objective, step int) string {
	var help []string
	switch {
	case o.HasCapacity() && !o.Settled(step):
		help = append(help, "wait until the capacity has risen, or let it rise faster (a smaller loss.capacity_steps)")
	case o.HasCapacity():
		help = append(help, fmt.Sprintf("raise loss.capacity, which is %v", o.Capacity))
	case o.Warmup.Shape == "" || o.Warmup.Shape == "none":
		help = append(help, "take beta up slowly (loss.warmup.shape linear)")
	case !o.Warmup.Over(step):
		help = append(help, "wait, or take beta up more slowly (a larger loss.warmup.steps)")
	default:
		help = append(help, "take beta up more slowly (a larger loss.warmup.steps)")
	}
	if o.Objective == "elbo" && o.FreeBits == 0 {
		help = append(help, "give each dimension some nats for nothing (loss.free_bits 0.1)")
	}
	if o.Beta > 1 && !o.HasCapacity() {
		help = append(help, fmt.Sprintf("lower loss.beta, which is %v", o.Beta))
	}
	if len(help) > 1 {
		help[len(help)-1] = "or " + help[len(help)-1]
	}
	return fmt.Sprintf("the posterior has collapsed: q(z|x) is nearly the same for every example (kl %.3g nats, no dimension's mean varies by more than %g), so that the decoder ignores z; %s",
		math.Max(e.TrainKL, 0), vae.ActiveThreshold, strings.Join(help, ", "))
}
