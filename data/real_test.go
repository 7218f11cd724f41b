package data

// The data sets themselves: the embedded one, and those that the machine has.

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"vae/data/fashion"
	"vae/data/idx"
)

func TestEmbedded(t *testing.T) {
	all, err := Open("fashion-mnist-12k")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		set  *Set
		each int
	}{{all.Train, 1200}, {all.Test, 200}} {
		if c.set.Len() != 10*c.each || c.set.Features() != 784 || !slices.Equal(c.set.ImageShape(), []int{28, 28}) || c.set.Binary() {
			t.Errorf("%s: %d examples of shape %v", c.set.Split, c.set.Len(), c.set.Shape())
		}
		var counts [10]int
		for i := range c.set.Len() {
			counts[c.set.Label(i)]++
		}
		for class, n := range counts {
			if n != c.each {
				t.Errorf("%s: %d examples of class %d, want %d", c.set.Split, n, class, c.each)
			}
		}
	}
	if len(fashion.License) < 1000 {
		t.Error("the licence is missing")
	}
}

// Held against the full data set: of each class the first images, in order.
func TestEmbeddedComesFromTheFull(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(system, "fashion-mnist")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("Debian's package dataset-fashion-mnist is not installed: %v", err)
	}
	full, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	part, err := Open("fashion-mnist-12k")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		full, part *Set
		each       int
	}{{full.Train, part.Train, 1200}, {full.Test, part.Test, 200}} {
		seen := map[int]int{}
		next := 0
		for i := range c.full.Len() {
			class := c.full.Label(i)
			if seen[class]++; seen[class] > c.each {
				continue
			}
			if c.part.Label(next) != class || !slices.Equal(c.part.bytesOf(next), c.full.bytesOf(i)) {
				t.Fatalf("%s: example %d is not the full set's %d", c.full.Split, next, i)
			}
			next++
		}
		if next != c.part.Len() {
			t.Errorf("%s: %d examples, want %d", c.full.Split, c.part.Len(), next)
		}
	}
}

// mnist is the folder of MNIST, by VAE_DATA or beside the repository.
func mnist(t *testing.T) string {
	root := os.Getenv(Environment)
	if root == "" {
		root = filepath.Join("..", "..", "shared", "data")
	}
	dir := filepath.Join(root, "mnist")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("MNIST is not there; set %s to a folder that has it: %v", Environment, err)
	}
	return dir
}

func TestMNIST(t *testing.T) {
	t.Parallel()
	dir := mnist(t)
	all, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if all.Train.Len() != 60000 || all.Test.Len() != 10000 || !slices.Equal(all.Train.Shape(), []int{28, 28}) {
		t.Fatalf("%d and %d examples of shape %v", all.Train.Len(), all.Test.Len(), all.Train.Shape())
	}
	for i, want := range []int{5, 0, 4, 1, 9} {
		if got := all.Train.Label(i); got != want {
			t.Errorf("label %d is %d, want %d", i, got, want)
		}
	}
	// SHA-256 of the uncompressed files: header and elements.
	for _, c := range []struct {
		set  *Set
		want string
	}{
		{all.Train, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
		{all.Test, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
	} {
		h := sha256.New()
		head := []byte{0, 0, 8, 3}
		for _, d := range []int{c.set.Len(), 28, 28} {
			head = binary.BigEndian.AppendUint32(head, uint32(d))
		}
		h.Write(head)
		h.Write(c.set.pixels)
		if got := hex.EncodeToString(h.Sum(nil)); got != c.want {
			t.Errorf("%s: SHA-256 %s, want %s", c.set.Split, got, c.want)
		}
	}
}

// Every file of the folder as it lies there, through the reader that refuses what is left over.
func TestMNISTFiles(t *testing.T) {
	dir := mnist(t)
	for name, dims := range map[string][]int{
		"train-labels-idx1-ubyte.gz": {60000}, "t10k-labels-idx1-ubyte.gz": {10000}, "t10k-images-idx3-ubyte.gz": {10000, 28, 28},
	} {
		if a, err := idx.ReadFile(filepath.Join(dir, name)); err != nil || !slices.Equal(a.Dims, dims) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
