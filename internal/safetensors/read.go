package safetensors

// Reading: nothing is believed before it is checked, and nothing is allocated on a header's word that the file's size cannot bear.

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
)

// ReadFile reads a whole file. Errors name the path, and the tensor and its offsets where there is one.
func ReadFile(path string) (*File, error) {
	r, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	info, err := r.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file", path)
	}
	f, err := Read(r, info.Size())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// Read decodes a file of size bytes. Every tensor must be F32; the tensors must cover the data exactly; a digest, if there is one, must be
// right. Call RequireDigest on the result to insist on one.
func Read(r io.Reader, size int64) (*File, error) {
	head, err := readHead(r, size)
	if err != nil {
		return nil, err
	}
	h, err := parseHeader(head[lengthBytes:])
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if err := h.checkOffsets(size - int64(len(head))); err != nil {
		return nil, err
	}
	at := h.digestAt
	if at >= 0 {
		at += lengthBytes
	}
	sum := newDigest(head, at)
	f := &File{Metadata: h.metadata, Tensors: make([]Tensor, len(h.entries)), Digest: h.digest}
	for i, e := range h.entries {
		data, err := readFloats(io.TeeReader(r, sum), int(e.end-e.begin)/4)
		if err != nil {
			return nil, fmt.Errorf("tensor %q at [%d, %d): %w", e.name, e.begin, e.end, err)
		}
		f.Tensors[i] = Tensor{e.name, e.shape, data}
	}
	if got := hexDigest(sum); h.digest != "" && got != h.digest {
		return nil, fmt.Errorf("damaged: SHA-256 is %s, the metadata say %s", got, h.digest)
	}
	slices.SortFunc(f.Tensors, byName)
	return f, nil
}

// readHead returns the header's length and the header.
func readHead(r io.Reader, size int64) ([]byte, error) {
	if size < lengthBytes {
		return nil, fmt.Errorf("%d bytes are too few for a safetensors file", size)
	}
	var length [lengthBytes]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, fmt.Errorf("header length: %w", err)
	}
	n := binary.LittleEndian.Uint64(length[:])
	if rest := uint64(size - lengthBytes); n > rest {
		return nil, fmt.Errorf("the header should take %d bytes, but only %d follow: truncated, or no safetensors file", n, rest)
	}
	if n > maxHeader {
		return nil, fmt.Errorf("the header should take %d bytes, more than the format's %d: no safetensors file", n, maxHeader)
	}
	head := append(make([]byte, 0, lengthBytes+int(n)), length[:]...)
	head = head[:cap(head)]
	if _, err := io.ReadFull(r, head[lengthBytes:]); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	return head, nil
}

func readFloats(r io.Reader, n int) ([]float32, error) {
	out := make([]float32, n)
	buf := make([]byte, 4*min(chunk, n))
	for part := range slices.Chunk(out, chunk) {
		raw := buf[:4*len(part)]
		if _, err := io.ReadFull(r, raw); err != nil {
			return nil, err
		}
		for i := range part {
			part[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		}
	}
	return out, nil
}
