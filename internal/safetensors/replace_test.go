package safetensors

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"vae/internal/atomicfile"
)

// fullDisk takes so many bytes and no more.
type fullDisk struct {
	w    io.Writer
	left int
}

func (d *fullDisk) Write(b []byte) (int, error) {
	if len(b) > d.left {
		n, _ := d.w.Write(b[:d.left])
		d.left = 0
		return n, syscall.ENOSPC
	}
	d.left -= len(b)
	return d.w.Write(b)
}

// holds fails unless the folder has exactly this one file with these bytes.
func holds(t *testing.T, path string, want []byte) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s was changed (%v)", path, err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v (%v)", entries, err)
	}
}

func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "last.safetensors")
	for _, f := range []*File{{}, sample()} { // new, then over an existing file
		if err := WriteFile(path, f); err != nil {
			t.Fatal(err)
		}
		holds(t, path, encode(t, f))
	}
	f, err := ReadFile(path)
	if err != nil || len(f.Tensors) != 4 {
		t.Errorf("read %v, %v", f, err)
	}
}

// TestFullDisk fails the write after every number of bytes: the previous file stays as it was and nothing else is left.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "last.safetensors")
	old := encode(t, &File{})
	if err := os.WriteFile(path, old, 0o666); err != nil {
		t.Fatal(err)
	}
	for n := range encode(t, sample()) {
		err := atomicfile.Write(path, func(w io.Writer) error { return Write(&fullDisk{w, n}, sample()) })
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), path) {
			t.Fatalf("after %d bytes: %v", n, err)
		}
		if n%50 == 0 {
			holds(t, path, old)
		}
	}
	holds(t, path, old)
}

func TestWriteFileFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "last.safetensors")
	old := encode(t, &File{})
	if err := os.WriteFile(path, old, 0o666); err != nil {
		t.Fatal(err)
	}
	bad := &File{Tensors: []Tensor{{"x", []int{2}, nil}}}
	if err := WriteFile(path, bad); err == nil || !strings.Contains(err.Error(), path) {
		t.Error(err)
	}
	holds(t, path, old)
	under := filepath.Join(path, "under-a-file")
	if err := WriteFile(under, sample()); err == nil || !strings.Contains(err.Error(), under) {
		t.Error(err)
	}
	dir := filepath.Join(t.TempDir(), "folder")
	if err := os.MkdirAll(filepath.Join(dir, "inside"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(dir, sample()); err == nil { // the rename is what fails
		t.Error("a folder was replaced by a file")
	}
	if entries, _ := os.ReadDir(filepath.Dir(dir)); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("the superuser may write anywhere")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "last.safetensors")
	if err := WriteFile(path, sample()); !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), path) {
		t.Error(err)
	}
}

func TestReadFileNamesThePath(t *testing.T) {
	dir := t.TempDir()
	short := filepath.Join(dir, "short.safetensors")
	if err := os.WriteFile(short, []byte("1234567"), 0o666); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{short: "7 bytes are too few", dir: "not a regular file", filepath.Join(dir, "none"): "no such file"} {
		if _, err := ReadFile(path); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
