package plan

import (
	"testing"

	"vae/autodiff/ir"
)

// layer is a layer with its derivatives: h = relu(x W + b), loss = sum(h c), and extra outputs.
func layer(t *testing.T, extra func(b *ir.Builder, affine, dh ir.ID)) *Schedule {
	t.Helper()
	b := ir.NewBuilder("layer")
	x, c := b.Input("x", 6, 3), b.Input("c", 6, 4)
	affine := b.Add(b.MatMul(x, false, b.Param("w", 3, 4), false), b.Param("b", 4))
	h := b.Unary(ir.Relu, affine)
	dh := b.Mul(c, b.Binary(ir.Gt, h, b.Scalar(0)))
	b.Output("loss", b.SumAll(b.Mul(h, c)))
	b.Output("grad.b", b.Reduce(ir.Sum, dh, 0))
	b.Output("grad.w", b.MatMul(x, true, dh, false))
	if extra != nil {
		extra(b, affine, dh)
	}
	l, err := Params(b.F, []string{"w", "b"})
	if err != nil {
		t.Fatal(err)
	}
	return NewSchedule(b.F, l, Standard)
}

// steps counts the steps of each kind of fusion.
func (s *Schedule) steps() map[Fusion]int {
	n := map[Fusion]int{}
	for _, p := range s.Phases {
		for _, b := range p.Blocks {
			for _, it := range b.Items {
				for _, v := range it.Steps {
					n[s.Fused[v]]++
				}
			}
		}
	}
	return n
}

func TestLayerIsTwoProducts(t *testing.T) {
	s := layer(t, nil)
	if n := s.steps(); n[Rectified] != 1 || n[Biased] != 0 || n[Summed] != 1 || n[Follower] != 1 {
		t.Errorf("steps by fusion: %v, want one product with bias and relu, and one with the sum that follows it", n)
	}
	for id, f := range s.Fused {
		if f == Follower && (s.Phase[id] != s.Final || s.Split[id] != s.Split[s.reads[id][0]]) {
			t.Errorf("the sum is in phase %d of %d, split into %d", s.Phase[id], s.Final, s.Split[id])
		}
	}
}

// TestSharedValuesAreNotAbsorbed holds that a value that something else reads is computed as itself.
func TestSharedValuesAreNotAbsorbed(t *testing.T) {
	s := layer(t, func(b *ir.Builder, affine, _ ir.ID) { b.Output("affine", affine) })
	if n := s.steps(); n[Rectified] != 0 || n[Biased] != 1 {
		t.Errorf("steps by fusion: %v, want a bias and no relu in the product that is an output", n)
	}
	s = layer(t, func(b *ir.Builder, _, dh ir.ID) {
		w, _ := b.F.Output("grad.w")
		b.Output("size", b.SumAll(b.Unary(ir.Square, w)))
	})
	if n := s.steps(); n[Summed] != 0 {
		t.Errorf("steps by fusion: %v, want no sum beside a product that something else reads", n)
	}
}
