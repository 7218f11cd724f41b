package rng

import "vae/internal/kernel"

// Normal fills dst with a place's stream of standard normal numbers. Words come in pairs (Box and Muller 1958):
//
//	u = (w0 + 1/2) / 2^32,  angle = 2 pi (w1 + 1/2) / 2^32,  radius = sqrt(-2 log u),  numbers radius cos(angle), radius sin(angle)
//
// u is never 0 or 1, so a number is finite, and never beyond sqrt(66 log 2) = 6.77. The bits are the same with AVX2 and with AVX-512;
// numbers of the portable kernels, which other processors run, agree with those within 4 ULP.
func (s Source) Normal(dst []float32, p Purpose, step, example, sample int) {
	s.normalRows(dst, len(dst), len(dst), p, step, []int{example}, sample, 1)
}

// NormalRows fills rows of cols numbers that begin stride apart in dst: row i*samples+k with the stream of (p, step, examples[i], k), the
// same numbers as Normal's. What lies between rows is left alone.
func (s Source) NormalRows(dst []float32, stride, cols int, p Purpose, step int, examples []int, samples int) {
	s.normalRows(dst, stride, cols, p, step, examples, 0, samples)
}

// NormalSamples fills n rows of cols numbers that begin stride apart in dst, as NormalRows does, with samples first to first+n-1 of one
// example.
func (s Source) NormalSamples(dst []float32, stride, cols int, p Purpose, step, example, first, n int) {
	s.normalRows(dst, stride, cols, p, step, []int{example}, first, n)
}

// normalRows computes the blocks of successive rows together: streams are shorter than what the kernels take at a time.
func (s Source) normalRows(dst []float32, stride, cols int, p Purpose, step int, examples []int, first, samples int) {
	checkRows(dst, stride, cols, len(examples), samples)
	out := rowWriter{dst: dst, stride: stride, cols: cols}
	var b batch
	for _, example := range examples {
		for k := range samples {
			t := s.At(p, step, example, first+k)
			for c0 := range (cols + 3) / 4 {
				if b.n == len(b.c0) {
					out.write(b.normal(t))
				}
				b.c0[b.n], b.c1[b.n], b.c2[b.n] = uint32(c0), t.c1, t.c2
				b.n++
			}
		}
	}
	if b.n > 0 {
		out.write(b.normal(s.At(p, step, 0, 0)))
	}
}

// checkRows panics unless the rows lie in dst, one after the other.
func checkRows(dst []float32, stride, cols, examples, samples int) {
	if cols < 0 || samples < 0 {
		panic("rng: negative number of columns or samples")
	}
	if stride < cols {
		panic("rng: rows overlap")
	}
	if rows := examples * samples; rows > 0 && len(dst) < (rows-1)*stride+cols {
		panic("rng: dst is too short for its rows")
	}
}

// batch is blocks of any streams of one purpose and step.
type batch struct {
	c0, c1, c2 [batchBlocks]uint32
	n          int // blocks in it
	words      [4 * batchBlocks]uint32
	numbers    [4 * batchBlocks]float32
}

// A batch of batchBlocks keeps both the calls few and the memory small. Blocks are computed in groups, which assembly takes at once, also
// where fewer are needed.
const (
	batchBlocks = 32
	groupBlocks = 8
)

// normal empties the batch and returns its numbers, four a block, good until the next call. The purpose and step are t's.
func (b *batch) normal(t Stream) []float32 {
	n := (b.n + groupBlocks - 1) / groupBlocks * groupBlocks
	kernel.PhiloxBlocks(b.words[:4*n], b.c0[:n], b.c1[:n], b.c2[:n], kernel.Counter{C3: t.c3, K0: t.k0, K1: t.k1})
	kernel.Normal(b.numbers[:4*n], b.words[:4*n])
	n, b.n = b.n, 0
	return b.numbers[:4*n]
}

// rowWriter writes the numbers of blocks to rows; a row's last block may reach beyond it.
type rowWriter struct {
	dst          []float32 // from the present row on
	stride, cols int
	col          int // within the present row
}

func (w *rowWriter) write(numbers []float32) {
	for len(numbers) > 0 {
		n := min(len(numbers), (w.cols+3)/4*4-w.col)
		copy(w.dst[w.col:w.cols], numbers[:n])
		numbers = numbers[n:]
		if w.col += n; w.col >= w.cols {
			w.col = 0
			w.dst = w.dst[min(w.stride, len(w.dst)):]
		}
	}
}
