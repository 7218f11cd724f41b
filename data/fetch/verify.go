package fetch

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// verifyIn checks the file in a folder, whether it is compressed or not: the one that would be read.
func (f File) verifyIn(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, f.Name)); err == nil {
		return f.verify(filepath.Join(dir, f.Name))
	}
	return f.verify(filepath.Join(dir, f.Name+".gz"))
}

// verify checks size and sum of what a file holds when unpacked. No more than that size is unpacked.
func (f File) verify(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	var r io.Reader = bufio.NewReader(file)
	if name := filepath.Base(path); strings.HasPrefix(name, f.Name+".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			return errors.New("what came is not a gzip file")
		}
	}
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(r, f.Size+1))
	if err != nil {
		return fmt.Errorf("what came cannot be unpacked: %w", err)
	}
	if n > f.Size {
		return fmt.Errorf("unpacked, it has more than the %d bytes of the published file", f.Size)
	}
	if n < f.Size {
		return fmt.Errorf("unpacked, it has %d bytes, the published file %d", n, f.Size)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != f.SHA256 {
		return fmt.Errorf("unpacked, its SHA-256 is %s, the published file's %s", got, f.SHA256)
	}
	return nil
}
