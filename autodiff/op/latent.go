package op

import (
	"math"

	"vae/autodiff/ir"
)

// ReparameterizeOp is z = mean + e^(logVar/2) eps (Kingma and Welling 2014, section 2.4), with mean and logVar [B, Z] and eps [B*K, Z].
//
//	dmean = sum_k dz,  dlogVar = sum_k dz eps e^(logVar/2) / 2,  deps = dz e^(logVar/2)
func ReparameterizeOp() Op { return Op{kind: reparameterize} }

func reparameterizeForward[T real](_ attr, in []array[T], out array[T]) {
	mean, logVar, eps := in[0], in[1], in[2]
	k := eps.shape[0] / mean.shape[0]
	for r := range eps.shape[0] {
		z, m, lv := out.row(r), mean.row(r/k), logVar.row(r/k)
		for i, e := range eps.row(r) {
			z[i] = m[i] + T(math.Exp(float64(lv[i])/2))*e
		}
	}
}

func reparameterizeVJP[T real](_ attr, wrt int, in []array[T], _, dout, din array[T]) {
	logVar, eps := in[1], in[2]
	k := eps.shape[0] / logVar.shape[0]
	for r := range eps.shape[0] {
		lv, e := logVar.row(r/k), eps.row(r)
		for i, dz := range dout.row(r) {
			sd := T(math.Exp(float64(lv[i]) / 2))
			switch wrt {
			case 0:
				din.row(r / k)[i] += dz
			case 1:
				din.row(r / k)[i] += dz * e[i] * sd / 2
			case 2:
				din.row(r)[i] = dz * sd
			}
		}
	}
}

func reparameterizeEmit(_ attr, b *ir.Builder, in []ir.ID) ir.ID {
	mean, logVar, eps := in[0], in[1], in[2]
	sd := tileTo(b, b.Unary(ir.Exp, b.Scale(logVar, 0.5)), eps)
	return b.Add(tileTo(b, mean, eps), b.Mul(sd, eps))
}

// GaussianKLOp is KL(N(m, e^lv) || N(0, s2)) of each dimension, with mean m and log-variance lv [B, Z], s2 the prior's variance:
//
//	KL = (e^lv/s2 + m^2/s2 - 1 - lv + ln s2) / 2
//	dm = dKL m/s2,  dlv = dKL (e^lv/s2 - 1) / 2
func GaussianKLOp(priorVariance float64) Op {
	return Op{gaussianKL, attr{Variance: checkVariance(priorVariance)}}
}

func checkVariance(v float64) float64 {
	if !(v > 0) || math.IsInf(v, 1) {
		panic("op: a variance must be positive and finite")
	}
	return v
}

func gaussianKLForward[T real](a attr, in []array[T], out array[T]) {
	for i := range out.data {
		m, lv := float64(in[0].data[i]), float64(in[1].data[i])
		out.data[i] = T(((math.Exp(lv)+m*m)/a.Variance - 1 - lv + math.Log(a.Variance)) / 2)
	}
}

func gaussianKLVJP[T real](a attr, wrt int, in []array[T], _, dout, din array[T]) {
	for i, dy := range dout.data {
		if wrt == 0 {
			din.data[i] = dy * in[0].data[i] / T(a.Variance)
		} else {
			din.data[i] = dy * T(math.Exp(float64(in[1].data[i]))/a.Variance-1) / 2
		}
	}
}

func gaussianKLEmit(a attr, b *ir.Builder, in []ir.ID) ir.ID {
	mean, logVar := in[0], in[1]
	power := b.Add(b.Unary(ir.Exp, logVar), b.Unary(ir.Square, mean))
	if a.Variance != 1 {
		power = b.Scale(power, 1/a.Variance)
	}
	return b.Scale(b.Add(b.Sub(power, logVar), b.Scalar(math.Log(a.Variance)-1)), 0.5)
}

// BoundLogVarianceOp is v where |v| <= a and sign(v) (a + log1p(|v| - a)) beyond: e^v stays finite for any finite weights, and the
// derivative, 1 / (1 + |v| - a) there, never vanishes.
func BoundLogVarianceOp(a float64) Op {
	if !(a > 0) {
		panic("op: the bound of a log-variance must be positive")
	}
	return Op{boundLogVariance, attr{Bound: a}}
}

func boundForward[T real](a attr, in []array[T], out array[T]) {
	for i, v := range in[0].data {
		out.data[i] = v
		if beyond := math.Abs(float64(v)) - a.Bound; beyond > 0 {
			out.data[i] = T(math.Copysign(a.Bound+math.Log1p(beyond), float64(v)))
		}
	}
}

func boundVJP[T real](a attr, _ int, in []array[T], _, dout, din array[T]) {
	for i, v := range in[0].data {
		din.data[i] = dout.data[i] / T(1+max(math.Abs(float64(v))-a.Bound, 0))
	}
}

func boundEmit(a attr, b *ir.Builder, in []ir.ID) ir.ID {
	return b.Binary(ir.LogBound, in[0], b.Scalar(a.Bound))
}
