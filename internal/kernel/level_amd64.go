//go:build amd64 && !purego

package kernel

import "golang.org/x/sys/cpu"

// best is the highest level that the processor and the operating system have.
func best() SIMD {
	x := cpu.X86
	switch {
	case x.HasAVX512F && x.HasAVX512BW && x.HasAVX512DQ && x.HasAVX512VL && x.HasBMI2 && x.HasAVX2 && x.HasFMA:
		return AVX512
	case x.HasAVX2 && x.HasFMA:
		return AVX2
	}
	return None
}
