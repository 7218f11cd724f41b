package ir

import "math"

// element computes one element of an elementwise operation. Operations of fewer arguments ignore the later ones.
type element func(x, y, z float64) float64

func one(f func(x float64) float64) element { return func(x, _, _ float64) float64 { return f(x) } }

func two(f func(x, y float64) float64) element {
	return func(x, y, _ float64) float64 { return f(x, y) }
}

func when(f func(x, y float64) bool) element {
	return func(x, y, _ float64) float64 {
		if f(x, y) {
			return 1
		}
		return 0
	}
}

// elements is the meaning of every elementwise operation, in float64. The reference interpreter and constant folding both read it.
var elements = [opCount]element{
	Neg:          one(func(x float64) float64 { return -x }),
	Abs:          one(math.Abs),
	Sign:         one(sign),
	Ceil:         one(math.Ceil),
	Floor:        one(math.Floor),
	Sin:          one(math.Sin),
	Cos:          one(math.Cos),
	Exp:          one(math.Exp),
	Log:          one(math.Log),
	Log2:         one(math.Log2),
	Log1p:        one(math.Log1p),
	Expm1:        one(math.Expm1),
	Square:       one(func(x float64) float64 { return x * x }),
	Cube:         one(func(x float64) float64 { return x * x * x }),
	Sqrt:         one(math.Sqrt),
	Inv:          one(func(x float64) float64 { return 1 / x }),
	InvSqrt:      one(func(x float64) float64 { return 1 / math.Sqrt(x) }),
	Tanh:         one(math.Tanh),
	Sigmoid:      one(sigmoid),
	Softplus:     one(softplus),
	Erf:          one(math.Erf),
	Relu:         one(relu),
	Add:          two(func(x, y float64) float64 { return x + y }),
	Sub:          two(func(x, y float64) float64 { return x - y }),
	Mul:          two(func(x, y float64) float64 { return x * y }),
	Div:          two(func(x, y float64) float64 { return x / y }),
	Pow:          two(math.Pow),
	Max:          two(func(x, y float64) float64 { return max(x, y) }), // NaN if either is
	Min:          two(func(x, y float64) float64 { return min(x, y) }), // NaN if either is
	Lt:           when(func(x, y float64) bool { return x < y }),
	Le:           when(func(x, y float64) bool { return x <= y }),
	Gt:           when(func(x, y float64) bool { return x > y }),
	Ge:           when(func(x, y float64) bool { return x >= y }),
	Eq:           when(func(x, y float64) bool { return x == y }),
	Ne:           when(func(x, y float64) bool { return x != y }),
	LogBound:     two(logBound),
	LogBoundGrad: logBoundGrad,
	Select: func(c, x, y float64) float64 {
		if c != 0 {
			return x
		}
		return y
	},
}

// Element returns the float64 function that an elementwise operation applies to each element, or nil for other operations. It takes three
// arguments and ignores those that the operation does not have.
func Element(op Op) func(x, y, z float64) float64 { return elements[op] }

// sign is -1, 0 or 1, and NaN at NaN.
func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x
}

// sigmoid is 1/(1+e^-x), written for each sign so that e^|x| is never formed.
func sigmoid(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

// softplus is log(1+e^x) = max(x, 0) + log(1+e^-|x|).
func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

// relu is x where x > 0, else 0; NaN stays NaN.
func relu(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return x
}

// logBound is x where |x| <= a, and beyond it grows as the logarithm. NaN of either stays.
func logBound(x, a float64) float64 {
	size := math.Abs(x)
	if size <= a {
		return x
	}
	return math.Copysign(1, x) * (a + math.Log1p(size-a))
}

// logBoundGrad is d times the derivative of logBound(x, a) in x, which has no jump at |x| = a.
func logBoundGrad(d, x, a float64) float64 {
	size := math.Abs(x)
	if size <= a {
		return d
	}
	return d / (1 + (size - a))
}
