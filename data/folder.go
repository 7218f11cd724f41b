package data

// A folder of four IDX files, as MNIST is distributed: images and labels, for training and for testing.

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"vae/data/idx"
)

// pair is how the two files of a split may be called; each also with .gz.
type pair struct{ images, labels []string }

var (
	trainFiles = pair{
		[]string{"train-images-idx3-ubyte", "train-images.idx3-ubyte"},
		[]string{"train-labels-idx1-ubyte", "train-labels.idx1-ubyte"},
	}
	testFiles = pair{
		[]string{"t10k-images-idx3-ubyte", "t10k-images.idx3-ubyte"},
		[]string{"t10k-labels-idx1-ubyte", "t10k-labels.idx1-ubyte"},
	}
)

// find returns the file of the first name that there is.
func (p place) find(names []string) (string, bool) {
	for _, name := range names {
		for _, file := range []string{name, name + ".gz"} {
			if info, err := fs.Stat(p.files, file); err == nil && !info.IsDir() {
				return file, true
			}
		}
	}
	return "", false
}

// holdsAny reports whether any of the four files is there: then this is the folder that was meant.
func (p place) holdsAny() bool {
	for _, names := range [][]string{trainFiles.images, trainFiles.labels, testFiles.images, testFiles.labels} {
		if _, ok := p.find(names); ok {
			return true
		}
	}
	return false
}

// read reads one of the four files.
func (p place) read(names []string, ranks ...int) (*idx.Array, error) {
	file, ok := p.find(names)
	if !ok {
		return nil, fmt.Errorf("%s: found neither %s nor the same with .gz, expected four IDX files: images and labels to train and to test",
			p.shown, strings.Join(names, " nor "))
	}
	return idx.ReadFS(p.files, file, p.path(file), ranks...)
}

func (p place) path(file string) string { return filepath.Join(p.shown, file) }

// readFolder reads both splits.
func readFolder(r reading, p place) (*Collection, error) {
	train, err := p.readSplit(r.name, "train", trainFiles)
	if err != nil {
		return nil, err
	}
	test, err := p.readSplit(r.name, "test", testFiles)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(train.shape, test.shape) {
		return nil, fmt.Errorf("%s: found training images of shape %v and test images of shape %v, expected the same", p.shown, train.shape, test.shape)
	}
	return r.collect(p.shown, train, test)
}

// readSplit reads images, [N h w] or [N h w channels], and their labels.
func (p place) readSplit(name, split string, files pair) (*Set, error) {
	images, err := p.read(files.images, 3, 4)
	if err != nil {
		return nil, err
	}
	labels, err := p.read(files.labels, 1)
	if err != nil {
		return nil, err
	}
	if images.Dims[0] != labels.Dims[0] {
		file, _ := p.find(files.labels)
		return nil, fmt.Errorf("%s: found %d labels, expected one for each of the %d images", p.path(file), labels.Dims[0], images.Dims[0])
	}
	classes := make([]int32, len(labels.Data))
	for i, class := range labels.Data {
		classes[i] = int32(class)
	}
	return FromBytes(name, split, images.Dims[1:], images.Data, classes)
}
