package plan

import "vae/autodiff/ir"

// This file finds operations that one step computes together, because there is a kernel that does.

// Fusion says what a step computes besides the operation of its value.
type Fusion uint8

// The fusions.
const (
	Plain     Fusion = iota // nothing
	Biased                  // a product and the vector that is added to its rows, which is the third that it reads
	Rectified               // the same, and what is negative becomes 0
	Summed                  // a product X' dY, the gradient of a weight, and the sum of the rows of dY, that of the bias: both are computed
	Leader                  // one of a pair of Bernoulli terms of logits l and data x, which it reads: both are computed
	Follower                // the other one of either pair, which reads the first: nothing is left to do
)

var fusionNames = [...]string{"", "+bias", "+bias+relu", "+sum", "+bernoulli", ", already computed by "}

// absorb sets Core, Fused and reads.
func (s *Schedule) absorb() {
	a := absorber{Schedule: s, uses: make([]int, len(s.F.Values))}
	for id, v := range s.F.Values {
		s.Core[id] = ir.ID(id)
		if s.Live[id] {
			for _, x := range v.Args {
				a.uses[x]++
			}
		}
	}
	for _, o := range s.F.Outputs {
		a.uses[o.ID] += 2
	}
	for id := range s.F.Values {
		if s.Live[id] {
			a.bias(ir.ID(id))
			a.relu(ir.ID(id))
			a.sum(ir.ID(id))
			a.bernoulli(ir.ID(id))
		}
	}
}

// absorber counts how often each value is read, outputs twice, so that a count of one means that nobody else misses it.
type absorber struct {
	*Schedule
	uses []int
}

// only returns the value of an ID if it is the result of op that nobody else reads.
func (a *absorber) only(id ir.ID, op ir.Op) (ir.Value, bool) {
	v := a.F.Values[id]
	return v, v.Op == op && a.uses[id] == 1
}

// take lets the step of v compute values that nobody else reads.
func (a *absorber) take(v ir.ID, values ...ir.ID) {
	for _, x := range values {
		a.Core[x] = -1
	}
	a.absorbed[v] = values
}

// bias lets the addition of a vector to a product be the last term of the product's own sums.
func (a *absorber) bias(id ir.ID) {
	v := a.F.Values[id]
	if v.Op != ir.Add {
		return
	}
	for i, arg := range v.Args {
		other := v.Args[1-i]
		m, ok := a.only(arg, ir.MatMul)
		if ok && !m.Attr.TransB && m.Shape.Equal(v.Shape) && a.isBias(other, v.Shape) {
			a.Core[id] = arg
			a.take(id, arg)
			a.Fused[id], a.reads[id] = Biased, []ir.ID{m.Args[0], m.Args[1], other}
			return
		}
	}
}

// relu lets a product with a bias cut off what is negative.
func (a *absorber) relu(id ir.ID) {
	v := a.F.Values[id]
	if v.Op != ir.Relu {
		return
	}
	if sum := v.Args[0]; a.Fused[sum] == Biased && a.uses[sum] == 1 {
		product := a.Core[sum]
		a.Core[id] = product
		a.take(id, product, sum)
		a.Fused[id], a.reads[id] = Rectified, a.reads[sum]
		a.Fused[sum], a.reads[sum], a.absorbed[sum] = Plain, nil, nil
	}
}

// sum lets the gradient of a weight, X' dY, compute that of the bias, the sum of the rows of dY. Nothing else may read either.
func (a *absorber) sum(id ir.ID) {
	v := a.F.Values[id]
	if _, grad := a.grads[id]; !grad || a.uses[id] != 2 || v.Op != ir.Sum || len(v.Shape) != 1 || v.Attr.Axes[0] != 0 {
		return
	}
	for w, m := range a.F.Values {
		if a.Fused[w] == Plain && a.isWeightGradient(ir.ID(w)) && m.Args[1] == v.Args[0] {
			a.Fused[w], a.reads[w] = Summed, m.Args
			a.Fused[id], a.reads[id] = Follower, []ir.ID{ir.ID(w)}
			return
		}
	}
}

// isWeightGradient reports whether a value is a product X' dY that is a gradient and no more, and depends on no parameter directly.
func (a *absorber) isWeightGradient(w ir.ID) bool {
	m := a.F.Values[w]
	if _, grad := a.grads[w]; !grad || a.uses[w] != 2 || m.Op != ir.MatMul || len(m.Shape) != 2 || !m.Attr.TransA || m.Attr.TransB {
		return false
	}
	for _, x := range m.Args {
		if a.F.Values[a.Root[x]].Op == ir.Param {
			return false
		}
	}
	return true
}

// isBias reports whether a value is a leaf with one element for each column of shape.
func (a *absorber) isBias(id ir.ID, shape ir.Shape) bool {
	n := shape[len(shape)-1]
	v := a.F.Values[id].Shape
	return a.F.Values[a.Root[id]].Op.Class() == ir.Leaf && v.Size() == n && len(v) > 0 && v[len(v)-1] == n
}

// bernoulli pairs the negative log-likelihood of each row, sum(softplus(l) - l x), with its derivative by the logits, sigmoid(l) - x.
func (a *absorber) bernoulli(sum ir.ID) {
	v := a.F.Values[sum]
	if v.Op != ir.Sum || len(v.Shape) != 1 || v.Attr.Axes[0] != 1 {
		return
	}
	sub, ok1 := a.only(v.Args[0], ir.Sub)
	if !ok1 {
		return
	}
	plus, ok2 := a.only(sub.Args[0], ir.Softplus)
	mul, ok3 := a.only(sub.Args[1], ir.Mul)
	if !ok2 || !ok3 {
		return
	}
	l, x := plus.Args[0], mul.Args[0]
	if x == l {
		x = mul.Args[1]
	} else if mul.Args[1] != l {
		return
	}
	if !a.F.Values[x].Shape.Equal(a.F.Values[l].Shape) {
		return
	}
	if d, sigmoid, ok := a.slope(l, x); ok {
		leader, follower := min(sum, d), max(sum, d)
		a.take(leader, v.Args[0], sub.Args[0], sub.Args[1], sigmoid)
		a.Fused[leader], a.reads[leader] = Leader, []ir.ID{l, x}
		a.Fused[follower], a.reads[follower] = Follower, []ir.ID{leader}
	}
}

// slope finds sigmoid(l) - x.
func (a *absorber) slope(l, x ir.ID) (d, sigmoid ir.ID, ok bool) {
	for id, v := range a.F.Values {
		if !a.Live[id] || v.Op != ir.Sub || v.Args[1] != x {
			continue
		}
		if g, only := a.only(v.Args[0], ir.Sigmoid); only && g.Args[0] == l {
			return ir.ID(id), v.Args[0], true
		}
	}
	return 0, 0, false
}

// Twin returns the follower of a leader or of a product.
func (s *Schedule) Twin(first ir.ID) ir.ID {
	for id := range s.F.Values {
		if s.Fused[id] == Follower && s.reads[id][0] == first {
			return ir.ID(id)
		}
	}
	panic("plan: one of a pair without the other")
}
