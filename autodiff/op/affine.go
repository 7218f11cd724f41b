package op

import "vae/autodiff/ir"

// Affine is y = x w + bias, with x [B, in], w [in, out], bias [out].
//
//	dx = dy w',  dw = x' dy,  dbias_j = sum_b dy_bj

// AffineOp is the operation for gorgonia.ApplyOp; its arguments are x, w and bias.
func AffineOp() Op { return Op{kind: affine} }

func affineForward[T real](_ attr, in []array[T], out array[T]) {
	x, w, bias := in[0], in[1], in[2]
	for b := range x.shape[0] {
		y := out.row(b)
		copy(y, bias.data)
		for i, xi := range x.row(b) {
			for j, wij := range w.row(i) {
				y[j] += xi * wij
			}
		}
	}
}

func affineVJP[T real](_ attr, wrt int, in []array[T], _, dout, din array[T]) {
	x, w := in[0], in[1]
	for b := range x.shape[0] {
		dy := dout.row(b)
		switch wrt {
		case 0:
			dx := din.row(b)
			for i := range dx {
				dx[i] = dot(dy, w.row(i))
			}
		case 1:
			for i, xi := range x.row(b) {
				addScaled(din.row(i), xi, dy)
			}
		case 2:
			addScaled(din.data, 1, dy)
		}
	}
}

func dot[T real](x, y []T) T {
	var s T
	for i, xi := range x {
		s += xi * y[i]
	}
	return s
}

// addScaled is y += a x.
func addScaled[T real](y []T, a T, x []T) {
	for i, xi := range x {
		y[i] += a * xi
	}
}

func affineEmit(_ attr, b *ir.Builder, in []ir.ID) ir.ID {
	return b.Add(b.MatMul(in[0], false, in[1], false), in[2])
}
