// Package safetensors reads and writes the safetensors format: eight bytes of header length (little-endian), a JSON header, and
// the tensors' bytes, row-major and little-endian, without gaps.
//
//	{"__metadata__": {"key": "text", ...}, "NAME": {"dtype": "F32", "shape": [400, 784], "data_offsets": [0, 1254400]}, ...}
//
// The format is that of github.com/huggingface/safetensors. Written here is a strict part of it: the same File always gives the same
// bytes, and the metadata carries a SHA-256 by which the reader finds any flipped bit. Weights are stored as given: whoever
// calls decides on the layout.
package safetensors

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"sort"
)

const (
	metadataKey = "__metadata__"
	digestKey   = "sha256"    // in the metadata: see digest.go
	maxHeader   = 100_000_000 // bytes, the limit of the reference implementation
	lengthBytes = 8           // the header's length comes first
)

// Tensor is a named array of float32, row-major. A scalar has no dimensions and one element.
type Tensor struct {
	Name  string
	Shape []int
	Data  []float32
}

// File is what one file holds.
type File struct {
	Metadata map[string]string // the digest is not among them, and is replaced if it is
	Tensors  []Tensor          // sorted by name after reading, in any order for writing
	Digest   string            // after reading: the SHA-256 that was verified, in hexadecimal, or "" if the file has none; ignored by Write
}

// Tensor finds a tensor by its name in a file that was read.
func (f *File) Tensor(name string) (Tensor, bool) {
	i, ok := sort.Find(len(f.Tensors), func(i int) int { return cmp.Compare(name, f.Tensors[i].Name) })
	if !ok {
		return Tensor{}, false
	}
	return f.Tensors[i], true
}

// RequireDigest refuses a file whose bytes nothing vouches for.
func (f *File) RequireDigest() error {
	if f.Digest == "" {
		return fmt.Errorf("no %q in %s: the file was not written by this program, or is damaged", digestKey, metadataKey)
	}
	return nil
}

// elements multiplies the dimensions; false if one is negative or the product overflows.
func elements(shape []int) (int, bool) {
	n := uint64(1)
	for _, d := range shape {
		hi, lo := bits.Mul64(n, uint64(d))
		if d < 0 || hi != 0 || lo > 1<<62 {
			return 0, false
		}
		n = lo
	}
	return int(n), true
}

func byName(a, b Tensor) int { return cmp.Compare(a.Name, b.Name) }

// sorted returns the tensors in the order of their names without touching the caller's slice.
func sorted(ts []Tensor) []Tensor {
	out := slices.Clone(ts)
	slices.SortFunc(out, byName)
	return out
}
