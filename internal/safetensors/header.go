package safetensors

// The header's JSON, token by token: encoding/json alone would accept duplicate keys, keys in any case and unknown keys.

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// sizes are the bytes of an element, by dtype. Only F32 is read; the others are known so that a foreign file is named for what it is.
var sizes = map[string]int{
	"BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "U16": 2, "I16": 2, "F16": 2, "BF16": 2,
	"U32": 4, "I32": 4, "F32": 4, "U64": 8, "I64": 8, "F64": 8, "C64": 8,
}

// entry is one tensor's line of the header.
type entry struct {
	name, dtype string
	shape       []int
	begin, end  int64 // bytes from the start of the data
}

// header is the parsed header. The entries are in the order of their offsets once these are checked.
type header struct {
	metadata map[string]string
	digest   string
	digestAt int // where the digest's digits begin in the header, -1 without one
	entries  []entry
}

// parser walks the tokens of a header that is known to be valid JSON.
type parser struct {
	raw []byte
	dec *json.Decoder
}

func parseHeader(raw []byte) (*header, error) {
	switch {
	case len(raw) == 0 || raw[0] != '{':
		return nil, errors.New("does not begin with {: no safetensors file")
	case !utf8.Valid(raw):
		return nil, errors.New("not UTF-8")
	case !json.Valid(raw):
		return nil, errors.New("not JSON")
	case len(bytes.TrimRight(raw, " ")) != bytes.LastIndexByte(raw, '}')+1:
		return nil, errors.New("padded with something other than spaces")
	}
	p := parser{raw, json.NewDecoder(bytes.NewReader(raw))}
	p.dec.UseNumber()
	h := &header{metadata: map[string]string{}, digestAt: -1}
	err := p.object("header", func(key string) error {
		if key == metadataKey {
			return p.metadata(h)
		}
		e, err := p.entry(key)
		if err != nil {
			return fmt.Errorf("tensor %q: %w", key, err)
		}
		h.entries = append(h.entries, e)
		return nil
	})
	return h, err
}

// next is the next token; valid JSON cannot fail.
func (p *parser) next() json.Token {
	t, err := p.dec.Token()
	if err != nil {
		panic("safetensors: valid JSON has no token")
	}
	return t
}

// object calls value for each key; value reads what follows it.
func (p *parser) object(what string, value func(key string) error) error {
	if p.next() != json.Delim('{') {
		return fmt.Errorf("%s is not an object", what)
	}
	seen := map[string]bool{}
	for p.dec.More() {
		key := p.next().(string)
		if seen[key] {
			return fmt.Errorf("%s has the key %q twice", what, key)
		}
		seen[key] = true
		if err := value(key); err != nil {
			return err
		}
	}
	p.next()
	return nil
}

func (p *parser) metadata(h *header) error {
	return p.object(metadataKey, func(key string) error {
		text, ok := p.next().(string)
		if !ok {
			return fmt.Errorf("%s: %q is not a string", metadataKey, key)
		}
		if key != digestKey {
			h.metadata[key] = text
			return nil
		}
		end := int(p.dec.InputOffset()) - 1 // the closing quotation mark
		at := end - len(zeroDigest)
		if len(text) != len(zeroDigest) || string(p.raw[at-1:end]) != `"`+text {
			return fmt.Errorf("%s: %q is not %d hexadecimal digits", metadataKey, key, len(zeroDigest))
		}
		h.digest, h.digestAt = text, at
		return nil
	})
}

func (p *parser) entry(name string) (entry, error) {
	e := entry{name: name}
	var offsets []int
	fields := 0
	err := p.object("its entry", func(key string) (err error) {
		fields++
		switch key {
		case "dtype":
			var ok bool
			if e.dtype, ok = p.next().(string); !ok {
				err = errors.New("dtype is not a string")
			}
		case "shape":
			e.shape, err = p.integers(key)
		case "data_offsets":
			offsets, err = p.integers(key)
		default:
			err = fmt.Errorf("unknown key %q", key)
		}
		return err
	})
	if err != nil {
		return e, err
	}
	if fields != 3 || len(offsets) != 2 {
		return e, errors.New("needs dtype, shape and two data_offsets")
	}
	e.begin, e.end = int64(offsets[0]), int64(offsets[1])
	return e, nil
}

// integers reads an array of whole numbers that are not negative.
func (p *parser) integers(what string) ([]int, error) {
	if p.next() != json.Delim('[') {
		return nil, fmt.Errorf("%s is not an array", what)
	}
	out := []int{}
	for p.dec.More() {
		t := p.next()
		number, _ := t.(json.Number)
		n, err := strconv.ParseUint(string(number), 10, strconv.IntSize-1)
		if err != nil {
			return nil, fmt.Errorf("%s holds %v, which is not a whole number from 0 that fits %d bits", what, t, strconv.IntSize-1)
		}
		out = append(out, int(n))
	}
	p.next()
	return out, nil
}

// checkOffsets holds the entries to their shapes, to one another and to the bytes of data, and sorts them by offset.
func (h *header) checkOffsets(data int64) error {
	slices.SortFunc(h.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end), cmp.Compare(a.name, b.name))
	})
	at := int64(0)
	for _, e := range h.entries {
		if err := e.check(at, data); err != nil {
			return fmt.Errorf("tensor %q at [%d, %d): %w", e.name, e.begin, e.end, err)
		}
		at = e.end
	}
	if at != data {
		return fmt.Errorf("%d bytes of data, of which the tensors cover only [0, %d)", data, at)
	}
	return nil
}

// check holds one entry to its shape, to the end of the tensor before it and to the bytes of data.
func (e entry) check(before, data int64) error {
	size := sizes[e.dtype]
	n, ok := elements(e.shape)
	switch {
	case size == 0:
		return fmt.Errorf("unknown dtype %q", e.dtype)
	case e.begin > e.end:
		return errors.New("the offsets are in the wrong order")
	case e.end > data:
		return fmt.Errorf("reaches beyond the %d bytes of data: truncated?", data)
	case e.begin < before:
		return fmt.Errorf("overlaps the tensor before it, which ends at %d", before)
	case e.begin > before:
		return fmt.Errorf("leaves a gap after %d", before)
	case !ok || int64(n) > data || int64(n)*int64(size) != e.end-e.begin:
		return fmt.Errorf("shape %v of %s does not take %d bytes", e.shape, e.dtype, e.end-e.begin)
	case e.dtype != "F32":
		return fmt.Errorf("holds %s, but only F32 can be read: convert it first", e.dtype)
	}
	return nil
}
