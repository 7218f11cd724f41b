package npy

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// file is an NPY file spelled out by hand.
func file(version byte, header string, elements ...byte) []byte {
	out := append([]byte(magic), version, 0)
	if version == 1 {
		out = binary.LittleEndian.AppendUint16(out, uint16(len(header)))
	} else {
		out = binary.LittleEndian.AppendUint32(out, uint32(len(header)))
	}
	return append(append(out, header...), elements...)
}

func dict(descr, fortran, shape string) string {
	return fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }    \n", descr, fortran, shape)
}

func floats(t *testing.T, raw []byte) ([]int, []float32) {
	t.Helper()
	a, err := Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	x, err := a.Floats()
	if err != nil {
		t.Fatal(err)
	}
	return a.Shape, x
}

func TestTypes(t *testing.T) {
	f32 := func(o binary.AppendByteOrder, x float32) []byte { return o.AppendUint32(nil, math.Float32bits(x)) }
	f64 := func(o binary.AppendByteOrder, x float64) []byte { return o.AppendUint64(nil, math.Float64bits(x)) }
	for descr, c := range map[string]struct {
		raw  []byte
		want float32
	}{
		"<f4": {f32(binary.LittleEndian, 1.5), 1.5}, ">f4": {f32(binary.BigEndian, -2.25), -2.25},
		"<f8": {f64(binary.LittleEndian, 1e10), 1e10}, ">f8": {f64(binary.BigEndian, 0.1), 0.1},
		"|u1": {[]byte{200}, 200}, "|i1": {[]byte{200}, -56}, "|b1": {[]byte{1}, 1},
		"<u2": {[]byte{1, 2}, 513}, ">u2": {[]byte{1, 2}, 258}, "<i2": {[]byte{0xff, 0xff}, -1},
		"<u4": {[]byte{0, 0, 0, 0x80}, 1 << 31}, ">i4": {[]byte{0x80, 0, 0, 0}, -1 << 31},
		"<u8": {[]byte{0, 0, 0, 0, 0, 0, 0, 0x80}, 1 << 63}, "<i8": {[]byte{0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, -2},
	} {
		for version := byte(1); version <= 3; version++ {
			shape, got := floats(t, file(version, dict(descr, "False", "(1,)"), c.raw...))
			if !slices.Equal(shape, []int{1}) || got[0] != c.want {
				t.Errorf("%s, version %d: shape %v, value %g, want %g", descr, version, shape, got, c.want)
			}
		}
	}
}

// Fortran's order comes out row-major.
func TestFortran(t *testing.T) {
	raw := make([]byte, 24)
	for i := range raw {
		raw[i] = byte(i)
	}
	a, err := Read(bytes.NewReader(file(1, dict("|u1", "True", "(2, 3, 4)"), raw...)))
	if err != nil {
		t.Fatal(err)
	}
	var want []byte
	for i := range 2 {
		for j := range 3 {
			for k := range 4 {
				want = append(want, byte(i+2*j+6*k))
			}
		}
	}
	if !bytes.Equal(a.Bytes(), want) {
		t.Errorf("got %v, want %v", a.Bytes(), want)
	}
}

func TestMistakes(t *testing.T) {
	for want, raw := range map[string][]byte{
		"is not an NPY file":                        []byte("PK\x03\x04 and more"),
		"has NPY version 9.0":                       file(9, dict("<f4", "False", "(1,)")),
		"ends within the header":                    file(1, dict("<f4", "False", "(1,)"))[:40],
		"header of more than 65536 bytes":           append([]byte(magic), 2, 0, 255, 255, 255, 255),
		"it is no dictionary":                       file(1, "import os"),
		"a key is broken":                           file(1, "{descr: 1}"),
		"given twice":                               file(1, "{'shape': (1,), 'shape': (1,)}"),
		"expected descr, fortran_order and shape":   file(1, "{'shape': (1,)}"),
		`"extra" is no key`:                         file(1, "{'extra': 1}"),
		"the elements are records":                  file(1, "{'descr': [('a', '<f4')]}"),
		`elements of type "O"`:                      file(1, dict("|O", "False", "(1,)")),
		`elements of type "c16"`:                    file(1, dict("<c16", "False", "(1,)")),
		"neither True nor False":                    file(1, dict("<f4", "0", "(1,)")),
		"the shape is not a tuple":                  file(1, dict("<f4", "False", "[1]")),
		"no whole number":                           file(1, dict("<f4", "False", "(-1,)")),
		"more than 8 axes":                          file(1, dict("<f4", "False", "(1,1,1,1,1,1,1,1,1)")),
		"there are no examples":                     file(1, dict("<f4", "False", "(3, 0)")),
		"has shape []":                              file(1, dict("<f4", "False", "()"), 1, 2, 3, 4),
		"more than 17179869184 bytes":               file(1, dict("<f8", "False", "(4611686018427387904, 4611686018427387904)")),
		"found 3 bytes of elements, expected 4":     file(1, dict("<f4", "False", "(1,)"), 1, 2, 3),
		"found more than the 4 bytes":               file(1, dict("<f4", "False", "(1,)"), 1, 2, 3, 4, 5),
		"found 0 bytes of elements, expected 80000": file(1, dict("<f8", "False", "(10000,)")),
	} {
		if _, err := Read(bytes.NewReader(raw)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}

func TestNumbersRefused(t *testing.T) {
	nan := binary.LittleEndian.AppendUint64(make([]byte, 8*4), math.Float64bits(math.NaN()))
	a, err := Read(bytes.NewReader(file(1, dict("<f8", "False", "(1, 5)"), nan...)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Floats(); err == nil || err.Error() != "element [0 4] is NaN, which is not finite as a float32" {
		t.Errorf("NaN: %v", err)
	}
	if _, err := a.Labels(); err == nil {
		t.Error("floats are labels")
	}
	big, err := Read(bytes.NewReader(file(1, dict("<i8", "False", "(1,)"), 0, 0, 0, 0, 1, 0, 0, 0)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := big.Labels(); err == nil || !strings.Contains(err.Error(), "element [0] is 4.29") {
		t.Errorf("a label of 2^32: %v", err)
	}
}

func TestArchive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.npz")
	write := func(names ...string) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, name := range names {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			w.Write(file(1, dict("|u1", "False", "(2,)"), 7, 8))
		}
		z.Close()
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("y.npy", "x.npy", "readme.txt")
	z, err := OpenArchive(path)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(z.Names(), []string{"x", "y"}) {
		t.Errorf("names %v", z.Names())
	}
	if a, err := z.Array("x"); err != nil || !bytes.Equal(a.Bytes(), []byte{7, 8}) {
		t.Errorf("read %v, %v", a, err)
	}
	if _, err := z.Array("q"); err == nil || !strings.Contains(err.Error(), path+": holds no array q; it holds x, y") {
		t.Errorf("no such array: %v", err)
	}
	if err := z.Close(); err != nil {
		t.Error(err)
	}
	write("x.npy", "x.npy")
	if _, err := OpenArchive(path); err == nil || !strings.Contains(err.Error(), "two arrays named x") {
		t.Errorf("a name twice: %v", err)
	}
	if err := os.WriteFile(path, []byte("no zip"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenArchive(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("no archive: %v", err)
	}
}

// numpy writes arrays of many types, orders and versions; every line of its output is a file and its elements.
const numpy = `
import sys, numpy as np
from numpy.lib import format
d = sys.argv[1]
x = (np.arange(24).reshape(2, 3, 4) * 7 % 23).astype('f8') - 3
n = 0
for t in ['<f4','>f4','<f8','>f8','|i1','<i2','>i4','<i8','>i8']:
    for order in 'CF':
        for version in [(1,0),(2,0),(3,0)]:
            a = np.array(x, dtype=t, order=order)
            with open('%s/%d.npy' % (d, n), 'wb') as f: format.write_array(f, a, version=version)
            n += 1
np.savez('%s/plain.npz' % d, x=x, y=np.arange(2))
np.savez_compressed('%s/small.npz' % d, x=x.astype('f4'), y=np.arange(2, dtype='u2'))
print(n, *[int(v) for v in x.ravel()])
`

// Held against NumPy itself.
func TestAgainstNumPy(t *testing.T) {
	dir := t.TempDir()
	var out []byte
	var err error
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if out, err = exec.Command(python, "-c", numpy, dir).Output(); err == nil {
			break
		}
	}
	if err != nil {
		t.Skipf("no Python with NumPy: %v", err)
	}
	var files int
	fields := strings.Fields(string(out))
	fmt.Sscan(fields[0], &files)
	check := func(name string, a *Array, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		x, err := a.Floats()
		if got := strings.Trim(fmt.Sprint(x), "[]"); err != nil || got != strings.Join(fields[1:], " ") || !slices.Equal(a.Shape, []int{2, 3, 4}) {
			t.Errorf("%s: shape %v, %v, %v", name, a.Shape, x, err)
		}
	}
	if files != 54 {
		t.Fatalf("NumPy wrote %d files", files)
	}
	for i := range files {
		a, err := ReadFile(filepath.Join(dir, fmt.Sprintf("%d.npy", i)))
		check(fmt.Sprint(i), a, err)
	}
	for _, name := range []string{"plain.npz", "small.npz"} {
		z, err := OpenArchive(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		x, err := z.Array("x")
		check(name, x, err)
		y, err := z.Array("y")
		if err != nil {
			t.Fatal(err)
		}
		if labels, err := y.Labels(); err != nil || !slices.Equal(labels, []int32{0, 1}) {
			t.Errorf("%s: labels %v, %v", name, labels, err)
		}
		z.Close()
	}
}

// FuzzNPY: no input makes the reader panic or take memory that the input does not have; what is accepted is whole.
func FuzzNPY(f *testing.F) {
	f.Add(file(1, dict("<f4", "False", "(2, 2)"), make([]byte, 16)...))
	f.Add(file(2, dict("|u1", "True", "(2, 3)"), 1, 2, 3, 4, 5, 6))
	f.Add(file(3, dict(">i8", "False", "(1,)"), make([]byte, 8)...))
	f.Add(file(1, dict("<f8", "False", "(99999999, 9999)")))
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := Read(bytes.NewReader(raw))
		if err != nil {
			return
		}
		n, err := a.Len()
		if err != nil || n*a.size() > len(raw) {
			t.Fatalf("%d elements of %s from %d bytes: %v", n, a.Type, len(raw), err)
		}
		if x, err := a.Floats(); err == nil && len(x) != n {
			t.Errorf("%d of %d elements", len(x), n)
		}
		if b := a.Bytes(); b != nil && len(b) != n {
			t.Errorf("%d of %d bytes", len(b), n)
		}
	})
}
