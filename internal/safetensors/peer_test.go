package safetensors

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"testing"

	peer "github.com/nlpodyssey/safetensors"
)

func raw(data []float32) []byte {
	out := []byte{}
	for _, x := range data {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
	}
	return out
}

// TestPeerReadsOurs decodes our file with an independent implementation.
func TestPeerReadsOurs(t *testing.T) {
	want := sample()
	b := encode(t, want)
	got, err := peer.Deserialize(b)
	if err != nil {
		t.Fatal(err)
	}
	if n := got.Len(); n != len(want.Tensors) {
		t.Errorf("%d tensors", n)
	}
	for _, x := range want.Tensors {
		v, ok := got.Tensor(x.Name)
		if !ok || v.DType() != peer.F32 || !bytes.Equal(v.Data(), raw(x.Data)) {
			t.Errorf("%s: %v", x.Name, v)
		}
		if shape := slices.Collect(widen(x.Shape)); !slices.Equal(v.Shape(), shape) {
			t.Errorf("%s: shape %v, want %v", x.Name, v.Shape(), shape)
		}
	}
	_, meta, err := peer.ReadMetadata(b)
	if err != nil {
		t.Fatal(err)
	}
	texts := meta.Metadata()
	delete(texts, digestKey)
	if !maps.Equal(texts, want.Metadata) {
		t.Errorf("metadata %q", texts)
	}
}

// TestOursReadsPeers is the other direction, without the scalar, which the other cannot write.
func TestOursReadsPeers(t *testing.T) {
	want := sample()
	want.Tensors = slices.DeleteFunc(want.Tensors, func(x Tensor) bool { return len(x.Shape) == 0 })
	views := map[string]peer.TensorView{}
	for _, x := range want.Tensors {
		v, err := peer.NewTensorView(peer.F32, slices.Collect(widen(x.Shape)), raw(x.Data))
		if err != nil {
			t.Fatal(err)
		}
		views[x.Name] = v
	}
	b, err := peer.Serialize(views, want.Metadata)
	if err != nil {
		t.Fatal(err)
	}
	got, err := decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got.Metadata, want.Metadata) || len(got.Tensors) != len(want.Tensors) {
		t.Errorf("read %v", got)
	}
	for _, x := range want.Tensors {
		y, ok := got.Tensor(x.Name)
		if !ok || !slices.Equal(x.Shape, y.Shape) || !bytes.Equal(raw(x.Data), raw(y.Data)) {
			t.Errorf("%s: %v, want %v", x.Name, y, x)
		}
	}
}

func widen(shape []int) func(func(uint64) bool) {
	return func(yield func(uint64) bool) {
		for _, d := range shape {
			if !yield(uint64(d)) {
				return
			}
		}
	}
}
