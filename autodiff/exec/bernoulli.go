package exec

import (
	"vae/autodiff/ir"
	"vae/internal/kernel"
)

// makeBernoulli makes the step of both Bernoulli terms of logits l and data x, [B D] each: the negative log-likelihood of each row, in nats, and
// its derivative by the logits. leader is either of them.
func makeBernoulli(b *binder, leader ir.ID) step {
	sum, slope := b.result(leader), b.result(b.p.schedule.Twin(leader))
	if len(b.shape(leader)) == 2 {
		sum, slope = slope, sum
	}
	args := b.reads(leader)
	l, x := args[0], args[1]
	return func(s *span) {
		sums, d, from, data := sum.data[sum.start(s):], slope.data[slope.start(s):], l.data[l.start(s):], x.data[x.start(s):]
		for r := range (s.hi - s.lo) * slope.rows {
			sums[r] = kernel.Bernoulli(d[r*slope.stride:][:slope.cols], from[r*l.stride:][:slope.cols], data[r*x.stride:][:slope.cols])
		}
	}
}
