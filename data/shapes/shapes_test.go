package shapes

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

func drawn(t *testing.T, n, h, w int, seed uint64) *Drawing {
	t.Helper()
	d, err := Draw(n, h, w, seed)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A picture depends on the seed and its index alone.
func TestDeterministic(t *testing.T) {
	many, few, other := drawn(t, 40, 20, 24, 3), drawn(t, 7, 20, 24, 3), drawn(t, 40, 20, 24, 4)
	if !bytes.Equal(many.Pixels[:len(few.Pixels)], few.Pixels) || bytes.Equal(many.Pixels, other.Pixels) {
		t.Error("the first of many are not those of few, or another seed gives the same")
	}
}

// Every level of every factor occurs, about as often as the others, whatever the other factors are.
func TestFactors(t *testing.T) {
	const n = 6000
	d := drawn(t, n, 8, 8, 1)
	for f, factor := range Factors {
		counts := make([]float64, factor.Levels)
		for i, level := range d.Levels[f] {
			counts[level]++
			if got, want := d.Values[i*len(Factors)+f], float32(factor.value(int(level))); got != want {
				t.Fatalf("%s of picture %d is %g, want %g", factor.Name, i, got, want)
			}
		}
		expected := n / float64(factor.Levels)
		for level, count := range counts {
			if math.Abs(count-expected) > 5*math.Sqrt(expected) {
				t.Errorf("%s: level %d occurs %g times of %d", factor.Name, level, count, n)
			}
		}
		if levels, ok := d.LevelsOf(factor.Name); !ok || &levels[0] != &d.Levels[f][0] {
			t.Errorf("the levels of %s are not found by name", factor.Name)
		}
		for g := range f { // correlation with an earlier factor, in units of its deviation 1/sqrt(n)
			if r := correlation(d.Levels[f], d.Levels[g]); math.Abs(r) > 5/math.Sqrt(n) {
				t.Errorf("%s and %s are correlated by %g", factor.Name, Factors[g].Name, r)
			}
		}
	}
}

func correlation(a, b []int32) float64 {
	var n, sa, sb, aa, bb, ab float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		n, sa, sb, aa, bb, ab = n+1, sa+x, sb+y, aa+x*x, bb+y*y, ab+x*y
	}
	return (ab - sa*sb/n) / math.Sqrt((aa-sa*sa/n)*(bb-sb*sb/n))
}

// What is painted is what the factors say: area, centre, and nothing cut off at the border.
func TestPaint(t *testing.T) {
	const side = 64
	d := drawn(t, 600, side, side, 2)
	for i := range 600 {
		v := d.Values[i*5 : i*5+5]
		pixels := d.Pixels[i*side*side : (i+1)*side*side]
		var area, mx, my float64
		for p, x := range pixels {
			w, px, py := float64(x)/255, p%side, p/side
			area, mx, my = area+w, mx+w*(float64(px)+0.5), my+w*(float64(py)+0.5)
			if x > 0 && (px == 0 || py == 0 || px == side-1 || py == side-1) {
				t.Fatalf("picture %d %v touches the border", i, v)
			}
		}
		half := largest * float64(v[1]) * side
		margin := largest * reach * side
		want := map[float32]float64{0: 4 * half * half, 1: math.Pi * 1.4 * 0.7 * half * half}[v[0]]
		if v[0] < 2 && math.Abs(area-want) > 0.06*want {
			t.Errorf("picture %d %v: area %g, want %g", i, v, area, want)
		}
		cx, cy := margin+float64(v[3])*(side-2*margin), margin+float64(v[4])*(side-2*margin)
		if off := math.Hypot(mx/area-cx, my/area-cy); off > 0.3+0.4*half*float64(int(v[0])/2) {
			t.Errorf("picture %d %v: the centre is %g pixels off", i, v, off)
		}
	}
}

// A rotated shape has its ends where the angle says: the long axis of an ellipse, from second moments.
func TestRotation(t *testing.T) {
	const side = 64
	for level := range 40 {
		v := [5]float64{1, 1, Factors[2].value(level), 0.5, 0.5}
		pixels := make([]byte, side*side)
		paint(pixels, side, v)
		var xx, yy, xy float64
		for p, x := range pixels {
			dx, dy := float64(p%side)+0.5-side/2, float64(p/side)+0.5-side/2
			xx, yy, xy = xx+float64(x)*dx*dx, yy+float64(x)*dy*dy, xy+float64(x)*dx*dy
		}
		angle := 0.5 * math.Atan2(2*xy, xx-yy)
		if off := math.Abs(math.Remainder(angle-v[2], math.Pi)); off > 0.03 {
			t.Errorf("level %d: the ellipse lies at %g, want %g", level, angle, v[2])
		}
	}
}

func TestRefuses(t *testing.T) {
	for want, c := range map[string][3]int{
		"shapes of 7 by 64 pixels; sides are": {1, 7, 64}, "2000 by 64": {1, 2000, 64}, "0 shapes": {0, 64, 64}, "choose between 1 and 4096": {5000, 1024, 1024},
	} {
		if _, err := Draw(c[0], c[1], c[2], 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", c, err)
		}
	}
}
