package safetensors

// Writing: one File, one sequence of bytes. The metadata comes first, with its keys sorted, then the tensors in the order of their
// names; the header is padded with spaces so that the data begin at a multiple of 8.

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Write encodes a file, tensors as F32, and fills in the digest. It fails, before anything is written, if a name is empty, taken twice,
// reserved or not UTF-8, or if a shape does not hold its data; later only if w does.
func Write(w io.Writer, f *File) error {
	tensors := sorted(f.Tensors)
	if err := check(tensors, f.Metadata); err != nil {
		return err
	}
	head, at, err := encodeHead(tensors, f.Metadata)
	if err != nil {
		return err
	}
	sum := newDigest(head, at)
	for _, t := range tensors {
		if err := writeFloats(sum, t.Data); err != nil {
			return err
		}
	}
	copy(head[at:], hexDigest(sum))
	if _, err := w.Write(head); err != nil {
		return fmt.Errorf("header: %w", err)
	}
	for _, t := range tensors {
		if err := writeFloats(w, t.Data); err != nil {
			return fmt.Errorf("tensor %q: %w", t.Name, err)
		}
	}
	return nil
}

func check(tensors []Tensor, metadata map[string]string) error {
	for i, t := range tensors {
		n, ok := elements(t.Shape)
		switch {
		case t.Name == "" || t.Name == metadataKey || !utf8.ValidString(t.Name):
			return fmt.Errorf("%q cannot name a tensor", t.Name)
		case i > 0 && t.Name == tensors[i-1].Name:
			return fmt.Errorf("two tensors are named %q", t.Name)
		case !ok || n != len(t.Data):
			return fmt.Errorf("tensor %q: shape %v does not hold %d elements", t.Name, t.Shape, len(t.Data))
		}
	}
	for k, v := range metadata {
		if !utf8.ValidString(k) || !utf8.ValidString(v) {
			return fmt.Errorf("metadata %q is not UTF-8", k)
		}
	}
	return nil
}

// encodeHead returns the length and the header, and where in them the digest's digits go.
func encodeHead(tensors []Tensor, metadata map[string]string) (head []byte, at int, err error) {
	var b bytes.Buffer
	b.Write(make([]byte, lengthBytes))
	b.WriteString(`{"` + metadataKey + `":{`)
	texts := maps.Clone(metadata)
	if texts == nil {
		texts = map[string]string{}
	}
	texts[digestKey] = zeroDigest
	for i, key := range slices.Sorted(maps.Keys(texts)) {
		if i > 0 {
			b.WriteByte(',')
		}
		quote(&b, key)
		b.WriteByte(':')
		if key == digestKey {
			at = b.Len() + 1 // after the quotation mark
		}
		quote(&b, texts[key])
	}
	b.WriteByte('}')
	offset := 0
	for _, t := range tensors {
		b.WriteByte(',')
		quote(&b, t.Name)
		end := offset + 4*len(t.Data)
		fmt.Fprintf(&b, `:{"dtype":"F32","shape":%s,"data_offsets":[%d,%d]}`, shapeText(t.Shape), offset, end)
		offset = end
	}
	b.WriteByte('}')
	for b.Len()%8 != 0 {
		b.WriteByte(' ')
	}
	head = b.Bytes()
	n := len(head) - lengthBytes
	if n > maxHeader {
		return nil, 0, fmt.Errorf("the header would take %d bytes, more than the format's %d", n, maxHeader)
	}
	binary.LittleEndian.PutUint64(head, uint64(n))
	return head, at, nil
}

// quote appends a JSON string; valid UTF-8 cannot fail.
func quote(b *bytes.Buffer, s string) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic("safetensors: a string cannot be encoded")
	}
	b.Truncate(b.Len() - 1) // the encoder's line feed
}

func shapeText(shape []int) []byte {
	out := []byte{'['}
	for i, d := range shape {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendInt(out, int64(d), 10)
	}
	return append(out, ']')
}

// chunk is how many floats are converted at a time.
const chunk = 16384

func writeFloats(w io.Writer, data []float32) error {
	buf := make([]byte, 0, 4*min(chunk, len(data)))
	for part := range slices.Chunk(data, chunk) {
		buf = buf[:0]
		for _, x := range part {
			buf = binary.LittleEndian.AppendUint32(buf, math.Float32bits(x))
		}
		if _, err := w.Write(buf); err != nil {
			return err
		}
	}
	return nil
}
