package chart

import (
	"bytes"
	"errors"
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"vae/internal/picture"
)

// PNG draws panels side by side, 440 pixels wide and 380 high each. The same panels give the same bytes on one kind of processor.
func PNG(panels ...*Panel) ([]byte, error) { return draws(440, 380, panels) }

// Large draws one panel of 560 by 480 pixels.
func Large(p *Panel) ([]byte, error) { return draws(560, 480, []*Panel{p}) }

// draws makes a picture of panels of a width and height in pixels.
func draws(width, height int, panels []*Panel) ([]byte, error) {
	if len(panels) == 0 {
		return nil, errors.New("chart: no panel to draw")
	}
	plots := [][]*plot.Plot{nil}
	for _, p := range panels {
		if p.err != nil {
			return nil, fmt.Errorf("chart: %w", p.err)
		}
		plots[0] = append(plots[0], p.Plot)
	}
	const dots = 96 // an inch
	canvas := vgimg.NewWith(vgimg.UseDPI(dots), vgimg.UseWH(vg.Length(width*len(panels))*vg.Inch/dots, vg.Length(height)*vg.Inch/dots))
	pad := vg.Points(8)
	tiles := draw.Tiles{Rows: 1, Cols: len(panels), PadX: 2 * pad, PadTop: pad, PadBottom: pad, PadLeft: pad, PadRight: 2 * pad}
	for i, c := range plot.Align(plots, tiles, draw.New(canvas))[0] {
		panels[i].Draw(c)
	}
	var out bytes.Buffer
	if err := picture.Encode(&out, canvas.Image()); err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	return out.Bytes(), nil
}

// Grid draws examples in [0, 1], x [n, D] of a shape [h w], as a grid of pictures with so many columns.
func Grid(x []float32, shape []int, columns int) ([]byte, error) {
	grid, err := picture.Grid(x, shape, columns, 1)
	if err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	var out bytes.Buffer
	if err := picture.Encode(&out, grid); err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	return out.Bytes(), nil
}
