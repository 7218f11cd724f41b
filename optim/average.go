package optim

import "vae/internal/kernel"

// Average is an exponential moving average of parameters, which is often a better model than the last step's parameters (Polyak and Juditsky
// 1992 average evenly; the exponential form, with the slow start below, is that of TensorFlow's ExponentialMovingAverage):
//
//	a_t = d_t * a_(t-1) + (1 - d_t) * theta_t,   d_t = min(EMA, (1 + t) / (10 + t))
//
// a_0 is the parameters before the first step. In a long run d_t is EMA; early on it is less, so that the average does not hold on to
// where the run began. d_t depends on the step alone: with the block restored, a resumed run continues bit for bit.
type Average struct {
	limit       float64
	block       []float32
	decay, gain float32
}

// NewAverage averages into block, which holds the average so far.
func NewAverage(ema float64, block []float32) *Average { return &Average{limit: ema, block: block} }

// Prepare sets the numbers of a step, counted from 1. It is not to run at the same time as Update.
func (a *Average) Prepare(step int) {
	a.decay = float32(min(a.limit, float64(1+step)/float64(10+step)))
	a.gain = 1 - a.decay // of the rounded decay: the two sum to 1, and an average of what does not change stays
}

// Update takes elements [lo, hi) of the parameters of the prepared step into the average. Disjoint ranges may be updated at the same time.
func (a *Average) Update(params []float32, lo, hi int) {
	to := a.block[lo:hi]
	kernel.MulScalar(to, to, a.decay)
	kernel.SGD(to, params[lo:hi], -a.gain, false) // to = to + gain * theta
}
