// Package npy reads NumPy's files of arrays: NPY, versions 1 to 3, and NPZ, a zip archive of them.
//
// An NPY file is, by NumPy Enhancement Proposal 1 and its successors,
//
//	"\x93NUMPY", major, minor, length of the header (2 bytes little-endian in version 1, else 4), header, elements
//
// where the header is a Python dictionary of descr (the element's type), fortran_order and shape. Whole numbers, booleans and floats of 4 or 8 bytes in
// either byte order are read; objects, which would be Python code to run, are refused. The claims of a header are held against what follows it: memory grows
// with the bytes that are there, never with a claim.
package npy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"path/filepath"
	"strings"
)

// Array is what a file holds. Its elements stay as they lie there until they are asked for as one kind of number or another.
type Array struct {
	Shape   []int  // outermost first
	Type    string // of an element: kind and bytes, such as f4, u1, i8, b1
	fortran bool   // the first axis varies fastest
	order   binary.ByteOrder
	raw     []byte
}

// Bounds, far above what is trained on.
const (
	maxRank   = 8
	maxHeader = 1 << 16
	maxBytes  = 1 << 34
)

const magic = "\x93NUMPY"

// ReadFile reads an .npy file.
func ReadFile(path string) (*Array, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	a, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return a, nil
}

// Read reads one array, and nothing may follow it.
func Read(r io.Reader) (*Array, error) {
	text, err := readHeader(r)
	if err != nil {
		return nil, err
	}
	a, err := parseHeader(text)
	if err != nil {
		return nil, err
	}
	n, err := a.Len()
	if err != nil {
		return nil, err
	}
	want := n * a.size()
	if a.raw, err = io.ReadAll(io.LimitReader(r, int64(want)+1)); err != nil {
		return nil, fmt.Errorf("reading the elements: %w", err)
	}
	if len(a.raw) > want {
		return nil, fmt.Errorf("found more than the %d bytes that shape %v of %s takes", want, a.Shape, a.Type)
	}
	if len(a.raw) < want {
		return nil, fmt.Errorf("found %d bytes of elements, expected %d for shape %v of %s: the file is cut off", len(a.raw), want, a.Shape, a.Type)
	}
	return a, nil
}

// readHeader returns the dictionary's text.
func readHeader(r io.Reader) (string, error) {
	var start [12]byte
	if _, err := io.ReadFull(r, start[:8]); err != nil || string(start[:6]) != magic {
		return "", errors.New("is not an NPY file: the first bytes are not \\x93NUMPY")
	}
	length, width := 0, 2
	if start[6] > 1 {
		width = 4
	}
	if start[6] < 1 || start[6] > 3 {
		return "", fmt.Errorf("has NPY version %d.%d; versions 1 to 3 are read", start[6], start[7])
	}
	if _, err := io.ReadFull(r, start[8:8+width]); err != nil {
		return "", errors.New("ends within the header")
	}
	if length = int(binary.LittleEndian.Uint16(start[8:])); width == 4 {
		length = int(min(binary.LittleEndian.Uint32(start[8:]), maxHeader+1))
	}
	if length > maxHeader {
		return "", fmt.Errorf("has a header of more than %d bytes", maxHeader)
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(r, text); err != nil {
		return "", errors.New("ends within the header")
	}
	return string(text), nil
}

// Len is the number of elements; an error where there are none, or absurdly many.
func (a *Array) Len() (int, error) {
	n := uint64(1)
	for _, d := range a.Shape {
		hi, lo := bits.Mul64(n, uint64(d))
		if hi != 0 || lo > maxBytes/uint64(a.size()) {
			return 0, fmt.Errorf("has shape %v of %s, more than %d bytes", a.Shape, a.Type, uint64(maxBytes))
		}
		n = lo
	}
	if n == 0 || len(a.Shape) == 0 {
		return 0, fmt.Errorf("has shape %v: there are no examples", a.Shape)
	}
	return int(n), nil
}

// Extension reports whether a file's name says that it is an NPY file.
func Extension(path string) bool { return strings.ToLower(filepath.Ext(path)) == ".npy" }

// ArchiveExtension reports whether a file's name says that it is an NPZ file.
func ArchiveExtension(path string) bool { return strings.ToLower(filepath.Ext(path)) == ".npz" }
