package data

// NumPy's arrays as data sets.

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"vae/data/npy"
	"vae/internal/invalid"
)

// readArray reads an .npy file of examples, [N D], [N h w] or [N h w channels], and perhaps one for testing.
func readArray(r reading, p place) (*Collection, error) {
	all, err := r.setOfFile(p.shown, "train")
	if err != nil {
		return nil, err
	}
	var test *Set
	if r.testFile() {
		if !npy.Extension(r.Test) {
			return nil, invalid.Fields{{Path: "test", Reason: fmt.Sprintf("%s is no .npy file, but %s is", r.Test, p.shown)}}
		}
		if test, err = r.setOfFile(r.Test, "test"); err != nil {
			return nil, err
		}
	}
	return r.collect(p.shown, all, test)
}

func (r reading) setOfFile(path, split string) (*Set, error) {
	a, err := npy.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s, err := setOf(r.name, split, a, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// setOf makes a set of an array. Bytes are pixels, x/255, or, where none is above 1, 0 and 1 themselves; other numbers are used as they are.
func setOf(name, split string, a *npy.Array, labels []int32) (*Set, error) {
	if len(a.Shape) < 2 || len(a.Shape) > 4 {
		return nil, fmt.Errorf("has shape %v, expected [N features], [N h w] or [N h w channels]", a.Shape)
	}
	if labels != nil && len(labels) != a.Shape[0] {
		return nil, fmt.Errorf("%d labels for %d examples", len(labels), a.Shape[0])
	}
	if a.IsBytes() {
		pixels := a.Bytes()
		if slices.Max(pixels) <= 1 {
			for i := range pixels {
				pixels[i] *= 255
			}
		}
		return FromBytes(name, split, a.Shape[1:], pixels, labels)
	}
	values, err := a.Floats()
	if err != nil {
		return nil, err
	}
	return FromFloats(name, split, a.Shape[1:], values, labels)
}

// The names that arrays have in an archive, the first one that is there.
var (
	trainNames      = []string{"x", "train", "x_train", "imgs", "images", "data"}
	trainLabelNames = []string{"labels", "y", "y_train", "train_labels"}
	testNames       = []string{"test", "x_test"}
	testLabelNames  = []string{"test_labels", "y_test"}
)

// readArchive reads an .npz file.
func readArchive(r reading, p place) (c *Collection, err error) {
	z, err := npy.OpenArchive(p.shown)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, z.Close()) }()
	all, err := r.setOfArchive(z, p, "train", trainNames, trainLabelNames)
	if err != nil {
		return nil, err
	}
	if all == nil {
		return nil, fmt.Errorf("%s: holds no array named %s; it holds %s", p.shown, strings.Join(trainNames, ", "), strings.Join(z.Names(), ", "))
	}
	if r.testFile() {
		return nil, invalid.Fields{{Path: "test", Reason: "a second file goes with .csv, .tsv and .npy; put an array named test into the archive"}}
	}
	test, err := r.setOfArchive(z, p, "test", testNames, testLabelNames)
	if err != nil {
		return nil, err
	}
	return r.collect(p.shown, all, test)
}

// setOfArchive reads examples and labels; nil: there are no such examples.
func (r reading) setOfArchive(z *npy.Archive, p place, split string, names, labelNames []string) (*Set, error) {
	name, ok := firstOf(z, names)
	if !ok {
		return nil, nil
	}
	a, err := z.Array(name)
	if err != nil {
		return nil, err
	}
	labels, err := labelsOf(z, p, labelNames)
	if err != nil {
		return nil, err
	}
	s, err := setOf(r.name, split, a, labels)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", p.shown, name, err)
	}
	return s, nil
}

// labelsOf reads labels, [N] or [N 1]; nil: there are none.
func labelsOf(z *npy.Archive, p place, names []string) ([]int32, error) {
	name, ok := firstOf(z, names)
	if !ok {
		return nil, nil
	}
	a, err := z.Array(name)
	if err != nil {
		return nil, err
	}
	labels, err := a.Labels()
	if err == nil && len(labels) != a.Shape[0] {
		err = fmt.Errorf("has shape %v, expected a label for each example", a.Shape)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", p.shown, name, err)
	}
	return labels, nil
}

func firstOf(z *npy.Archive, names []string) (string, bool) {
	there := z.Names()
	for _, name := range names {
		if slices.Contains(there, name) {
			return name, true
		}
	}
	return "", false
}
