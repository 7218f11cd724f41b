// Package atomicfile replaces a file so that, whatever happens, either the old or the new one is there whole.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
)

// Write replaces path by what write gives: a temporary file in the same folder is written, synced and renamed, and the folder is
// synced. If it fails, the temporary file is removed, the previous file is untouched (unless only the last sync of the folder failed), and the
// error names the path.
func Write(path string, write func(io.Writer) error) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("cannot write %s: %w", path, err)
		}
	}()
	tmp, err := createBeside(path)
	if err != nil {
		return err
	}
	err = errors.Join(fill(tmp, write), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return syncFolder(filepath.Dir(path))
}

func fill(tmp *os.File, write func(io.Writer) error) error {
	if err := write(tmp); err != nil {
		return err
	}
	return tmp.Sync()
}

// createBeside creates a new file in the folder of path, with the permissions that the process gives to new files.
func createBeside(path string) (*os.File, error) {
	for {
		name := fmt.Sprintf(".%s.%08x.tmp", filepath.Base(path), rand.Uint32())
		f, err := os.OpenFile(filepath.Join(filepath.Dir(path), name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, os.ErrExist) {
			return f, err
		}
	}
}

// syncFolder makes a rename last. File systems that cannot sync folders say so by EINVAL or ENOTSUP; there is nothing to do there.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return err
	}
	return nil
}
