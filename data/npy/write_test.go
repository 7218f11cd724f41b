package npy

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What is written is read back, and begins where NumPy wants elements to begin.
func TestWrite(t *testing.T) {
	for _, shape := range [][]int{{6}, {2, 3}, {1, 2, 3}, {3, 1, 1, 2}, {0, 4}} {
		values := []float32{1, -2.5, 3e-30, 0, 5, 6e30}
		if shape[0] == 0 {
			values = nil
		}
		var b bytes.Buffer
		if err := Write(&b, shape, values); err != nil {
			t.Fatal(err)
		}
		if start := b.Len() - 4*len(values); start%64 != 0 {
			t.Errorf("shape %v: elements begin at byte %d", shape, start)
		}
		if shape[0] == 0 {
			continue
		}
		a, err := Read(&b)
		if err != nil {
			t.Fatalf("shape %v: %v", shape, err)
		}
		got, err := a.Floats()
		if err != nil || !slices.Equal(a.Shape, shape) || !slices.Equal(got, values) {
			t.Errorf("shape %v: %v %v %v", shape, a.Shape, got, err)
		}
	}
	if err := Write(&bytes.Buffer{}, []int{2, 2}, make([]float32, 3)); err == nil {
		t.Error("three values fill [2 2]")
	}
}

// NumPy reads what is written, where it is installed.
func TestNumPyReadsIt(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil || exec.Command(python, "-c", "import numpy").Run() != nil {
		t.Skip("there is no NumPy")
	}
	path := filepath.Join(t.TempDir(), "a.npy")
	if err := WriteFile(path, []int{2, 3}, []float32{1, 2, 3, 4, 5, -6.5}); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(python, "-c", "import numpy,sys; a=numpy.load(sys.argv[1]); print(a.dtype, a.shape, a.tolist())", path).CombinedOutput()
	if want := "float32 (2, 3) [[1.0, 2.0, 3.0], [4.0, 5.0, -6.5]]"; err != nil || strings.TrimSpace(string(out)) != want {
		t.Errorf("%s %v", out, err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Error(fmt.Sprint(entries), err)
	}
}
