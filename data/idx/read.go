package idx

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// maxRatio bounds how much deflate can expand: a match of 258 bytes takes at least 2 bits.
const maxRatio = 1032

// ReadFile reads the file at a path. The array's rank must be among ranks, if any are given.
func ReadFile(path string, ranks ...int) (*Array, error) {
	return ReadFS(os.DirFS(filepath.Dir(path)), filepath.Base(path), path, ranks...)
}

// ReadFS reads a file of a file system; errors call it shown.
func ReadFS(files fs.FS, name, shown string, ranks ...int) (*Array, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown, err)
	}
	a, err := Read(f, info.Size(), ranks...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown, err)
	}
	return a, nil
}

// Read reads an array from r, of which size bytes, or fewer, can come. Gzip is told by its first bytes.
func Read(r io.Reader, size int64, ranks ...int) (*Array, error) {
	buffered := bufio.NewReaderSize(r, 1<<16)
	start, err := buffered.Peek(2)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(start) < 2 || start[0] != 0x1f || start[1] != 0x8b {
		return decode(buffered, size, ranks)
	}
	unzipped, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, fmt.Errorf("gzip header: %w", short(err))
	}
	// The product overflows for no file that exists.
	return decode(unzipped, size*maxRatio, ranks)
}

// decode reads header, elements and the end; at most limit bytes can come.
func decode(r io.Reader, limit int64, ranks []int) (*Array, error) {
	dims, err := readHeader(r, ranks)
	if err != nil {
		return nil, err
	}
	n, err := elements(dims)
	if err != nil {
		return nil, err
	}
	if int64(n) > limit {
		return nil, fmt.Errorf("found dimensions %v, %d elements, in a file that cannot hold more than %d", dims, n, limit)
	}
	a := &Array{dims, make([]byte, n)}
	if got, err := io.ReadFull(r, a.Data); err != nil {
		return nil, fmt.Errorf("found %d of the %d elements that dimensions %v promise: %w", got, n, dims, short(err))
	}
	// A read of one byte more must find the end; for gzip this is also what checks the checksum.
	var extra [1]byte
	switch _, err := io.ReadFull(r, extra[:]); err {
	case io.EOF:
		return a, nil
	case nil:
		return nil, fmt.Errorf("found bytes after the last of %d elements, expected the end of the file", n)
	default:
		return nil, fmt.Errorf("after the last of %d elements, expected the end of the file: %w", n, short(err))
	}
}

func readHeader(r io.Reader, ranks []int) ([]int, error) {
	var magic [4]byte
	if got, err := io.ReadFull(r, magic[:]); err != nil {
		return nil, fmt.Errorf("found %d of the 4 bytes of an IDX magic number: %w", got, short(err))
	}
	rank, err := checkMagic(magic, ranks)
	if err != nil {
		return nil, err
	}
	raw := make([]byte, 4*rank)
	if got, err := io.ReadFull(r, raw); err != nil {
		return nil, fmt.Errorf("found %d of the %d bytes of %d dimensions: %w", got, len(raw), rank, short(err))
	}
	dims := make([]int, rank)
	for i := range dims {
		dims[i] = int(binary.BigEndian.Uint32(raw[4*i:]))
	}
	return dims, nil
}

// short says plainly that a file ends early.
func short(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the file is truncated: %w", io.ErrUnexpectedEOF)
	}
	return err
}
