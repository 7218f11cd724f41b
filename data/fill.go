package data

import (
	"vae/internal/kernel"
	"vae/internal/rng"
)

// Draw keys the random numbers of Dynamic and Fixed binarization; the others need none. An example's numbers depend on the seed, on its own index in the
// full set, and
//
//	Fixed                 on nothing else
//	Dynamic, training     on Step
//	Dynamic, Evaluation   on Step, which is 0 where evaluations are to be compared
type Draw struct {
	Source     rng.Source
	Step       int
	Evaluation bool
}

// stream is the place that an example's numbers come from: number j is for feature j.
func (d Draw) stream(b Binarization, example int) rng.Stream {
	switch {
	case b == Fixed:
		return d.Source.At(rng.FixedBinarize, 0, example, 0)
	case d.Evaluation:
		return d.Source.At(rng.EvalBinarize, d.Step, example, 0)
	}
	return d.Source.At(rng.Binarize, d.Step, example, 0)
}

// Fill writes the examples at indices, one after the other, to the rows of dst that begin stride apart: pixels scaled to [0, 1], binarized. What lies
// between rows is left alone. It allocates nothing, and disjoint parts of dst may be filled at once.
func (s *Set) Fill(dst []float32, stride int, indices []int, b Binarization, draw Draw) {
	if stride < s.width {
		panic("data: Fill: rows overlap")
	}
	if len(indices) > 0 && len(dst) < (len(indices)-1)*stride+s.width {
		panic("data: Fill: dst is too short")
	}
	for r, i := range indices {
		row := dst[r*stride:][:s.width]
		if s.floats == nil {
			fillBytes(row, s.bytesOf(i), b, draw, s.rows[i])
		} else {
			fillFloats(row, s.floatsOf(i), b, draw, s.rows[i])
		}
	}
}

func fillBytes(row []float32, pixels []byte, b Binarization, draw Draw, example int) {
	switch b {
	case None:
		kernel.FromBytes(row, pixels, 255)
	case Threshold:
		kernel.ThresholdBytes(row, pixels, 128)
	case Dynamic, Fixed:
		bernoulliBytes(row, pixels, draw.stream(b, example))
	default:
		panic("data: Fill: unknown binarization")
	}
}

func fillFloats(row, values []float32, b Binarization, draw Draw, example int) {
	switch b {
	case None:
		copy(row, values)
	case Threshold:
		for j, x := range values {
			row[j] = threshold(x)
		}
	case Dynamic, Fixed:
		bernoulliFloats(row, values, draw.stream(b, example))
	default:
		panic("data: Fill: unknown binarization")
	}
}

// threshold is 1 where x >= 1/2, else 0.
func threshold(x float32) float32 {
	if x >= 0.5 {
		return 1
	}
	return 0
}
