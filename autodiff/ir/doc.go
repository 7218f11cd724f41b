// Package ir is the compiler's intermediate representation: first-order, single-assignment tensor programs.
//
// A Func is a list of Values in topological order. A Value's identity is its index, its type is its shape: every element is a
// real number, and the engine that runs the program chooses the precision (float32 for exec, float64 for the reference
// interpreter). There is no control flow and no mutation. Elementwise operations broadcast as NumPy's do: shapes are aligned at the right, and
// a dimension of one, or a missing one, is repeated.
//
// Package ir knows nothing of Gorgonia, of derivatives or of machines. See Op for the operations and Builder for making programs.
package ir
