//go:build !amd64 || purego

package kernel

// best is the highest level present: this build has portable Go alone.
func best() SIMD { return None }
