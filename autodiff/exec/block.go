package exec

import "unsafe"

// This file allocates blocks of memory.

const (
	line = 64      // bytes of a line of the caches
	page = 2 << 20 // bytes of a large page
)

// NewBlock returns n zeros that start at a cache line: memory for parameters, gradients, moments or values. A block that would fill half a large page
// has whole ones to itself where the system gives them: a step walks through rows of many matrices, each row in another small page, and
// looking up where those are costs several hundredths of its time.
func NewBlock(n int) []float32 {
	if 4*n < page/2 {
		return start(make([]float32, n+line/4), line)[:n:n]
	}
	whole := (4*n + page - 1) / page * page
	block := start(make([]float32, (whole+page)/4), page)
	preferLargePages(unsafe.Slice((*byte)(unsafe.Pointer(&block[0])), whole))
	return block[:n:n]
}

// start is x from the first element on whose address is a multiple of unit.
func start(x []float32, unit uintptr) []float32 {
	return x[-uintptr(unsafe.Pointer(&x[0]))%unit/4:]
}
