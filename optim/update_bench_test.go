package optim

import "testing"

// BenchmarkUpdate is one step of each method over the parameters of a small MNIST autoencoder, in the ranges of rows that a machine gives.
func BenchmarkUpdate(b *testing.B) {
	const n, row = 1 << 19, 512
	for _, name := range Methods() {
		b.Run(name, func(b *testing.B) {
			c := DefaultConfig()
			c.Name = name
			o, err := New(c, n)
			if err != nil {
				b.Fatal(err)
			}
			params, grads := make([]float32, n), make([]float32, n)
			b.SetBytes(4 * n)
			step := 0
			for b.Loop() {
				step++
				o.Prepare(step, 1e-3, 1)
				for lo := 0; lo < n; lo += row {
					o.Update(params, grads, lo, lo+row, false)
				}
			}
		})
	}
}
