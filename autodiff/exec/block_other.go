//go:build !linux

package exec

// preferLargePages does nothing: other systems choose by themselves.
func preferLargePages([]byte) {}
