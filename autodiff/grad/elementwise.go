package grad

import (
	"math"

	"vae/autodiff/ir"
)

// erf: 2/sqrt(pi) e^-x^2
func erf(c *call) ir.ID {
	return c.times(c.Scale(c.Unary(ir.Exp, c.Unary(ir.Neg, c.Unary(ir.Square, c.x()))), 2/math.Sqrt(math.Pi)))
}

// powBase: p x^(p-1), and 0 where p = 0, even at x = 0, where the formula gives 0 times infinity.
func powBase(c *call) ir.ID {
	p := c.other()
	d := c.Mul(p, c.Binary(ir.Pow, c.x(), c.Sub(p, c.Scalar(1))))
	return c.times(c.Select(c.Binary(ir.Ne, p, c.Scalar(0)), d, c.Scalar(0)))
}

// powExponent: x^p log x. At x = 0 the logarithm is replaced by that of 1, which makes the derivative 0: the limit for p > 0.
func powExponent(c *call) ir.ID {
	x := c.other()
	return c.times(c.Mul(c.y, c.Unary(ir.Log, c.Select(c.Binary(ir.Ne, x, c.Scalar(0)), x, c.Scalar(1)))))
}

// larger: 1 where this argument is the larger, 1/2 where both are equal, which is what a central difference gives there.
func larger(c *call) ir.ID { return c.times(c.share(ir.Gt, ir.Ge)) }

// smaller: 1 where this argument is the smaller, 1/2 where both are equal.
func smaller(c *call) ir.ID { return c.times(c.share(ir.Lt, ir.Le)) }

// share is half the sum of a strict comparison and its weak form.
func (c *call) share(strict, weak ir.Op) ir.ID {
	return c.Scale(c.Add(c.Binary(strict, c.x(), c.other()), c.Binary(weak, c.x(), c.other())), 0.5)
}

// boundGrad is d times the derivative of log_bound(x, a) in x; x and a are the last two arguments.
func (c *call) boundGrad(d ir.ID) ir.ID {
	n := len(c.Args)
	return c.Emit(ir.LogBoundGrad, ir.Attr{}, nil, d, c.Args[n-2], c.Args[n-1])
}

// logBoundBound: sign(x) (1 - g), with g the derivative in x; 0 where |x| <= a, where g is 1.
func logBoundBound(c *call) ir.ID {
	s := c.times(c.Unary(ir.Sign, c.Args[0]))
	return c.Sub(s, c.boundGrad(s))
}

// logBoundGradSlope: y = d / (1 + |x| - a) has the derivative -sign(x) y / (1 + |x| - a) in x where |x| > a, else 0.
func logBoundGradSlope(c *call) ir.ID {
	return c.Unary(ir.Neg, c.Mul(logBoundGradBound(c), c.Unary(ir.Sign, c.Args[1])))
}

// logBoundGradBound: y / (1 + |x| - a) where |x| > a, else 0.
func logBoundGradBound(c *call) ir.ID {
	beyond := c.Binary(ir.Gt, c.Unary(ir.Abs, c.Args[1]), c.Args[2])
	return c.Mul(c.boundGrad(c.times(c.y)), beyond)
}
