package pass_test

import (
	"testing"

	"vae/autodiff/ir"
	"vae/autodiff/pass"
)

// TestRelease: without the marks, what differs by them alone is one value.
func TestRelease(t *testing.T) {
	run := func(f *ir.Func) *ir.Func { return pass.DCE(pass.CSE(pass.Release(f))) }
	golden(t, run, "a product with and without its gradient",
		"v3 = stop_gradient(v0) : [2 3]\nv4 = mul(v0, v1) : [2 3]\nv5 = mul(v3, v1) : [2 3]\nv6 = sub(v4, v5) : [2 3]",
		"v3 = mul(v0, v1) : [2 3]\nv4 = sub(v3, v3) : [2 3]")
}
