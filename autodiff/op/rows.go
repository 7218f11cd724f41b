package op

import "vae/autodiff/ir"

// TileRowsOp copies each row of its argument [B, n] k times: row b*k+j of the result [B*k, n] is row b. The gradient of a row is
// the sum of its copies' gradients.
func TileRowsOp(k int) Op {
	if k < 1 {
		panic("op: TileRowsOp of less than one copy")
	}
	return Op{tileRows, attr{K: k}}
}

func tileForward[T real](a attr, in []array[T], out array[T]) {
	for r := range out.shape[0] {
		copy(out.row(r), in[0].row(r/a.K))
	}
}

func tileVJP[T real](a attr, _ int, _ []array[T], _, dout, din array[T]) {
	for r := range dout.shape[0] {
		addScaled(din.row(r/a.K), 1, dout.row(r))
	}
}

func tileEmit(a attr, b *ir.Builder, in []ir.ID) ir.ID { return tile(b, in[0], a.K) }

// tile writes the copying of rows as [B, n] -> [B, 1, n] -> [B, K, n] -> [B*K, n]; one copy is x itself.
func tile(b *ir.Builder, x ir.ID, k int) ir.ID {
	if k == 1 {
		return x
	}
	s := b.Shape(x)
	rows, n := s[0], s[1]
	return b.Reshape(b.Broadcast(b.Reshape(x, rows, 1, n), rows, k, n), rows*k, n)
}

// tileTo copies the rows of x [B, n] to as many rows as like has, [B*K, n].
func tileTo(b *ir.Builder, x, like ir.ID) ir.ID { return tile(b, x, b.Shape(like)[0]/b.Shape(x)[0]) }

// StopGradientOp passes its argument through and lets no gradient back.
func StopGradientOp() Op { return Op{kind: stopGradient} }

func copyForward[T real](_ attr, in []array[T], out array[T]) { copy(out.data, in[0].data) }

func stopGradientEmit(_ attr, b *ir.Builder, in []ir.ID) ir.ID {
	return b.Unary(ir.StopGradient, in[0])
}
