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
func Write(path string, write func(io.Writer) error) error {
	p, err := Prepare(path, write)
	if err != nil {
		return err
	}
	return p.Commit()
}

// Pending is a file that is written and synced, but not yet in its place. One of Commit and Discard must be called.
type Pending struct{ path, tmp string }

// Prepare does all of Write that takes time, so that several files can be written at once and then come to their places in order.
func Prepare(path string, write func(io.Writer) error) (*Pending, error) {
	tmp, err := createBeside(path)
	if err != nil {
		dir := filepath.Dir(path)
		if _, missing := os.Stat(dir); errors.Is(missing, os.ErrNotExist) {
			err = fmt.Errorf("there is no folder %s; make it, or choose another place", dir)
		}
		return nil, failed(path, err)
	}
	if err := errors.Join(fill(tmp, write), tmp.Close()); err != nil {
		return nil, failed(path, errors.Join(err, os.Remove(tmp.Name())))
	}
	return &Pending{path, tmp.Name()}, nil
}

// Commit replaces the file.
func (p *Pending) Commit() error {
	if err := os.Rename(p.tmp, p.path); err != nil {
		return failed(p.path, errors.Join(err, os.Remove(p.tmp)))
	}
	if err := syncFolder(filepath.Dir(p.path)); err != nil {
		return failed(p.path, err)
	}
	return nil
}

// Discard removes what was written.
func (p *Pending) Discard() error { return os.Remove(p.tmp) }

func failed(path string, err error) error { return fmt.Errorf("cannot write %s: %w", path, err) }

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
