package pictures

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func encodePNG(m image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// grey is a picture of h by w with pixel x, y of a value.
func grey(h, w int, value func(x, y int) byte) []byte {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetGray(x, y, color.Gray{Y: value(x, y)})
		}
	}
	return encodePNG(m)
}

func level(v byte) func(x, y int) byte { return func(int, int) byte { return v } }

func files(content map[string][]byte) fstest.MapFS {
	out := fstest.MapFS{}
	for name, raw := range content {
		out[name] = &fstest.MapFile{Data: raw}
	}
	return out
}

// Paths give the order and the first sub-folder the label; other files and hidden ones are passed over.
func TestRead(t *testing.T) {
	f, err := Read(files(map[string][]byte{
		"cat/b.png": grey(2, 3, level(2)), "cat/a.PNG": grey(2, 3, level(1)), "dog/deep/z.png": grey(2, 3, level(3)), "dog/notes.txt": nil,
		".cache/x.png": nil, "dog/.y.png": nil,
	}), "here", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(f.Files, []string{"cat/a.PNG", "cat/b.png", "dog/deep/z.png"}) || !slices.Equal(f.Labels, []string{"cat", "cat", "dog"}) ||
		!slices.Equal(f.Shape, []int{2, 3}) || !bytes.Equal(f.Pixels, []byte{1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3}) {
		t.Errorf("read %+v", f)
	}
}

// Every kind of colour, as it is, as grey and as red, green and blue.
func TestColours(t *testing.T) {
	rgba := image.NewNRGBA(image.Rect(5, 5, 7, 6)) // bounds need not begin at 0
	rgba.SetNRGBA(5, 5, color.NRGBA{200, 100, 50, 255})
	rgba.SetNRGBA(6, 5, color.NRGBA{255, 255, 255, 0}) // transparent: black
	palette := image.NewPaletted(image.Rect(0, 0, 2, 1), color.Palette{color.RGBA{200, 100, 50, 255}, color.Black})
	palette.SetColorIndex(1, 0, 1)
	deep := image.NewGray16(image.Rect(0, 0, 2, 1))
	deep.SetGray16(0, 0, color.Gray16{Y: 0x8080})
	const weighed = (299*200 + 587*100 + 114*50 + 500) / 1000
	for name, c := range map[string]struct {
		m        image.Image
		channels int
		want     []byte
	}{
		"colour":          {rgba, 0, []byte{200, 100, 50, 0, 0, 0}},
		"colour as grey":  {rgba, 1, []byte{weighed, 0}},
		"palette":         {palette, 3, []byte{200, 100, 50, 0, 0, 0}},
		"16 bits":         {deep, 0, []byte{128, 0}},
		"grey as colours": {deep, 3, []byte{128, 128, 128, 0, 0, 0}},
	} {
		got, shape, err := Decode(encodePNG(c.m), Options{Channels: c.channels})
		if err != nil || !bytes.Equal(got, c.want) {
			t.Errorf("%s: %v, %v, want %v", name, got, err, c.want)
		}
		if rank := map[bool]int{true: 2, false: 3}[len(c.want) == 2]; len(shape) != rank {
			t.Errorf("%s: shape %v", name, shape)
		}
	}
	for v := range 256 {
		if got := luma(byte(v), byte(v), byte(v)); got != byte(v) {
			t.Errorf("grey %d becomes %d", v, got)
		}
	}
}

// A flat picture stays flat at any size, a ramp stays a ramp, and shrinking averages.
func TestResize(t *testing.T) {
	for _, side := range []int{1, 3, 16, 40} {
		got, shape, err := Decode(grey(16, 16, level(77)), Options{Height: side, Width: 2 * side})
		if err != nil || !slices.Equal(shape, []int{side, 2 * side}) || slices.ContainsFunc(got, func(v byte) bool { return v < 76 || v > 78 }) {
			t.Errorf("a flat picture at side %d: shape %v, %v, %v", side, shape, got, err)
		}
	}
	stripes := grey(32, 32, func(x, _ int) byte { return byte(255 * (x % 2)) })
	got, _, err := Decode(stripes, Options{Height: 4, Width: 4})
	if err != nil || slices.ContainsFunc(got, func(v byte) bool { return v < 110 || v > 145 }) {
		t.Errorf("stripes shrink to %v, %v", got, err)
	}
	ramp, _, err := Decode(grey(8, 32, func(x, _ int) byte { return byte(8 * x) }), Options{Height: 8, Width: 8})
	if err != nil || !slices.IsSorted(ramp[:8]) || ramp[7] < 200 || ramp[0] > 40 {
		t.Errorf("a ramp shrinks to %v, %v", ramp, err)
	}
}

func TestMistakes(t *testing.T) {
	var coloured bytes.Buffer
	if err := jpeg.Encode(&coloured, image.NewRGBA(image.Rect(0, 0, 3, 2)), nil); err != nil {
		t.Fatal(err)
	}
	small := grey(2, 3, level(9))
	for want, content := range map[string]map[string][]byte{
		"here: holds no .png":                            {"a.txt": nil},
		"sub-folders are labels, and b.png lies in none": {"a/a.png": small, "b.png": small},
		"here/b.png: is 2 by 4 (height by width), expected 2 by 3 as a.png; set data.size": {"a.png": small, "b.png": grey(2, 4, level(1))},
		"here/b.jpg: is coloured, and a.png is grey; set data.channels":                    {"a.png": small, "b.jpg": coloured.Bytes()},
		"here/a.png: is neither a PNG nor a JPEG":                                          {"a.png": []byte("GIF89a")},
		"here/a.png: reading the header":                                                   {"a.png": small[:20]},
		"here/a.png: reading the png picture":                                              {"a.png": small[:len(small)-20]},
		"here/a.png: is 40000 by 3 (height by width), expected sides":                      {"a.png": claim(small, 3, 40000)},
		"here/a.png: is 32768 by 32768 (height by width), expected":                        {"a.png": claim(small, 32768, 32768)},
	} {
		if _, err := Read(files(content), "here", Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}

// claim puts other sizes into a PNG file's header.
func claim(raw []byte, w, h uint32) []byte {
	raw = slices.Clone(raw)
	binary.BigEndian.PutUint32(raw[16:], w)
	binary.BigEndian.PutUint32(raw[20:], h)
	binary.BigEndian.PutUint32(raw[29:], crc32.ChecksumIEEE(raw[12:29]))
	return raw
}

func TestAny(t *testing.T) {
	if Any(files(map[string][]byte{"a/b.txt": nil, "1/2/3/4/5/6.png": nil})) || !Any(files(map[string][]byte{"train/cat/1.jpeg": nil})) {
		t.Error("pictures are not found, or too deep")
	}
	many := map[string][]byte{"z.png": nil}
	for i := range maxLooked {
		many[fmt.Sprint(i)] = nil
	}
	if Any(files(many)) {
		t.Error("a picture is looked for in a folder of any size")
	}
}

// FuzzDecode: no file panics, and none is unpacked whose header claims absurd sizes.
func FuzzDecode(f *testing.F) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 7)), nil); err != nil {
		f.Fatal(err)
	}
	small := grey(2, 3, level(9))
	f.Add(b.Bytes(), uint8(0), uint8(1))
	f.Add(small, uint8(4), uint8(3))
	f.Add(claim(small, 1<<31-1, 1<<31-1), uint8(0), uint8(0))
	f.Add(claim(small, 0, 5), uint8(0), uint8(0))
	f.Fuzz(func(t *testing.T, raw []byte, side, channels uint8) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(raw)); err == nil && uint64(c.Width)*uint64(c.Height) > 1<<20 && uint64(c.Width)*uint64(c.Height) <= maxArea {
			t.Skip("large, and allowed: slow to fuzz")
		}
		o := Options{Height: int(side), Width: int(side), Channels: []int{0, 1, 3}[channels%3]}
		pixels, shape, err := Decode(raw, o)
		if err != nil {
			return
		}
		n := 1
		for _, d := range shape {
			n *= d
		}
		if n != len(pixels) || side > 0 && shape[0] != int(side) || o.Channels == 3 && len(shape) != 3 || o.Channels == 1 && len(shape) != 2 {
			t.Errorf("%d pixels of shape %v for %+v", len(pixels), shape, o)
		}
	})
}
