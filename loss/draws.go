package loss

import (
	"math"

	"vae/internal/rng"
)

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
