// Package shapes draws a data set whose causes are known: one white shape on black, of some kind, size, rotation and place, in the manner of dSprites (Matthey,
// Higgins, Hassabis and Lerchner 2017), at any size and number.
//
// Every factor takes one of a few levels, each as often as any other, independently of the others. A picture depends on the seed and on its own
// index alone.
package shapes

import (
	"fmt"
	"math"
	"slices"

	"vae/internal/rng"
)

// Factor is one row: a cause, and the values that it takes.
type Factor struct {
	Name   string
	Levels int
	value  func(level int) float64
}

// Factors are the causes of a picture, with dSprites' levels: kind of shape (0 square, 1 ellipse, 2 heart), size, rotation in radians, and place of the
// centre from the left and from the top, both from 0 to 1.
var Factors = []Factor{
	{"shape", 3, func(l int) float64 { return float64(l) }},
	{"scale", 6, func(l int) float64 { return 0.5 + 0.1*float64(l) }},
	{"rotation", 40, func(l int) float64 { return 2 * math.Pi * float64(l) / 40 }},
	{"x", 32, func(l int) float64 { return float64(l) / 31 }},
	{"y", 32, func(l int) float64 { return float64(l) / 31 }},
}

// Kinds names the levels of the factor shape.
var Kinds = []string{"square", "ellipse", "heart"}

// Names lists the factors.
func Names() []string {
	names := make([]string, len(Factors))
	for i, f := range Factors {
		names[i] = f.Name
	}
	return names
}

// Drawing is a made data set: N pictures of H by W.
type Drawing struct {
	Pixels []byte    // [N, H, W], grey at the edges
	Levels [][]int32 // by factor, then by picture
	Values []float32 // [N, 5]: the factors' values
}

// The bounds of a drawing.
const (
	DefaultSide = 64 // as dSprites has it
	MinSide     = 8
	MaxSide     = 1024
	maxPixels   = 1 << 32
)

// Draw makes n pictures.
func Draw(n, height, width int, seed uint64) (*Drawing, error) {
	if min(height, width) < MinSide || max(height, width) > MaxSide {
		return nil, fmt.Errorf("shapes of %d by %d pixels; sides are between %d and %d", height, width, MinSide, MaxSide)
	}
	if n < 1 || n > maxPixels/(height*width) {
		return nil, fmt.Errorf("%d shapes of %d by %d pixels; choose between 1 and %d", n, height, width, maxPixels/(height*width))
	}
	d := &Drawing{Pixels: make([]byte, n*height*width), Levels: make([][]int32, len(Factors)), Values: make([]float32, 0, n*len(Factors))}
	source := rng.New(seed)
	var u [5]float32
	for i := range n {
		source.Uniform(u[:], rng.Generate, 0, i, 0)
		var v [5]float64
		for f, factor := range Factors {
			level := int(float64(u[f]) * float64(factor.Levels))
			v[f] = factor.value(level)
			d.Levels[f] = append(d.Levels[f], int32(level))
			d.Values = append(d.Values, float32(v[f]))
		}
		paint(d.Pixels[i*height*width:(i+1)*height*width], width, v)
	}
	return d, nil
}

// LevelsOf returns the levels of the factor of a name.
func (d *Drawing) LevelsOf(name string) ([]int32, bool) {
	f := slices.Index(Names(), name)
	if f < 0 {
		return nil, false
	}
	return d.Levels[f], true
}
