package op

import (
	"fmt"
	"math"

	"vae/autodiff/ir"
)

// Activation is a function of one variable that follows a layer.
type Activation uint8

// The activations.
const (
	noActivation Activation = iota

	Relu      // x where x > 0, else 0
	Tanh      // tanh x
	Sigmoid   // 1 / (1 + e^-x)
	Softplus  // log(1 + e^x)
	LeakyRelu // x where x > 0, else 0.01 x
	Elu       // x where x > 0, else e^x - 1 (Clevert et al. 2016, alpha 1)
	Gelu      // x (1 + erf(x / sqrt 2)) / 2, exact (Hendrycks and Gimpel 2016)
	Silu      // x sigmoid(x) (Elfwing et al. 2018)
	Identity  // x

	activationCount
)

// leak is LeakyRelu's slope below zero.
const leak = 0.01

// activations holds, for each activation f, its name, f(x), the derivative f'(x) given x and y = f(x), and the IR of f. At a
// corner the derivative is the one from the left.
var activations = [activationCount]struct {
	name string
	f    func(x float64) float64
	df   func(x, y float64) float64
	emit func(b *ir.Builder, x ir.ID) ir.ID
}{
	Relu: {
		"relu",
		func(x float64) float64 { return where(!(x <= 0), x, 0) },
		func(x, _ float64) float64 { return where(x > 0, 1, 0) },
		func(b *ir.Builder, x ir.ID) ir.ID { return b.Unary(ir.Relu, x) },
	},
	Tanh: {
		"tanh",
		math.Tanh,
		func(_, y float64) float64 { return 1 - y*y },
		func(b *ir.Builder, x ir.ID) ir.ID { return b.Unary(ir.Tanh, x) },
	},
	Sigmoid: {
		"sigmoid",
		sigmoid,
		func(x, y float64) float64 { return y * sigmoid(-x) },
		func(b *ir.Builder, x ir.ID) ir.ID { return b.Unary(ir.Sigmoid, x) },
	},
	Softplus: {
		"softplus",
		softplus,
		func(x, _ float64) float64 { return sigmoid(x) },
		func(b *ir.Builder, x ir.ID) ir.ID { return b.Unary(ir.Softplus, x) },
	},
	LeakyRelu: {
		"leaky_relu",
		func(x float64) float64 { return where(x > 0, x, leak*x) },
		func(x, _ float64) float64 { return where(x > 0, 1, leak) },
		func(b *ir.Builder, x ir.ID) ir.ID { return b.Select(positive(b, x), x, b.Scale(x, leak)) },
	},
	Elu: {
		"elu",
		func(x float64) float64 { return where(x > 0, x, math.Expm1(x)) },
		func(x, y float64) float64 { return where(x > 0, 1, y+1) },
		emitElu,
	},
	Gelu: {
		"gelu",
		func(x float64) float64 { return x * normalCDF(x) },
		func(x, _ float64) float64 { return normalCDF(x) + x*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi) },
		func(b *ir.Builder, x ir.ID) ir.ID {
			erf := b.Unary(ir.Erf, b.Scale(x, math.Sqrt2/2))
			return b.Mul(b.Scale(x, 0.5), b.Add(erf, b.Scalar(1)))
		},
	},
	Silu: {
		"silu",
		func(x float64) float64 { return x * sigmoid(x) },
		func(x, y float64) float64 { return sigmoid(x) + y*sigmoid(-x) },
		func(b *ir.Builder, x ir.ID) ir.ID { return b.Mul(x, b.Unary(ir.Sigmoid, x)) },
	},
	Identity: {
		"identity",
		func(x float64) float64 { return x },
		func(_, _ float64) float64 { return 1 },
		func(_ *ir.Builder, x ir.ID) ir.ID { return x },
	},
}

// String is the activation's name in configurations.
func (a Activation) String() string {
	if a > noActivation && a < activationCount {
		return activations[a].name
	}
	return fmt.Sprintf("activation(%d)", a)
}

// Activations lists every activation.
func Activations() []Activation {
	all := make([]Activation, 0, activationCount-1)
	for a := noActivation + 1; a < activationCount; a++ {
		all = append(all, a)
	}
	return all
}

// ActivateOp applies an activation to each element of its one argument.
func ActivateOp(a Activation) Op {
	if a <= noActivation || a >= activationCount {
		panic("op: ActivateOp of an activation that does not exist")
	}
	return Op{activate, attr{Activation: a}}
}

func activateForward[T real](a attr, in []array[T], out array[T]) {
	f := activations[a.Activation].f
	for i, x := range in[0].data {
		out.data[i] = T(f(float64(x)))
	}
}

func activateVJP[T real](a attr, _ int, in []array[T], out, dout, din array[T]) {
	df := activations[a.Activation].df
	for i, x := range in[0].data {
		din.data[i] = dout.data[i] * T(df(float64(x), float64(out.data[i])))
	}
}

func activateEmit(a attr, b *ir.Builder, in []ir.ID) ir.ID {
	return activations[a.Activation].emit(b, in[0])
}

func positive(b *ir.Builder, x ir.ID) ir.ID { return b.Binary(ir.Gt, x, b.Scalar(0)) }

// emitElu keeps expm1 away from positive arguments, whose overflow would turn the gradient's 0 times infinity into NaN.
func emitElu(b *ir.Builder, x ir.ID) ir.ID {
	above := positive(b, x)
	return b.Select(above, x, b.Unary(ir.Expm1, b.Select(above, b.Scalar(0), x)))
}

func where(cond bool, x, y float64) float64 {
	if cond {
		return x
	}
	return y
}

// sigmoid is 1 / (1 + e^-x), with e raised to negative powers only.
func sigmoid(x float64) float64 {
	e := math.Exp(-math.Abs(x))
	return where(x >= 0, 1, e) / (1 + e)
}

// softplus is log(1 + e^x) = max(x, 0) + log1p(e^-|x|).
func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

func normalCDF(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
