//go:build !amd64 || purego

package kernel

func philoxAll([]uint32, Counter) bool { return false }

func philoxBlocksAll(_, _, _, _ []uint32, _ *Counter) bool { return false }

func normalAll([]float32, []uint32) bool { return false }
