package optim

import "math"

// Norm measures the Euclidean norm of all gradients and clips it (Pascanu et al. 2013, https://arxiv.org/abs/1211.5063): gradients
// whose norm exceeds c are all multiplied by c / norm, which keeps their direction. Elements beyond ClipValue count as that.
//
// Sums are float64, of chunks of fixed size and in a fixed order, so that the norm has the same bits however the chunks are shared between threads, and
// squares of float32 cannot overflow them. Zeros between the parameters change nothing.
type Norm struct {
	clip, limit float64
	n           int
	sums        []float64 // of squares, by chunk
}

// Chunk is how many elements of the block are summed at a time.
const Chunk = 4096

// NewNorm prepares clipping for blocks of n elements; nil where ClipNorm is off.
func NewNorm(c Config, n int) *Norm {
	if c.ClipNorm == 0 {
		return nil
	}
	limit := c.ClipValue
	if limit == 0 {
		limit = math.Inf(1)
	}
	return &Norm{clip: c.ClipNorm, limit: limit, n: n, sums: make([]float64, (n+Chunk-1)/Chunk)}
}

// Chunks is the number of chunks to measure.
func (x *Norm) Chunks() int { return len(x.sums) }

// Measure sums the squares of chunks lo to hi of the gradients. Disjoint ranges may be measured at the same time.
func (x *Norm) Measure(grads []float32, lo, hi int) {
	for i := lo; i < hi; i++ {
		x.sums[i] = x.squares(grads[i*Chunk : min((i+1)*Chunk, x.n)])
	}
}

// squares sums in four parts, which a processor adds at once.
func (x *Norm) squares(g []float32) float64 {
	var s0, s1, s2, s3 float64
	if !math.IsInf(x.limit, 1) {
		for _, v := range g {
			a := min(math.Abs(float64(v)), x.limit)
			s0 += float64(a * a)
		}
		return s0
	}
	for len(g) >= 4 {
		a, b, c, d := float64(g[0]), float64(g[1]), float64(g[2]), float64(g[3])
		s0, s1, s2, s3 = s0+float64(a*a), s1+float64(b*b), s2+float64(c*c), s3+float64(d*d)
		g = g[4:]
	}
	for _, v := range g {
		s0 += float64(float64(v) * float64(v))
	}
	return (s0 + s1) + (s2 + s3)
}

// Value is the norm that was measured; not finite where a gradient is not.
func (x *Norm) Value() float64 {
	sum := 0.0
	for _, s := range x.sums {
		sum += s
	}
	return math.Sqrt(sum)
}

// Scale is what Prepare is given to clip a norm: at most 1.
func (x *Norm) Scale(norm float64) float64 {
	if norm <= x.clip {
		return 1
	}
	return x.clip / norm
}
