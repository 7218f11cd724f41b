package vi

// A curved density in two dimensions, for which the best Gaussian is known.

import (
	"fmt"
	"math"

	"gorgonia.org/gorgonia"
)

// Banana is the density of a normal x with a standard deviation Width, and y given x normal about Curve (x^2 - Width^2) with deviation 1
// (Haario, Saksman and Tamminen 1999). It is normalised, so minus an ELBO is the KL from the posterior.
type Banana struct{ Width, Curve float64 }

// Dim is 2.
func (b Banana) Dim() int { return 2 }

// residual is y - Curve (x^2 - Width^2).
func (b Banana) residual(x []float64) float64 { return x[1] - b.Curve*(x[0]*x[0]-b.Width*b.Width) }

// LogProb is the log density at two numbers.
func (b Banana) LogProb(x ...float64) float64 {
	u, r := x[0]/b.Width, b.residual(x)
	return -(u*u+r*r)/2 - math.Log(b.Width) - log2Pi
}

// Gradient is that of LogProb.
func (b Banana) Gradient(dst, x []float64) {
	r := b.residual(x)
	dst[0], dst[1] = -x[0]/(b.Width*b.Width)+2*b.Curve*x[0]*r, -r
}

// Graph is LogProb as a LogDensity.
func (b Banana) Graph(z *gorgonia.Node) (*gorgonia.Node, error) {
	if err := checkColumns(z, 2); err != nil {
		return nil, err
	}
	var w writer
	x, y := w.column(z, 0), w.column(z, 1)
	square := w.node(gorgonia.Square(x))
	r := w.node(gorgonia.Add(w.node(gorgonia.Sub(y, w.scaled(square, b.Curve))), constant(b.Curve*b.Width*b.Width)))
	sum := w.node(gorgonia.Add(w.scaled(square, -0.5/(b.Width*b.Width)), w.scaled(w.node(gorgonia.Square(r)), -0.5)))
	sum = w.node(gorgonia.Sub(sum, constant(math.Log(b.Width)+log2Pi)))
	return sum, w.err
}

// BestGaussian is the normal density of least KL(q || banana), and that KL. Its coordinates are independent: with v the variance of the first,
// 1/Width^2 + 4 Curve^2 v = 1/v, the second's is 1, and the means are 0 and Curve (v - Width^2).
func (b Banana) BestGaussian() (*Gaussian, float64) {
	s, v := b.Width*b.Width, b.Width*b.Width
	if b.Curve != 0 {
		c := 4 * b.Curve * b.Curve
		v = 2 / (1/s + math.Sqrt(1/(s*s)+4*c))
	}
	q := newGaussian([]float64{0, b.Curve * (v - s)}, factor{{math.Sqrt(v), 0}, {0, 1}})
	kl := v/(2*s) + b.Curve*b.Curve*v*v - math.Log(v/s)/2 - 0.5
	return q, kl
}

// Graph is LogProb of a Gaussian as a LogDensity: -|(z - m) L^-T|^2/2 and the constant.
func (g *Gaussian) Graph(z *gorgonia.Node) (*gorgonia.Node, error) {
	d := g.Dim()
	if err := checkColumns(z, d); err != nil {
		return nil, err
	}
	var w writer
	whiten := make([][]float64, d) // rows of L^-1, so that columns are those of L^-T
	for i := range whiten {
		whiten[i] = make([]float64, d)
		whiten[i][i] = 1
		g.l.solveTransposed(whiten[i]) // column i of L^-T is row i of L^-1
	}
	var sum *gorgonia.Node
	for i := range d {
		var y *gorgonia.Node
		for j := range d {
			if whiten[i][j] == 0 {
				continue
			}
			centred := w.node(gorgonia.Sub(w.column(z, j), constant(g.mean[j])))
			y = w.plus(y, w.scaled(centred, whiten[i][j]))
		}
		sum = w.plus(sum, w.scaled(w.node(gorgonia.Square(y)), -0.5))
	}
	return w.node(gorgonia.Add(sum, constant(g.norm))), w.err
}

func checkColumns(z *gorgonia.Node, d int) error {
	if s := z.Shape(); len(s) != 2 || s[1] != d {
		return fmt.Errorf("vi: points of shape %v for a density of %d dimensions", s, d)
	}
	return nil
}

// writer writes nodes and keeps the first error.
type writer struct{ err error }

func (w *writer) node(n *gorgonia.Node, err error) *gorgonia.Node {
	if w.err == nil {
		w.err = err
	}
	return n
}

// column is z[:, i].
func (w *writer) column(z *gorgonia.Node, i int) *gorgonia.Node {
	return w.node(gorgonia.Slice(z, nil, gorgonia.S(i)))
}

func (w *writer) scaled(n *gorgonia.Node, by float64) *gorgonia.Node {
	return w.node(gorgonia.Mul(n, constant(by)))
}

// plus is a + b, or b if there is no a.
func (w *writer) plus(a, b *gorgonia.Node) *gorgonia.Node {
	if a == nil {
		return b
	}
	return w.node(gorgonia.Add(a, b))
}

func constant(v float64) *gorgonia.Node { return gorgonia.NewConstant(float32(v)) }
