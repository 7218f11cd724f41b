package shapes

import "math"

// reach is how far, in units of the shape's size, it may extend from its centre.
const reach = 1.5

// largest is half the side of a square of scale 1, as a part of the picture's shorter side: with reach it never leaves the picture.
const largest = 0.16

// grain is how many points a side each pixel is looked at.
const grain = 4

// paint draws a shape with factor values v: a pixel is the part of its 16 points that lie inside.
func paint(pixels []byte, width int, v [5]float64) {
	height := len(pixels) / width
	half := largest * v[1] * float64(min(height, width))
	margin := largest * reach * float64(min(height, width))
	cx := margin + v[3]*(float64(width)-2*margin)
	cy := margin + v[4]*(float64(height)-2*margin)
	sin, cos := math.Sincos(v[2])
	inside := interiors[int(v[0])]
	top, bottom := span(cy, half, height)
	left, right := span(cx, half, width)
	for y := top; y < bottom; y++ {
		for x := left; x < right; x++ {
			count := 0
			for p := range grain * grain {
				dx := (float64(x) + (float64(p%grain)+0.5)/grain - cx) / half
				dy := (float64(y) + (float64(p/grain)+0.5)/grain - cy) / half
				if inside(cos*dx+sin*dy, cos*dy-sin*dx) {
					count++
				}
			}
			pixels[y*width+x] = byte((255*count + grain*grain/2) / (grain * grain))
		}
	}
}

// span is the range of pixels that a shape can touch along an axis.
func span(centre, half float64, side int) (from, to int) {
	return max(0, int(math.Floor(centre-reach*half))), min(side, int(math.Ceil(centre+reach*half)))
}

// interiors is one row a kind: whether a point lies inside the shape of half-side 1, upright, y downwards.
var interiors = [3]func(x, y float64) bool{
	// square: |x| <= 1, |y| <= 1
	func(x, y float64) bool { return math.Abs(x) <= 1 && math.Abs(y) <= 1 },
	// ellipse: (x/1.4)^2 + (y/0.7)^2 <= 1
	func(x, y float64) bool { return x*x/(1.4*1.4)+y*y/(0.7*0.7) <= 1 },
	// heart: (a^2 + b^2 - 1)^3 <= a^2 b^3, with b upwards, shrunk to fit
	func(x, y float64) bool {
		a, b := 0.95*x, 0.1-0.95*y
		r := a*a + b*b - 1
		return r*r*r <= a*a*b*b*b
	},
}
