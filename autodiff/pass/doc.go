// Package pass improves programs. Each pass is a plain function from program to program: it changes nothing in its argument, keeps inputs,
// parameters and outputs by name (IDs change), and means the same, within rounding where the rule says so. Passes do not log, time or check.
//
//	Fold       constants and identities, and the order in which elements are moved
//	Stabilize  formulas that overflow, or lose digits, to the operations made for them
//	CSE        equal values once
//	DCE        unused values not at all
//	Fuse       elementwise values into groups that run as one loop
package pass
