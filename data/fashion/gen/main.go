// Command gen makes the embedded part of Fashion-MNIST: of each class the first 1,200 training and 200 test images, in their original order.
//
//	go run ./data/fashion/gen FROM TO
//
// FROM holds the four files of the full data set, as Debian's package dataset-fashion-mnist installs them in /usr/share/datasets/fashion-mnist; the four
// smaller files are written to TO. With the same Go version they are the same bytes.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"vae/data/idx"
)

// parts says how much of which files is kept.
var parts = []struct {
	images, labels string
	each           int // images of every class
}{
	{"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", 1200},
	{"t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", 200},
}

const classes = 10

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: gen FROM TO")
		os.Exit(2)
	}
	if err := generate(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func generate(from, to string) error {
	for _, p := range parts {
		images, err := idx.ReadFile(filepath.Join(from, p.images), 3)
		if err != nil {
			return err
		}
		labels, err := idx.ReadFile(filepath.Join(from, p.labels), 1)
		if err != nil {
			return err
		}
		if images, labels, err = firsts(images, labels, p.each); err != nil {
			return fmt.Errorf("%s: %w", filepath.Join(from, p.labels), err)
		}
		if err := write(filepath.Join(to, p.images), images); err != nil {
			return err
		}
		if err := write(filepath.Join(to, p.labels), labels); err != nil {
			return err
		}
	}
	return nil
}

// firsts keeps the first images of every class, in their order.
func firsts(images, labels *idx.Array, each int) (*idx.Array, *idx.Array, error) {
	if images.Dims[0] != labels.Dims[0] {
		return nil, nil, fmt.Errorf("%d labels for %d images", labels.Dims[0], images.Dims[0])
	}
	size := len(images.Data) / images.Dims[0]
	var kept [classes]int
	var pixels, classOf []byte
	for i, class := range labels.Data {
		if class >= classes {
			return nil, nil, fmt.Errorf("label %d of image %d, expected 0 to %d", class, i, classes-1)
		}
		if kept[class] == each {
			continue
		}
		kept[class]++
		pixels = append(pixels, images.Data[i*size:(i+1)*size]...)
		classOf = append(classOf, class)
	}
	n := each * classes
	if len(classOf) != n {
		return nil, nil, fmt.Errorf("images by class are %v, expected at least %d each", kept, each)
	}
	dims := append([]int{n}, images.Dims[1:]...)
	return &idx.Array{Dims: dims, Data: pixels}, &idx.Array{Dims: []int{n}, Data: classOf}, nil
}

func write(path string, a *idx.Array) error {
	var b bytes.Buffer
	if err := idx.WriteGzip(&b, a); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}
