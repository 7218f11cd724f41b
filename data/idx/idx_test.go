package idx

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// file is an IDX file spelled out by hand.
func file(elementType byte, dims []uint32, data []byte) []byte {
	out := []byte{0, 0, elementType, byte(len(dims))}
	for _, d := range dims {
		out = binary.BigEndian.AppendUint32(out, d)
	}
	return append(out, data...)
}

func zip(raw []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(raw)
	z.Close()
	return b.Bytes()
}

func TestRead(t *testing.T) {
	raw := file(8, []uint32{2, 1, 3}, []byte{9, 8, 7, 6, 5, 255})
	for name, content := range map[string][]byte{"plain": raw, "gzip": zip(raw)} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		a, err := ReadFile(path, 1, 3)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(a.Dims, []int{2, 1, 3}) || !bytes.Equal(a.Data, []byte{9, 8, 7, 6, 5, 255}) {
			t.Errorf("%s: read %v", name, a)
		}
	}
}

func TestWriteIsTheFormat(t *testing.T) {
	var plain, zipped bytes.Buffer
	a := &Array{[]int{2, 3}, []byte{1, 2, 3, 4, 5, 6}}
	if err := Write(&plain, a); err != nil {
		t.Fatal(err)
	}
	want := file(8, []uint32{2, 3}, a.Data)
	if !bytes.Equal(plain.Bytes(), want) {
		t.Errorf("wrote %x, want %x", plain.Bytes(), want)
	}
	if err := WriteGzip(&zipped, a); err != nil {
		t.Fatal(err)
	}
	if head := zipped.Bytes()[3:8]; !bytes.Equal(head, make([]byte, 5)) {
		t.Errorf("the gzip header has flags or a time: %x", head)
	}
	if b, err := Read(&zipped, 1000); err != nil || !bytes.Equal(b.Data, a.Data) {
		t.Errorf("read back %v, %v", b, err)
	}
	if err := Write(&plain, &Array{[]int{2, 3}, make([]byte, 5)}); err == nil {
		t.Error("wrote dimensions that do not hold the elements")
	}
}

func TestRefused(t *testing.T) {
	good := file(8, []uint32{2, 2}, []byte{1, 2, 3, 4})
	zipped := zip(good)
	flipped := slices.Clone(zipped)
	flipped[len(flipped)-6] ^= 1 // in the checksum
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"empty", nil, "found 0 of the 4 bytes of an IDX magic number"},
		{"magic", []byte("PNG\r\n"), "found first bytes 504e, expected an IDX file's 0000"},
		{"float", file(0x0D, []uint32{1, 1}, make([]byte, 4)), "found element type 0x0d (float), expected 0x08"},
		{"type", file(0x42, []uint32{1, 1}, make([]byte, 4)), "0x42 (not an IDX type)"},
		{"rank", file(8, []uint32{4}, []byte{1, 2, 3, 4}), "found 1 dimensions, expected 2 or 3"},
		{"rank 0", file(8, nil, nil), "found 0 dimensions, expected 1 to 8"},
		{"rank 255", []byte{0, 0, 8, 255}, "found 255 dimensions, expected 1 to 8"},
		{"header", good[:9], "found 5 of the 8 bytes of 2 dimensions: the file is truncated"},
		{"zero", file(8, []uint32{0, 2}, nil), "found dimension 1 of 2 to be 0"},
		{"overflow", file(8, []uint32{1 << 31, 1 << 31, 1 << 31}, nil), "expected at most"},
		{"wrapping", file(8, []uint32{1 << 31, 1 << 31, 4}, nil), "expected at most"},
		{"absurd", file(8, []uint32{1 << 15, 1 << 15}, nil), "1073741824 elements, in a file that cannot hold more than 12"},
		{"absurd gzip", zip(file(8, []uint32{1 << 15, 1 << 15}, nil)), "in a file that cannot hold more than"},
		{"one missing", good[:len(good)-1], "found 3 of the 4 elements"},
		{"one more", append(slices.Clone(good), 0), "found bytes after the last of 4 elements"},
		{"one more in gzip", zip(append(slices.Clone(good), 0)), "found bytes after the last of 4 elements"},
		{"after gzip", append(slices.Clone(zipped), "xyz"...), "after the last of 4 elements, expected the end of the file"},
		{"second member", append(slices.Clone(zipped), zipped...), "found bytes after the last of 4 elements"},
		{"checksum", flipped, "checksum"},
	} {
		path := filepath.Join(t.TempDir(), "the-file")
		if err := os.WriteFile(path, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := ReadFile(path, 2, 3)
		switch {
		case err == nil:
			t.Errorf("%s: accepted", c.name)
		case !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), path+": "):
			t.Errorf("%s: %v\ndoes not say %q, or not which file", c.name, err, c.want)
		}
	}
}

// Wherever a gzip file is cut, reading fails and says so.
func TestTruncatedGzip(t *testing.T) {
	whole := zip(file(8, []uint32{2, 2}, []byte{1, 2, 3, 4}))
	for n := 3; n < len(whole); n++ {
		_, err := Read(bytes.NewReader(whole[:n]), int64(n), 2)
		if err == nil || !strings.Contains(err.Error(), "truncated") {
			t.Fatalf("%d of %d bytes: %v", n, len(whole), err)
		}
	}
}

// A header that promises what the file cannot hold is refused before memory is asked for.
func TestRefusedBeforeAllocating(t *testing.T) {
	content := file(8, []uint32{1 << 30}, nil)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := Read(bytes.NewReader(content), int64(len(content))); err == nil {
		t.Fatal("accepted")
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("%d bytes were allocated for a file of %d", got, len(content))
	}
}

// Whatever the bytes, reading neither panics nor returns an array that its file does not spell.
func FuzzIDX(f *testing.F) {
	good := file(8, []uint32{2, 3}, []byte{1, 2, 3, 4, 5, 6})
	f.Add(good)
	f.Add(zip(good))
	f.Add(file(8, []uint32{1 << 31, 1 << 31, 4}, nil))
	f.Add([]byte{0x1f, 0x8b})
	f.Fuzz(func(t *testing.T, content []byte) {
		a, err := Read(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			return
		}
		var back bytes.Buffer
		if err := Write(&back, a); err != nil {
			t.Fatalf("cannot write what was read: %v", err)
		}
		if content[0] == 0 && !bytes.Equal(back.Bytes(), content) {
			t.Errorf("%x was read as %v", content, a)
		}
	})
}
