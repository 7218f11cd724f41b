package plan

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"vae/autodiff/ir"
)

func TestBiasIsTheNextRowOfItsWeight(t *testing.T) {
	for _, in := range []int{1, 20, 784} {
		for _, out := range []int{1, 15, 16, 17, 256, 400, 1024} {
			l, err := NewLayout([]string{"w", "b"}, []ir.Shape{{in, out}, {out}})
			if err != nil {
				t.Fatal(err)
			}
			w, b := l.Entries[0], l.Entries[1]
			if b.Offset != w.Offset+in*w.Stride || b.Stride != w.Stride {
				t.Errorf("[%d %d]: the bias is at %d by %d, the row after the weight at %d by %d", in, out, b.Offset, b.Stride, in*w.Stride, w.Stride)
			}
			if w.Stride%16 != 0 || w.Stride < out || w.Stride%256 == 0 {
				t.Errorf("[%d %d]: rows are %d floats apart", in, out, w.Stride)
			}
		}
	}
}

func TestPackedElementsComeBackAndNothingElseChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var names []string
		var shapes []ir.Shape
		for i := range rapid.IntRange(1, 5).Draw(t, "parameters") {
			names = append(names, string(rune('a'+i)))
			shapes = append(shapes, rapid.SliceOfN(rapid.IntRange(1, 20), 0, 3).Draw(t, "shape"))
		}
		l, err := NewLayout(names, shapes)
		if err != nil {
			t.Fatal(err)
		}
		block := make([]float32, l.Len)
		next := float32(0)
		for _, e := range l.Entries {
			dense := make([]float32, e.Shape.Size())
			for i := range dense {
				next++
				dense[i] = next
			}
			e.Pack(block, dense)
		}
		// Every element is there once, in order, and all else is 0.
		var found []float32
		for _, x := range block {
			if x != 0 {
				found = append(found, x)
			}
		}
		if len(found) != int(next) || !slices.IsSorted(found) {
			t.Fatalf("the block holds %v, not the numbers to %v in order", found, next)
		}
		want := float32(0)
		for _, e := range l.Entries {
			dense := make([]float32, e.Shape.Size())
			e.Unpack(dense, block)
			for _, x := range dense {
				if want++; x != want {
					t.Fatalf("%s %v: unpacked %v, want %v", e.Name, e.Shape, x, want)
				}
			}
		}
	})
}

func TestLayoutRefusesTwoOfOneName(t *testing.T) {
	if _, err := NewLayout([]string{"w", "w"}, []ir.Shape{{1}, {2}}); err == nil {
		t.Error("two parameters of one name were laid out")
	}
}
