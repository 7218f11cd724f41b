package kernel

// Bernoulli computes, for logits l and data x of one row,
//
//	the sum over i of softplus(l[i]) - l[i]*x[i]   (minus the log-likelihood, in nats)
//	d[i] = sigmoid(l[i]) - x[i]                    (its derivative by l[i])
//
// in one pass that takes e^-|l| once. Bit for bit it is Softplus, Mul, Sub and Sum, and Sigmoid and Sub. d may be l or x.
func Bernoulli(d, l, x []float32) float32 {
	same3(d, l, x)
	if y, ok := bernoulliSIMD(d, l, x); ok {
		return y
	}
	var lane [16]float32
	for i, v := range l {
		product := v * x[i]
		lane[i%16] += float32(softplus(v) - float32(product))
		d[i] = sigmoid(v) - x[i]
	}
	return tree(&lane)
}
