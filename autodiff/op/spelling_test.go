package op

import (
	"fmt"
	"testing"

	"gorgonia.org/gorgonia"
)

// The cases: every operation, at ordinary sizes, with K samples, and with dimensions of one.
var cases = func() []spellingCase {
	var all []spellingCase
	add := func(name string, build func(b *Builder, in gorgonia.Nodes) *gorgonia.Node, leaves ...leaf) {
		all = append(all, spellingCase{name, build, leaves})
	}
	for _, s := range [][3]int{{5, 4, 3}, {1, 4, 3}, {5, 1, 3}, {5, 4, 1}, {1, 1, 1}} {
		add(fmt.Sprint("affine ", s), func(b *Builder, in gorgonia.Nodes) *gorgonia.Node { return b.Affine(in[0], in[1], in[2]) },
			random(1, "x", s[0], s[1]).asParam(), random(2, "w", s[1], s[2]).asParam(), random(3, "bias", s[2]).asParam())
	}
	for _, a := range Activations() {
		for _, scale := range []float64{1, 30} {
			add(fmt.Sprint(a, " times ", scale), func(b *Builder, in gorgonia.Nodes) *gorgonia.Node {
				return b.Activate(a, b.Scale(in[0], scale))
			}, random(4, "x", 4, 5))
		}
	}
	for _, s := range [][3]int{{3, 4, 5}, {3, 4, 1}, {1, 4, 5}, {3, 1, 5}, {1, 1, 1}, {1, 1, 3}} {
		rows, n, k := s[0], s[1], s[2]
		add(fmt.Sprint("tile ", s), func(b *Builder, in gorgonia.Nodes) *gorgonia.Node { return b.Scale(b.TileRows(in[0], k), 1) }, random(5, "x", rows, n))
		add(fmt.Sprint("reparameterize ", s), func(b *Builder, in gorgonia.Nodes) *gorgonia.Node {
			return b.Reparameterize(in[0], in[1], in[2])
		}, random(6, "mean", rows, n), random(7, "logVar", rows, n), random(8, "eps", rows*k, n))
		add(fmt.Sprint("bernoulli ", s), func(b *Builder, in gorgonia.Nodes) *gorgonia.Node { return b.BernoulliNLL(in[0], in[1]) },
			random(9, "logits", rows*k, n).times(20), random(10, "x", rows, n))
		add(fmt.Sprint("continuous bernoulli ", s), func(b *Builder, in gorgonia.Nodes) *gorgonia.Node { return b.ContinuousBernoulliNLL(in[0], in[1]) },
			random(25, "logits", rows*k, n).times(2), random(26, "x", rows, n))
		add(fmt.Sprint("categories ", s), func(b *Builder, in gorgonia.Nodes) *gorgonia.Node {
			return b.Add(b.CategoricalNLL(in[0], in[1], n), b.SumRows(b.Square(b.GroupSoftmax(in[0], n))))
		}, random(28, "logits", rows*k, 3*n).times(5), random(29, "x", rows, 3*n))
		add(fmt.Sprint("groups ", s), func(b *Builder, in gorgonia.Nodes) *gorgonia.Node {
			return b.Mul(b.GroupLogSumExp(in[0], k), b.GroupSum(b.Square(in[0]), k))
		}, random(27, "x", rows*k).times(5))
		add(fmt.Sprint("gaussian ", s), func(b *Builder, in gorgonia.Nodes) *gorgonia.Node { return b.GaussianNLL(in[0], in[1], in[2]) },
			random(11, "mean", rows*k, n), random(12, "logVar", rows*k, n), random(13, "x", rows, n))
		add(fmt.Sprint("gaussian fixed ", s), func(b *Builder, in gorgonia.Nodes) *gorgonia.Node { return b.GaussianFixedNLL(in[0], in[1], 0.3) },
			random(14, "mean", rows*k, n), random(15, "x", rows, n))
		add(fmt.Sprint("kl ", s), func(b *Builder, in gorgonia.Nodes) *gorgonia.Node { return b.GaussianKL(in[0], in[1], 1.7) },
			random(16, "mean", rows, n), random(17, "logVar", rows, n))
	}
	add("columns", func(b *Builder, in gorgonia.Nodes) *gorgonia.Node {
		return b.Add(b.Columns(b.Square(in[0]), []int{4, 0, 1}), b.Mul(b.TileRows(b.Columns(in[1], []int{1, 1, 0}), 2), b.Columns(in[0], []int{2, 3, 0})))
	}, random(33, "x", 4, 5), random(34, "y", 2, 2))
	add("single columns", func(b *Builder, in gorgonia.Nodes) *gorgonia.Node {
		return b.Mul(b.Mul(b.Columns(in[0], []int{4}), b.Columns(in[0], []int{0})), b.Columns(in[1], []int{0}))
	}, random(35, "x", 4, 5), random(36, "y", 4, 1))
	add("many groups", func(b *Builder, in gorgonia.Nodes) *gorgonia.Node {
		return b.Mul(b.GroupLogSumExp(in[0], 17), b.CategoricalNLL(in[1], in[2], 13))
	}, random(30, "x", 3*17).times(5), random(31, "logits", 3, 26), random(32, "data", 3, 26))
	for axis := range 2 {
		for _, s := range [][2]int{{4, 5}, {1, 5}, {4, 1}} {
			add(fmt.Sprint("log-sum-exp ", axis, s), func(b *Builder, in gorgonia.Nodes) *gorgonia.Node { return b.LogSumExp(in[0], axis) }, random(18, "x", s[0], s[1]))
		}
	}
	add("bound", func(b *Builder, in gorgonia.Nodes) *gorgonia.Node { return b.BoundLogVariance(in[0], 1.5) }, random(19, "v", 5, 6).times(2))
	add("shared gradients", func(b *Builder, in gorgonia.Nodes) *gorgonia.Node {
		// Two sums of rows whose gradients are one node, which is also used as a vector.
		rows := b.Add(b.SumRows(b.Square(in[0])), b.SumRows(b.Exp(in[1])))
		return b.Add(rows, b.Mul(rows, b.SumRows(b.Mul(in[0], in[1]))))
	}, random(20, "x", 4, 5), random(21, "y", 4, 5))
	add("scalars", func(b *Builder, in gorgonia.Nodes) *gorgonia.Node {
		return b.AddScalarConst(b.MulScalarNode(b.Div(in[0], b.Log(b.AddScalarConst(b.Abs(in[0]), 2))), in[1]), 0.25)
	}, random(22, "x", 4, 5), random(23, "s"))
	add("mean of columns", func(b *Builder, in gorgonia.Nodes) *gorgonia.Node {
		return b.Mul(b.MeanAll(b.Square(in[0])), b.MeanAll(b.Exp(b.Neg(b.SumColumns(in[0])))))
	}, random(24, "x", 4, 5))
	return all
}()

type spellingCase struct {
	name   string
	build  func(b *Builder, in gorgonia.Nodes) *gorgonia.Node
	leaves []leaf
}

// TestSpellingsAgree holds our operations, forward and backward on Gorgonia's machine, to the same mathematics in Gorgonia's own operations.
func TestSpellingsAgree(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			value, grads := runGraph(t, Fused, c.build, c.leaves)
			want, wantGrads := runGraph(t, Stock, c.build, c.leaves)
			if e := far(value, want); !(e < 1e-9) {
				t.Errorf("values differ by %.3g:\n%v\n%v", e, value, want)
			}
			for i, l := range c.leaves {
				if e := far(grads[i], wantGrads[i]); !(e < 1e-9) {
					t.Errorf("gradients of %s differ by %.3g:\n%v\n%v", l.name, e, grads[i], wantGrads[i])
				}
			}
		})
	}
}
