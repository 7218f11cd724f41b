package npy

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"

	"vae/internal/atomicfile"
)

// WriteFile replaces the file at path by an array of float32, row-major, of a shape, whole or not at all.
func WriteFile(path string, shape []int, values []float32) error {
	return atomicfile.Write(path, func(w io.Writer) error { return Write(w, shape, values) })
}

// Write writes an array of float32, row-major, of a shape, in version 1 of the format: the elements begin at a multiple of 64 bytes.
func Write(w io.Writer, shape []int, values []float32) error {
	size, dims := 1, ""
	for _, d := range shape {
		size *= d
		dims += fmt.Sprintf("%d, ", d)
	}
	if size != len(values) {
		return fmt.Errorf("%d values do not fill an array of shape %v", len(values), shape)
	}
	if len(shape) > 1 {
		dims = strings.TrimSuffix(dims, ", ")
	} else {
		dims = strings.TrimSuffix(dims, " ") // a tuple of one ends in a comma
	}
	header := fmt.Sprintf("{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }", dims)
	const before = len(magic) + 4
	header += strings.Repeat(" ", 63-(before+len(header))%64) + "\n"
	out := bufio.NewWriterSize(w, 1<<16)
	_, _ = out.WriteString(magic + "\x01\x00") // the first failure is what Flush returns
	_, _ = out.Write(binary.LittleEndian.AppendUint16(nil, uint16(len(header))))
	_, _ = out.WriteString(header)
	var b [4]byte
	for _, v := range values {
		binary.LittleEndian.PutUint32(b[:], math.Float32bits(v))
		_, _ = out.Write(b[:])
	}
	return out.Flush()
}
