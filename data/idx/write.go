package idx

import (
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
)

// Write writes an array, uncompressed.
func Write(w io.Writer, a *Array) error {
	n, err := elements(a.Dims)
	if err != nil {
		return err
	}
	if len(a.Dims) == 0 || len(a.Dims) > maxRank || n != len(a.Data) {
		return fmt.Errorf("dimensions %v cannot hold %d elements", a.Dims, len(a.Data))
	}
	head := []byte{0, 0, unsignedByte, byte(len(a.Dims))}
	for _, d := range a.Dims {
		if uint64(d) >= 1<<32 {
			return fmt.Errorf("dimension %d does not fit the format's 32 bits", d)
		}
		head = binary.BigEndian.AppendUint32(head, uint32(d))
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err = w.Write(a.Data)
	return err
}

// WriteGzip writes an array in gzip at the best compression, without name or time: the same array gives the same bytes.
func WriteGzip(w io.Writer, a *Array) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := Write(z, a); err != nil {
		return err
	}
	return z.Close()
}
