package pass

import "vae/autodiff/ir"

// Release removes the marks that stop gradients. After differentiation they mean nothing, and keep what is equal but for them from being merged.
func Release(f *ir.Func) *ir.Func { return rewrite(f, table{ir.StopGradient: {released}}) }

// released: stop(x) = x, once the derivatives are written.
func released(_ *rewriter, v ir.Value) ir.ID { return v.Args[0] }
