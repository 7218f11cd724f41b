package npy

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Archive is an open NPZ file.
type Archive struct {
	path  string
	files map[string]*zip.File
	close io.Closer
}

// OpenArchive opens an .npz file, whose arrays are read one at a time.
func OpenArchive(path string) (*Archive, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	a := &Archive{path, map[string]*zip.File{}, z}
	for _, f := range z.File {
		name, ok := strings.CutSuffix(f.Name, ".npy")
		if _, twice := a.files[name]; ok && twice {
			return nil, errors.Join(fmt.Errorf("%s: holds two arrays named %s", path, name), z.Close())
		}
		if ok {
			a.files[name] = f
		}
	}
	return a, nil
}

// Names lists the arrays, sorted.
func (a *Archive) Names() []string {
	names := make([]string, 0, len(a.files))
	for name := range a.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Array reads an array. Nothing but its header says how much memory it takes, and only as much is unpacked.
func (a *Archive) Array(name string) (*Array, error) {
	f, ok := a.files[name]
	if !ok {
		return nil, fmt.Errorf("%s: holds no array %s; it holds %s", a.path, name, strings.Join(a.Names(), ", "))
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", a.path, name, err)
	}
	array, err := Read(r)
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, fmt.Errorf("%s: %s: %w", a.path, name, err)
	}
	return array, nil
}

// Close closes the file.
func (a *Archive) Close() error { return a.close.Close() }
