package data

// Sets and folders made for tests.

import (
	"os"
	"path/filepath"
	"testing"

	"vae/data/idx"
	"vae/internal/rng"
)

// madePixels are n bytes: blocks of black, of white, and of grey, in a jumble.
func madePixels(n int) []byte {
	out := make([]byte, n)
	for i := range out {
		w := rng.New(77).Bits(rng.MonteCarlo, 0, 0, 0, uint32(i/6))
		switch w[0] % 3 {
		case 0:
		case 1:
			out[i] = 255
		default:
			out[i] = byte(rng.New(78).Bits(rng.MonteCarlo, 0, 0, 0, uint32(i))[0])
		}
	}
	return out
}

// made is a set of n pictures of h by w.
func made(t *testing.T, n, h, w int) *Set {
	t.Helper()
	s, err := FromBytes("made", "train", []int{h, w}, madePixels(n*h*w), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// floatsLike is the same set as floats.
func floatsLike(t *testing.T, s *Set) *Set {
	t.Helper()
	values := make([]float32, len(s.pixels))
	for i, x := range s.pixels {
		values[i] = float32(float64(x) / 255)
	}
	f, err := FromFloats(s.Name, s.Split, s.shape, values, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// folder writes four IDX files with n training and m test pictures of h by w.
func folder(t *testing.T, dir string, n, m, h, w int) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, count := range map[string]int{"train": n, "t10k": m} {
		labels := make([]byte, count)
		for i := range labels {
			labels[i] = byte(200 + i)
		}
		write(t, filepath.Join(dir, name+"-images-idx3-ubyte"), &idx.Array{Dims: []int{count, h, w}, Data: madePixels(count * h * w)})
		write(t, filepath.Join(dir, name+"-labels-idx1-ubyte"), &idx.Array{Dims: []int{count}, Data: labels})
	}
}

func write(t *testing.T, path string, a *idx.Array) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := idx.Write(f, a); err != nil {
		t.Fatal(err)
	}
}
