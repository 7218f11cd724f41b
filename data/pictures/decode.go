package pictures

// One file to bytes.

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg" // for image.Decode
	_ "image/png"  // for image.Decode

	scale "golang.org/x/image/draw"
)

// maxSide and maxArea bound what is unpacked: a file of a few bytes can claim any size.
const (
	maxSide = 1 << 15
	maxArea = 1 << 26
)

// Decode unpacks a PNG or JPEG file into one byte a channel, row-major, of shape [H W] or [H W 3]. Transparent pixels lie on black. Grey is the
// luma of ITU-R BT.601; resizing is by Catmull and Rom's cubic (1974), averaging where it shrinks.
func Decode(raw []byte, o Options) (pixels []byte, shape []int, err error) {
	c, format, err := image.DecodeConfig(bytes.NewReader(raw))
	if errors.Is(err, image.ErrFormat) {
		return nil, nil, errors.New("is neither a PNG nor a JPEG file, whatever its name says")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading the header: %w", err)
	}
	if c.Width < 1 || c.Height < 1 || c.Width > maxSide || c.Height > maxSide || c.Width*c.Height > maxArea {
		return nil, nil, fmt.Errorf("is %d by %d (height by width), expected sides of 1 to %d and at most %d pixels", c.Height, c.Width, maxSide, maxArea)
	}
	m, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, nil, fmt.Errorf("reading the %s picture: %w", format, err)
	}
	if o.Height == 0 {
		o.Height, o.Width = c.Height, c.Width
	}
	if o.Channels == 0 {
		o.Channels = channels(c.ColorModel)
	}
	pixels = flatten(sized(m, o), o.Channels)
	if o.Channels == 1 {
		return pixels, []int{o.Height, o.Width}, nil
	}
	return pixels, []int{o.Height, o.Width, 3}, nil
}

// channels is 1 for a grey picture, else 3.
func channels(m color.Model) int {
	if m == color.GrayModel || m == color.Gray16Model {
		return 1
	}
	return 3
}

// sized is the picture on black, at its new size.
func sized(m image.Image, o Options) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, o.Width, o.Height))
	if size := m.Bounds().Size(); size.X == o.Width && size.Y == o.Height {
		draw.Draw(out, out.Bounds(), m, m.Bounds().Min, draw.Src)
	} else {
		scale.CatmullRom.Scale(out, out.Bounds(), m, m.Bounds(), scale.Src, nil)
	}
	return out
}

// flatten takes the channels out. Colours are premultiplied by what is transparent, so that black is behind them.
func flatten(m *image.RGBA, channels int) []byte {
	out := make([]byte, 0, len(m.Pix)/4*channels)
	for i := 0; i < len(m.Pix); i += 4 {
		r, g, b := m.Pix[i], m.Pix[i+1], m.Pix[i+2]
		if channels == 3 {
			out = append(out, r, g, b)
		} else {
			out = append(out, luma(r, g, b))
		}
	}
	return out
}

// luma is 0.299 r + 0.587 g + 0.114 b in units of 2^-16, rounded; equal channels stay what they are.
func luma(r, g, b byte) byte {
	return byte((19595*uint32(r) + 38470*uint32(g) + 7471*uint32(b) + 1<<15) >> 16)
}
