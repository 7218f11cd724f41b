package safetensors

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
)

// foreign makes a file from a header as it stands and n bytes of data.
func foreign(header string, n int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, n)...)
}

// TestRefuses holds each kind of broken or foreign file to a message that says what is wrong.
func TestRefuses(t *testing.T) {
	const x = `{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}`
	for _, c := range []struct {
		header string
		data   int
		want   string
	}{
		{"", 0, "does not begin with {"},
		{` {}`, 0, "does not begin with {"},
		{"[]", 0, "does not begin with {"},
		{"{", 0, "not JSON"},
		{"{}{}", 0, "not JSON"},
		{"{}\n", 0, "padded with something other"},
		{"{\"\xff\":0}", 0, "not UTF-8"},
		{"{}", 3, "3 bytes of data, of which the tensors cover only [0, 0)"},
		{x + `,"x":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}`, 16, `the key "x" twice`},
		{`{"x":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 8, `tensor "x": its entry has the key "dtype" twice`},
		{`{"__metadata__":{"a":"","\u0061":""}}`, 0, `the key "a" twice`},
		{`{"__metadata__":{"a":1}}`, 0, `"a" is not a string`},
		{`{"__metadata__":{"a":{}}}`, 0, `"a" is not a string`},
		{`{"__metadata__":[]}`, 0, `__metadata__ is not an object`},
		{`{"__metadata__":{"sha256":"0"}}`, 0, `"sha256" is not 64`},
		{`{"__metadata__":{"sha256":"` + zeroDigest + `"}}`, 0, `damaged: SHA-256 is`},
		{`{"__metadata__":{"sha256":"\u0030` + zeroDigest[1:] + `"}}`, 0, `"sha256" is not 64`},
		{`{"x":null}`, 0, `tensor "x": its entry is not an object`},
		{`{"x":{}}`, 0, `tensor "x": needs dtype`},
		{`{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}`, 8, "needs dtype, shape and two data_offsets"},
		{`{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":1}}`, 8, `unknown key "more"`},
		{`{"x":{"DType":"F32","shape":[2],"data_offsets":[0,8]}}`, 8, `unknown key "DType"`},
		{`{"x":{"dtype":1,"shape":[2],"data_offsets":[0,8]}}`, 8, "dtype is not a string"},
		{`{"x":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}`, 8, `tensor "x" at [0, 8): unknown dtype "F33"`},
		{`{"x":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}`, 16, `holds F64, but only F32`},
		{`{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}`, 2, `holds U8, but only F32`},
		{`{"x":{"dtype":"I64","shape":[2],"data_offsets":[0,8]}}`, 8, `shape [2] of I64 does not take 8 bytes`},
		{`{"x":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}`, 8, "shape is not an array"},
		{`{"x":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}`, 8, "shape holds 2.0, which is not a whole number"},
		{`{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}`, 8, "shape holds -2"},
		{`{"x":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}}`, 8, "shape holds ["},
		{`{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,1e1]}}`, 8, "data_offsets holds 1e1"},
		{`{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}`, 8, `shape [3] of F32 does not take 8 bytes`},
		{`{"x":{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]}}`, 8, "does not take 8 bytes"},
		{`{"x":{"dtype":"F32","shape":[4611686018427387906],"data_offsets":[0,8]}}`, 8, "does not take 8 bytes"},
		{`{"x":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}}`, 8, "fits 63 bits"},
		{`{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}`, 8, "wrong order"},
		{`{"x":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, 12, "leaves a gap after 0"},
		{x + `,"y":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}}`, 20, `tensor "y" at [12, 20): leaves a gap after 8`},
		{x + `,"y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, 12, `tensor "y" at [4, 12): overlaps the tensor before it, which ends at 8`},
		{x + `,"y":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 8, `tensor "y" at [0, 8): overlaps`},
		{x + `}`, 7, `tensor "x" at [0, 8): reaches beyond the 7 bytes`},
		{x + `}`, 9, "9 bytes of data, of which the tensors cover only [0, 8)"},
	} {
		_, err := decode(foreign(c.header, c.data))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s and %d bytes:\n got %v\nwant %s", c.header, c.data, err, c.want)
		}
	}
}

// TestHeaderLengthBeforeMemory gives lengths that no machine has the memory for.
func TestHeaderLengthBeforeMemory(t *testing.T) {
	for _, n := range []uint64{1 << 63, 1<<64 - 1, 1 << 40, maxHeader + 1} {
		b := binary.LittleEndian.AppendUint64(nil, n)
		for _, size := range []int64{8, 1 << 62} {
			if _, err := Read(bytes.NewReader(b), size); err == nil || !strings.Contains(err.Error(), "the header should take") {
				t.Errorf("length %d in a file of %d bytes: %v", n, size, err)
			}
		}
	}
}

// TestForeignOrder reads tensors whose offsets are not in the order of their names, and a header without metadata or padding.
func TestForeignOrder(t *testing.T) {
	b := foreign(`{"a":{"data_offsets":[4,8],"shape":[],"dtype":"F32"},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 0)
	b = append(b, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40)
	f, err := decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if f.Tensors[0].Name != "a" || f.Tensors[0].Data[0] != 2 || f.Tensors[1].Data[0] != 1 {
		t.Errorf("read %v", f.Tensors)
	}
	if f.RequireDigest() == nil {
		t.Error("a file without a digest was vouched for")
	}
}

// FuzzRead: whatever is accepted is written back and read again as the same.
func FuzzRead(f *testing.F) {
	f.Add(encode(f, sample()))
	f.Add(encode(f, &File{}))
	f.Add(foreign(`{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := decode(b)
		if err != nil {
			return
		}
		for _, x := range file.Tensors {
			if x.Name == "" {
				return // legal elsewhere, never written here
			}
		}
		once := encode(t, file)
		again, err := decode(once)
		if err != nil {
			t.Fatal(err)
		}
		if twice := encode(t, again); !bytes.Equal(once, twice) {
			t.Errorf("unstable:\n%q\n%q", once, twice)
		}
	})
}
