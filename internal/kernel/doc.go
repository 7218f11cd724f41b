// Package kernel holds the loops over float32 slices that everything else is made of: matrix products, elementwise operations,
// reductions, optimiser updates, and bytes to floats.
//
// The doc comment of a kernel is the loop that it computes, and its portable Go body is the definition. On amd64 the same loops exist in
// assembly for AVX2 and AVX-512, chosen once (see Level); the build tag purego removes them. What holds:
//
//   - AVX2 and AVX-512 give the same bits everywhere: the same operations in the same order, FMA on both or on neither.
//   - A result depends on its operands alone, not on its index, the slice's length or alignment, nor on how a caller splits work.
//   - The portable loops agree bit for bit where an operation is a single IEEE one (arithmetic, comparisons, square root, rounding), and
//     within the bound stated at the kernel where it is not: there assembly fuses multiply and add, or uses a polynomial.
//   - Slices of one call have equal lengths (dst may be one of the sources, but must not overlap one in part); anything else panics.
//   - Nothing is read or written outside the slices given. No kernel allocates.
//
// Vector functions (Exp, Expm1, Log1p, Tanh, Sigmoid, Softplus, Erf) return 0 where the result would be below 2^-126 in magnitude, because
// denormals slow some processors a hundredfold. Sin, Cos and Pow are portable Go on every level.
//
// The assembly is written by the module in _asm; `go generate ./internal/kernel` writes it again, byte for byte.
package kernel

//go:generate go run -C _asm . ..

// smallest is 2^-126, the smallest normal float32.
const smallest = 0x1p-126

// mismatch is the panic of every kernel that was given slices of different lengths.
const mismatch = "kernel: slices of different lengths"

// same2 panics unless the lengths agree.
func same2(dst, a []float32) {
	if len(dst) != len(a) {
		panic(mismatch)
	}
}

// same3 panics unless the lengths agree.
func same3(dst, a, b []float32) {
	if len(dst) != len(a) || len(dst) != len(b) {
		panic(mismatch)
	}
}
