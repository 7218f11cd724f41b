package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"vae/data/idx"
)

// madeWith is the Go version whose compressor made the committed files; another one may pack the same images into other bytes.
const madeWith = "go1.26"

// Making the files again gives the committed ones.
func TestReproduces(t *testing.T) {
	from := "/usr/share/datasets/fashion-mnist"
	if _, err := os.Stat(from); err != nil {
		t.Skipf("Debian's package dataset-fashion-mnist is not installed: %v", err)
	}
	if !strings.HasPrefix(runtime.Version(), madeWith) {
		t.Skipf("the files were made with %s, this is %s", madeWith, runtime.Version())
	}
	// As a program of its own, which a test with the race detector would slow ten times.
	to := t.TempDir()
	if out, err := exec.Command("go", "run", ".", from, to).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, p := range parts {
		for _, name := range []string{p.images, p.labels} {
			got, err := os.ReadFile(filepath.Join(to, name))
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(filepath.Join("..", name))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s: %d bytes, not the committed %d", name, len(got), len(want))
			}
		}
	}
}

func TestFirsts(t *testing.T) {
	images := &idx.Array{Dims: []int{22, 1, 2}}
	labels := &idx.Array{Dims: []int{22}}
	for i := range 22 {
		images.Data = append(images.Data, byte(i), byte(i))
		labels.Data = append(labels.Data, byte(i%11%10)) // 0 .. 9, 0, 0 .. 9, 0
	}
	kept, classOf, err := firsts(images, labels, 2)
	if err != nil {
		t.Fatal(err)
	}
	var order []byte
	for i := 0; i < len(kept.Data); i += 2 {
		order = append(order, kept.Data[i])
	}
	// The third 0 (11) and the fourth (21) are left out.
	want := []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20}
	if !bytes.Equal(order, want) || kept.Dims[0] != 20 || len(classOf.Data) != 20 {
		t.Errorf("kept %v, want %v", order, want)
	}
	if _, _, err := firsts(images, labels, 3); err == nil {
		t.Error("three of each class were found where there are two")
	}
	labels.Data[3] = 10
	if _, _, err := firsts(images, labels, 2); err == nil || !strings.Contains(err.Error(), "label 10 of image 3") {
		t.Errorf("a label beyond the classes: %v", err)
	}
}
