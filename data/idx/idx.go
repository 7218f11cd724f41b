// Package idx reads and writes the IDX format of MNIST and its relatives: arrays of unsigned bytes, plain or gzip.
//
// A file is, in big-endian order,
//
//	0, 0, type (0x08: unsigned byte), rank, rank dimensions of 4 bytes, the elements in row-major order
//
// (LeCun, Cortes and Burges, "The MNIST database of handwritten digits"). Reading is strict: the claims of the header are held against what
// the file can contain before memory is asked for, and anything missing, broken or left over is an error that names the file, what was
// found and what was expected.
package idx

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// Array is a tensor of bytes: Dims outermost first, Data row-major.
type Array struct {
	Dims []int
	Data []byte
}

// maxRank is beyond any data set's; a larger rank is a broken header.
const maxRank = 8

// maxElements bounds an array, so that sizes stay far from an integer's end.
const maxElements = 1 << 36

// typeNames are the element types of the format.
var typeNames = map[byte]string{
	0x08: "unsigned byte", 0x09: "signed byte", 0x0B: "short", 0x0C: "int", 0x0D: "float", 0x0E: "double",
}

const unsignedByte = 0x08

// checkMagic checks the first four bytes and returns the rank.
func checkMagic(magic [4]byte, ranks []int) (int, error) {
	if magic[0] != 0 || magic[1] != 0 {
		return 0, fmt.Errorf("found first bytes %x, expected an IDX file's 0000", magic[:2])
	}
	if magic[2] != unsignedByte {
		name, ok := typeNames[magic[2]]
		if !ok {
			name = "not an IDX type"
		}
		return 0, fmt.Errorf("found element type 0x%02x (%s), expected 0x08 (unsigned byte)", magic[2], name)
	}
	rank := int(magic[3])
	if rank < 1 || rank > maxRank {
		return 0, fmt.Errorf("found %d dimensions, expected 1 to %d", rank, maxRank)
	}
	if len(ranks) > 0 && !slices.Contains(ranks, rank) {
		return 0, fmt.Errorf("found %d dimensions, expected %s", rank, either(ranks))
	}
	return rank, nil
}

// either spells alternatives: "1", "3 or 4".
func either(ranks []int) string {
	words := make([]string, len(ranks))
	for i, r := range ranks {
		words[i] = fmt.Sprint(r)
	}
	return strings.Join(words, " or ")
}

// elements is the product of the dimensions, refused where it is 0, overflows or is absurd.
func elements(dims []int) (int, error) {
	n := uint64(1)
	for i, d := range dims {
		if d == 0 {
			return 0, fmt.Errorf("found dimension %d of %d to be 0, expected at least 1", i+1, len(dims))
		}
		hi, lo := bits.Mul64(n, uint64(d))
		if hi != 0 || lo > maxElements {
			return 0, fmt.Errorf("found dimensions %v, expected at most %d elements", dims, uint64(maxElements))
		}
		n = lo
	}
	return int(n), nil
}
