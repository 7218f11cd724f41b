package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/autodiff/ir"
)

// The reductions of a vector [B*k] by groups of k adjacent elements, to [B]: what is known of each sample becomes what is known of each example.

// GroupLogSumExpOp is the logarithm of the sum of e^x over each group of k elements. With m the maximum of a group,
//
//	y = m + log sum_i e^(x_i - m),  dx_i = dy e^(x_i - y)
func GroupLogSumExpOp(k int) Op { return Op{groupLogSumExp, attr{K: checkGroup(k)}} }

// GroupSumOp is the sum over each group of k elements; dx_i = dy.
func GroupSumOp(k int) Op { return Op{groupSum, attr{K: checkGroup(k)}} }

func checkGroup(k int) int {
	if k < 1 {
		panic("op: a group of less than one element")
	}
	return k
}

func groupShape(a attr, in []tensor.Shape) (tensor.Shape, error) {
	if err := checkRanks(in, 1); err != nil {
		return nil, err
	}
	if in[0][0]%a.K != 0 {
		return nil, fmt.Errorf("%d elements do not divide into groups of %d", in[0][0], a.K)
	}
	return tensor.Shape{in[0][0] / a.K}, nil
}

// grouped is a vector as a matrix with a group a row.
func grouped[T real](a attr, x array[T]) array[T] {
	return array[T]{tensor.Shape{len(x.data) / a.K, a.K}, x.data}
}

func groupLogSumExpForward[T real](a attr, in []array[T], out array[T]) {
	logSumExpForward(attr{Rank: 2, Axis: 1}, []array[T]{grouped(a, in[0])}, out)
}

func groupLogSumExpVJP[T real](a attr, _ int, in []array[T], out, dout, din array[T]) {
	logSumExpVJP(attr{Rank: 2, Axis: 1}, 0, []array[T]{grouped(a, in[0])}, out, dout, din)
}

func groupLogSumExpEmit(a attr, b *ir.Builder, in []ir.ID) ir.ID {
	return groupReduce(a, b, ir.LogSumExp, in[0])
}

func groupSumForward[T real](a attr, in []array[T], out array[T]) {
	for i, x := range in[0].data {
		out.data[i/a.K] += x
	}
}

func groupSumVJP[T real](a attr, _ int, _ []array[T], _, dout, din array[T]) {
	for i := range din.data {
		din.data[i] = dout.data[i/a.K]
	}
}

func groupSumEmit(a attr, b *ir.Builder, in []ir.ID) ir.ID { return groupReduce(a, b, ir.Sum, in[0]) }

// groupReduce reduces groups as the rows of a matrix; a group of one element is that element.
func groupReduce(a attr, b *ir.Builder, o ir.Op, x ir.ID) ir.ID {
	if a.K == 1 {
		return x
	}
	return b.Reduce(o, b.Reshape(x, b.Shape(x)[0]/a.K, a.K), 1)
}

// GroupLogSumExp is the logarithm of the sum of e^x over each group of k adjacent elements of a vector: [B*k] gives [B].
func (b *Builder) GroupLogSumExp(x *gorgonia.Node, k int) *gorgonia.Node {
	if !b.isGrouped("GroupLogSumExp", x, k) {
		return nil
	}
	if k == 1 {
		return x
	}
	return b.ours("GroupLogSumExp", GroupLogSumExpOp(k), func() *gorgonia.Node { return b.stockGroupLogSumExp(x, k) }, x)
}

// GroupSum is the sum over each group of k adjacent elements of a vector: [B*k] gives [B].
func (b *Builder) GroupSum(x *gorgonia.Node, k int) *gorgonia.Node {
	if !b.isGrouped("GroupSum", x, k) {
		return nil
	}
	if k == 1 {
		return x
	}
	return b.ours("GroupSum", GroupSumOp(k), func() *gorgonia.Node { return b.product("GroupSum", x, b.tiling(x.Shape()[0]/k, k)) }, x)
}

func (b *Builder) isGrouped(method string, x *gorgonia.Node, k int) bool {
	if !b.ready(method, x) {
		return false
	}
	if x.Dims() != 1 || k < 1 || x.Shape()[0]%k != 0 {
		b.failf(method, "shape %v does not divide into groups of %d; give a vector of a multiple of that", x.Shape(), k)
	}
	return b.err == nil
}

// stockGroupLogSumExp adds one element of every group after the other, log(e^s + e^x) = x + softplus(s - x). A product with a 0/1 matrix takes the first element
// of all groups, another moves the elements on by one.
func (b *Builder) stockGroupLogSumExp(x *gorgonia.Node, k int) *gorgonia.Node {
	n := x.Shape()[0]
	first := b.constant(fmt.Sprint("first of ", k), func(i int) float64 { return where(i%n == i/n*k, 1, 0) }, n/k, n)
	shift := b.constant("shift back", func(i int) float64 { return where(i%n == i/n+1, 1, 0) }, n, n)
	sum := b.product("GroupLogSumExp", first, x)
	for range k - 1 {
		x = b.product("GroupLogSumExp", shift, x)
		next := b.product("GroupLogSumExp", first, x)
		sum = b.Add(next, b.stockSoftplus(b.Sub(sum, next)))
	}
	return sum
}
