package op

import (
	"fmt"
	"math"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff/ir"
)

// Categories: D features are groups of c adjacent ones, each group the one-hot code of a variable of c values, or logits of one.

// CategoricalNLLOp is the sum over the groups of x's features of log sum_i e^l_i - sum_i l_i x_i, for logits l: minus log softmax(l) at the one i with x_i = 1.
//
//	dl = dy (softmax(l) - x),  dx = -dy l
func CategoricalNLLOp(c int) Op { return Op{categoricalNLL, attr{K: checkGroup(c)}} }

// GroupSoftmaxOp is softmax over each group of c adjacent columns of a matrix.
//
//	y_i = e^l_i / sum_j e^l_j,  dl_i = y_i (dy_i - sum_j dy_j y_j)
func GroupSoftmaxOp(c int) Op { return Op{groupSoftmax, attr{K: checkGroup(c)}} }

func categoricalShape(a attr, in []tensor.Shape) (tensor.Shape, error) {
	if err := columnsDivide(a, in); err != nil {
		return nil, err
	}
	return nllShape(a, in)
}

func groupColumnsShape(a attr, in []tensor.Shape) (tensor.Shape, error) {
	if err := columnsDivide(a, in); err != nil {
		return nil, err
	}
	return in[0].Clone(), nil
}

func columnsDivide(a attr, in []tensor.Shape) error {
	if len(in[0]) != 2 || in[0][1]%a.K != 0 {
		return fmt.Errorf("needs a matrix of groups of %d columns", a.K)
	}
	return nil
}

// normalizer is log sum e^l of a group.
func normalizer[T real](l []T) float64 {
	m, sum := math.Inf(-1), 0.0
	for _, v := range l {
		m = max(m, float64(v))
	}
	for _, v := range l {
		sum += math.Exp(float64(v) - m)
	}
	return m + math.Log(sum)
}

func categoricalForward[T real](a attr, in []array[T], out array[T]) {
	logits, x := in[0], in[1]
	k := out.shape[0] / x.shape[0]
	for r := range out.shape[0] {
		sum, l := 0.0, logits.row(r)
		for i := 0; i < len(l); i += a.K {
			sum += normalizer(l[i : i+a.K])
		}
		for i, xi := range x.row(r / k) {
			sum -= float64(l[i]) * float64(xi)
		}
		out.data[r] = T(sum)
	}
}

func categoricalVJP[T real](a attr, wrt int, in []array[T], _, dout, din array[T]) {
	logits, x := in[0], in[1]
	k := dout.shape[0] / x.shape[0]
	for r, dy := range dout.data {
		l := logits.row(r)
		for i, xi := range x.row(r / k) {
			if wrt == 1 {
				din.row(r / k)[i] -= dy * l[i]
				continue
			}
			first := i / a.K * a.K
			din.row(r)[i] = dy * (T(math.Exp(float64(l[i])-normalizer(l[first:first+a.K]))) - xi)
		}
	}
}

func categoricalEmit(a attr, b *ir.Builder, in []ir.ID) ir.ID {
	l, x := in[0], in[1]
	return b.Sub(b.Reduce(ir.Sum, normalizers(a, b, l), 1), b.Reduce(ir.Sum, b.Mul(l, tileTo(b, x, l)), 1))
}

// normalizers is log sum e^l of each group, [R, D/c].
func normalizers(a attr, b *ir.Builder, l ir.ID) ir.ID {
	s := b.Shape(l)
	return b.Reduce(ir.LogSumExp, b.Reshape(l, s[0], s[1]/a.K, a.K), 2)
}

func groupSoftmaxForward[T real](a attr, in []array[T], out array[T]) {
	for i := 0; i < len(out.data); i += a.K {
		l := in[0].data[i : i+a.K]
		n := normalizer(l)
		for j, v := range l {
			out.data[i+j] = T(math.Exp(float64(v) - n))
		}
	}
}

func groupSoftmaxVJP[T real](a attr, _ int, _ []array[T], out, dout, din array[T]) {
	for i := 0; i < len(out.data); i += a.K {
		y, dy := out.data[i:i+a.K], dout.data[i:i+a.K]
		var mean T
		for j := range y {
			mean += y[j] * dy[j]
		}
		for j := range y {
			din.data[i+j] = y[j] * (dy[j] - mean)
		}
	}
}

func groupSoftmaxEmit(a attr, b *ir.Builder, in []ir.ID) ir.ID {
	s := b.Shape(in[0])
	groups := b.Reshape(in[0], s[0], s[1]/a.K, a.K)
	n := b.Reshape(normalizers(a, b, in[0]), s[0], s[1]/a.K, 1)
	return b.Reshape(b.Unary(ir.Exp, b.Sub(groups, n)), s...)
}

// CategoricalNLL is -log p of x [B, D], one-hot in groups of c features, under logits [B*K, D], summed over the groups: [B*K], nats.
func (b *Builder) CategoricalNLL(logits, x *gorgonia.Node, c int) *gorgonia.Node {
	if !b.atLeast("CategoricalNLL", "number of categories", float64(c), 1) {
		return nil
	}
	return b.ours("CategoricalNLL", CategoricalNLLOp(c), func() *gorgonia.Node {
		return b.Sub(b.SumRows(b.stockNormalizers(logits, c)), b.SumRows(b.Mul(logits, b.tileTo(x, logits))))
	}, logits, x)
}

// GroupSoftmax is softmax over each group of c adjacent columns of a matrix.
func (b *Builder) GroupSoftmax(logits *gorgonia.Node, c int) *gorgonia.Node {
	if !b.atLeast("GroupSoftmax", "number of categories", float64(c), 1) {
		return nil
	}
	return b.ours("GroupSoftmax", GroupSoftmaxOp(c), func() *gorgonia.Node {
		d := logits.Shape()[1]
		spread := b.constant(fmt.Sprint("spread ", c), func(i int) float64 { return where(i/d == i%d/c, 1, 0) }, d/c, d)
		return b.Exp(b.Sub(logits, b.product("GroupSoftmax", b.stockNormalizers(logits, c), spread)))
	}, logits)
}

// stockNormalizers adds one column of every group after the other, log(e^s + e^l) = l + softplus(s - l). A product with a 0/1 matrix takes the first column of all
// groups, another moves the columns on by one: matrices that differ in the middle only would print alike, and Gorgonia would merge them.
func (b *Builder) stockNormalizers(logits *gorgonia.Node, c int) *gorgonia.Node {
	d := logits.Shape()[1]
	if d%c != 0 {
		b.failf("CategoricalNLL", "%d features do not divide into groups of %d", d, c)
		return nil
	}
	first := b.constant(fmt.Sprint("first of ", c), func(i int) float64 { return where(i/(d/c) == i%(d/c)*c, 1, 0) }, d, d/c)
	shift := b.constant("shift", func(i int) float64 { return where(i/d == i%d+1, 1, 0) }, d, d)
	sum := b.product("CategoricalNLL", logits, first)
	for range c - 1 {
		logits = b.product("CategoricalNLL", logits, shift)
		next := b.product("CategoricalNLL", logits, first)
		sum = b.Add(next, b.stockSoftplus(b.Sub(sum, next)))
	}
	return sum
}
