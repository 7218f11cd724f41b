// Package op holds the operations of this project that Gorgonia lacks, as Gorgonia operations, and the Builder that models and
// objectives write their mathematics with.
//
// An Op is a row of one table: a shape rule, the forward formula and its vector-Jacobian products in plain Go for float32 and float64, and the
// compiler's IR that computes it. Ops work on Gorgonia's own machines like any of Gorgonia's; the compiler lowers them by calling Emit.
//
// Letters: B examples, K samples of each, D features, Z latent dimensions. A row of B*K is example-major: sample k of example b is row
// b*K + k. Densities and divergences are in nats.
package op
