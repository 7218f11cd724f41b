// Package plan decides, before anything runs, where every value of a program lives and in which order it is computed.
//
//   - Layout places the parameters in one contiguous block. Gradients and optimiser moments use the same layout.
//   - Schedule groups the values of a program into phases, blocks and items. Between phases all threads wait for one another; inside
//     one, every thread keeps to its own rows.
//   - Memory gives every value that is computed a place: in the arena that all threads share, or in the scratch of one thread.
//
// All of it is made of pure functions over ir.Func. Package exec turns the result into running code.
//
// Rows: a tensor is stored as rows of its last axis, the rows Stride floats apart. What lies between the true columns and the stride is
// padding. In the blocks of parameters, gradients and moments it is always 0. In activations it is unspecified, finite or not, and
// never influences a true element.
package plan
