package loss

import (
	"math"

	"vae/internal/rng"
)

// Draw fills x, one example, with a draw from p(x|z). heads are the decoder's outputs for it, as Heads lists them, shared the values of Shared. The draw of a feature
// depends on the seed, the example's number and the feature's alone (rng.Observe).
func (l *Likelihood) Draw(x []float32, heads [][]float32, shared []float32, noise rng.Source, example int) {
	if len(x) != l.features || len(heads) != len(l.Heads()) || len(shared) != len(l.Shared()) {
		panic("loss: Draw: not the features or the heads of this likelihood")
	}
	for i := range l.parts {
		p := &l.parts[i]
		p.draws(x, heads[:len(p.heads)], sharedOf(p, shared), noise, example)
		heads = heads[len(p.heads):]
	}
}

// draws fills the part's features of x, group by group.
func (p *part) draws(x []float32, heads [][]float32, shared []float32, noise rng.Source, example int) {
	size := p.groupSize()
	group := make([]float32, size)
	o := outputs{heads: make([][]float32, len(heads)), shared: shared, variance: p.variance, values: make([]float64, len(heads)+len(shared)+1)}
	for first := 0; first < p.width; first += size {
		for i, h := range heads {
			o.heads[i] = h[first : first+size]
		}
		p.draw(newDraws(noise, example, p.column(first)), &o, group)
		for j, v := range group {
			x[p.column(first+j)] = v
		}
	}
}

// outputs are what a sampler reads.
type outputs struct {
	heads    [][]float32 // of the decoder, for the features of a group
	shared   []float32
	variance float64   // that is configured
	values   []float64 // scratch
}

// each makes a sampler of single features from one that reads the values of the heads, then those of the shared parameters, then the configured variance.
func each(draw func(d *draws, h []float64) float64) func(*draws, *outputs, []float32) {
	return func(d *draws, o *outputs, x []float32) {
		h := o.values[:0]
		for _, head := range o.heads {
			h = append(h, float64(head[0]))
		}
		for _, s := range o.shared {
			h = append(h, float64(s))
		}
		x[0] = float32(draw(d, append(h, o.variance)))
	}
}

// draws are random numbers for one feature of one example.
type draws struct {
	stream rng.Stream
	words  [4]uint32
	block  uint32
	left   int // words that are not used yet
}

func newDraws(noise rng.Source, example, feature int) *draws {
	return &draws{stream: noise.At(rng.Observe, 0, example, feature)}
}

func (d *draws) word() uint64 {
	if d.left == 0 {
		d.words, d.left = d.stream.Block(d.block), 4
		d.block++
	}
	d.left--
	return uint64(d.words[3-d.left])
}

// uniform is a number in (0, 1), the middle of one of 2^52 cells.
func (d *draws) uniform() float64 {
	hi := d.word()
	return (float64(hi<<20|d.word()>>12) + 0.5) * 0x1p-52
}

// normal is a standard normal number (Box and Muller 1958).
func (d *draws) normal() float64 {
	radius := math.Sqrt(-2 * math.Log(d.uniform()))
	return radius * math.Cos(2*math.Pi*d.uniform())
}

// logGamma is the logarithm of a Gamma variable of a shape and scale 1: by rejection from a cubed normal number (Marsaglia and Tsang 2000); a shape below 1 is reached
// from shape + 1 by a factor u^(1/shape).
func (d *draws) logGamma(shape float64) float64 {
	boost := 0.0
	if shape < 1 {
		boost = math.Log(d.uniform()) / shape
		shape++
	}
	a := shape - 1./3
	c := 1 / math.Sqrt(9*a)
	for {
		z := d.normal()
		v := 1 + c*z
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(d.uniform()) < z*z/2+a-a*v+a*math.Log(v) {
			return boost + math.Log(a*v)
		}
	}
}

// poisson is a Poisson variable of a rate: by inversion where the rate is small, else by transformed rejection (Hormann 1993, algorithm PTRS). From 2^50 on the
// rate itself is returned, beside which its deviation is below float32's digits.
func (d *draws) poisson(rate float64) float64 {
	switch {
	case rate < 10:
		u, n, p := d.uniform(), 0.0, math.Exp(-rate)
		for u > p && n < 200 {
			u -= p
			n++
			p *= rate / n
		}
		return n
	case rate > 0x1p50:
		return rate
	}
	b := 0.931 + 2.53*math.Sqrt(rate)
	a := -0.059 + 0.02483*b
	alpha, limit := 1.1239+1.1328/(b-3.4), 0.9277-3.6224/(b-2)
	for {
		u, v := d.uniform()-0.5, d.uniform()
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + rate + 0.43)
		if us >= 0.07 && v <= limit {
			return k
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		factorial, _ := math.Lgamma(k + 1)
		if math.Log(v*alpha/(a/(us*us)+b)) <= k*math.Log(rate)-rate-factorial {
			return k
		}
	}
}
