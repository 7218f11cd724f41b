package safetensors

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// sample has a matrix, a scalar, an empty tensor, every awkward float, and texts that JSON must escape.
func sample() *File {
	return &File{
		Metadata: map[string]string{"format": "1", "a \"quoted\"\n<key>": "\x00é\u2028", "zz": ""},
		Tensors: []Tensor{
			{"encoder.0.weight", []int{2, 3}, []float32{1, 2, 3, 4, 5, float32(math.Inf(-1))}},
			{"encoder.0.bias", []int{2}, []float32{float32(math.Copysign(0, -1)), math.Float32frombits(0x7fc00123)}},
			{"Step", []int{}, []float32{1e-45}},
			{"none", []int{0, 7}, []float32{}},
		},
	}
}

func encode(t testing.TB, f *File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func decode(b []byte) (*File, error) { return Read(bytes.NewReader(b), int64(len(b))) }

// sameBits compares floats by their bits, so that NaN and the sign of zero count.
var sameBits = cmp.Comparer(func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) })

func TestRoundTrip(t *testing.T) {
	for _, f := range []*File{sample(), {}, {Tensors: []Tensor{{"big", []int{3, chunk}, make([]float32, 3*chunk)}}}} {
		b := encode(t, f)
		got, err := decode(b)
		if err != nil {
			t.Fatal(err)
		}
		if err := got.RequireDigest(); err != nil {
			t.Error(err)
		}
		want := &File{Metadata: f.Metadata, Tensors: sorted(f.Tensors), Digest: got.Digest}
		if d := cmp.Diff(want, got, sameBits, cmpopts.EquateEmpty()); d != "" {
			t.Error(d)
		}
		if again := encode(t, got); !bytes.Equal(b, again) {
			t.Error("writing what was read gives other bytes")
		}
		if n := binary.LittleEndian.Uint64(b); n%8 != 0 {
			t.Errorf("header of %d bytes is not padded to 8", n)
		}
	}
}

func TestTensorByName(t *testing.T) {
	f, err := decode(encode(t, sample()))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range sample().Tensors {
		if got, ok := f.Tensor(want.Name); !ok || !cmp.Equal(got, want, sameBits) {
			t.Errorf("Tensor(%q) = %v, %v", want.Name, got, ok)
		}
	}
	if _, ok := f.Tensor("encoder.0"); ok {
		t.Error("a tensor that is not there was found")
	}
}

// TestBytes holds the layout to the letter.
func TestBytes(t *testing.T) {
	b := encode(t, &File{Metadata: map[string]string{"b": "2", "a": "1"}, Tensors: []Tensor{{"y", []int{1}, []float32{2}}, {"x", []int{1, 1}, []float32{1}}}})
	n := binary.LittleEndian.Uint64(b)
	head := string(b[8 : 8+n])
	digest := head[strings.Index(head, `"sha256":"`)+10:][:64]
	want := `{"__metadata__":{"a":"1","b":"2","sha256":"` + digest + `"},"x":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},` +
		`"y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`
	if strings.TrimRight(head, " ") != want {
		t.Errorf("header\n%s\nwant\n%s", head, want)
	}
	if data := b[8+n:]; !bytes.Equal(data, []byte{0, 0, 0x80, 0x3f, 0, 0, 0, 0x40}) {
		t.Errorf("data % x", data)
	}
}

// TestAnyFlippedBit flips each bit of a file. With a digest required all are found; otherwise only those that hide the digest's
// key are not.
func TestAnyFlippedBit(t *testing.T) {
	b := encode(t, sample())
	key := bytes.Index(b, []byte(digestKey))
	for i := range b {
		for bit := range 8 {
			b[i] ^= 1 << bit
			f, err := decode(b)
			if err == nil && (i < key || i >= key+len(digestKey)) {
				t.Errorf("bit %d of byte %d flipped: read without an error", bit, i)
			}
			if err == nil && f.RequireDigest() == nil {
				t.Errorf("bit %d of byte %d flipped: the digest was not missed", bit, i)
			}
			b[i] ^= 1 << bit
		}
	}
}

func TestAnyTruncation(t *testing.T) {
	b := encode(t, sample())
	for n := range b {
		if _, err := decode(b[:n]); err == nil {
			t.Errorf("the first %d of %d bytes were read without an error", n, len(b))
		}
		if _, err := Read(bytes.NewReader(b[:n]), int64(len(b))); err == nil {
			t.Errorf("a reader that ends after %d of %d bytes gave no error", n, len(b))
		}
	}
	if _, err := decode(append(b, 0)); err == nil {
		t.Error("a byte too many was read without an error")
	}
}

func TestWriteRefuses(t *testing.T) {
	one := []float32{1}
	for want, f := range map[string]*File{
		`two tensors are named "x"`:              {Tensors: []Tensor{{"x", nil, one}, {"x", nil, one}}},
		`"" cannot name a tensor`:                {Tensors: []Tensor{{"", nil, one}}},
		`"__metadata__" cannot name a tensor`:    {Tensors: []Tensor{{"__metadata__", nil, one}}},
		`"\xff" cannot name a tensor`:            {Tensors: []Tensor{{"\xff", nil, one}}},
		`shape [2] does not hold 1 elements`:     {Tensors: []Tensor{{"x", []int{2}, one}}},
		`shape [-1 -1] does not hold 1 elements`: {Tensors: []Tensor{{"x", []int{-1, -1}, one}}},
		`does not hold 0 elements`:               {Tensors: []Tensor{{"x", []int{1 << 32, 1 << 32}, nil}}},
		`metadata "\xff" is not UTF-8`:           {Metadata: map[string]string{"\xff": ""}},
		`metadata "k" is not UTF-8`:              {Metadata: map[string]string{"k": "\xff"}},
	} {
		var b bytes.Buffer
		if err := Write(&b, f); err == nil || !strings.Contains(err.Error(), want) || b.Len() > 0 {
			t.Errorf("got %v after %d bytes, want %s", err, b.Len(), want)
		}
	}
}
