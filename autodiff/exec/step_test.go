package exec

import (
	"fmt"
	"testing"

	"vae/autodiff/grad"
	"vae/autodiff/ir"
	"vae/autodiff/pass"
	"vae/autodiff/plan"
	"vae/internal/kernel"
)

// size is a VAE with Bernoulli pixels: data, hidden widths of the encoder (the decoder has them reversed), latent, batch.
type size struct {
	data   int
	hidden []int
	latent int
	act    ir.Op
	batch  int
}

// sizes are the training steps whose speed is watched.
var sizes = []size{
	{784, []int{400}, 20, ir.Relu, 128},
	{784, []int{200, 200}, 50, ir.Tanh, 20},
	{784, []int{500}, 40, ir.Relu, 1000},
	{32, []int{64}, 8, ir.Relu, 64},
}

func (z size) String() string {
	s := fmt.Sprint(z.data)
	for _, h := range z.hidden {
		s += fmt.Sprint("-", h)
	}
	return fmt.Sprintf("%s-%d_%s_B=%d", s, z.latent, z.act, z.batch)
}

// network builds a step's forward program: outputs reconstruction, kl and loss, in nats a example.
type network struct {
	*ir.Builder
	params []string
}

func (n *network) affine(name string, x ir.ID, out int) ir.ID {
	w := n.Param(name+".weight", n.Shape(x)[1], out)
	b := n.Param(name+".bias", out)
	n.params = append(n.params, name+".weight", name+".bias")
	return n.Add(n.MatMul(x, false, w, false), b)
}

// step is the whole program of a training step after the compiler's passes, and its layout.
func (z size) step() (*ir.Func, plan.Layout) {
	n := &network{Builder: ir.NewBuilder(z.String())}
	x, eps, beta := n.Input("x", z.batch, z.data), n.Input("eps", z.batch, z.latent), n.Input("beta")
	h := x
	for i, width := range z.hidden {
		h = n.Unary(z.act, n.affine(fmt.Sprint("encoder.", i), h, width))
	}
	mean, logVar := n.affine("encoder.mean", h, z.latent), n.affine("encoder.log_variance", h, z.latent)
	h = n.Add(mean, n.Mul(n.Unary(ir.Exp, n.Scale(logVar, 0.5)), eps))
	for i := range z.hidden {
		h = n.Unary(z.act, n.affine(fmt.Sprint("decoder.", i), h, z.hidden[len(z.hidden)-1-i]))
	}
	logits := n.affine("decoder.output", h, z.data)
	row := n.Reduce(ir.Sum, n.Sub(n.Unary(ir.Softplus, logits), n.Mul(logits, x)), 1)
	terms := n.Sub(n.Sub(n.Add(n.Unary(ir.Square, mean), n.Unary(ir.Exp, logVar)), logVar), n.Scalar(1))
	kl := n.Scale(n.Reduce(ir.Sum, terms, 1), 0.5)
	mean1 := func(v ir.ID) ir.ID { return n.Scale(n.SumAll(v), 1/float64(z.batch)) }
	rec, div := mean1(row), mean1(kl)
	loss := n.Add(rec, n.Mul(beta, div))
	n.Output("reconstruction", rec)
	n.Output("kl", div)
	n.Output("loss", loss)
	return n.withGradients(loss)
}

// withGradients adds the derivatives by all parameters and runs the passes.
func (n *network) withGradients(loss ir.ID) (*ir.Func, plan.Layout) {
	var wrt []ir.ID
	for _, name := range n.params {
		id, _ := n.F.Find(ir.Param, name)
		wrt = append(wrt, id)
	}
	f := n.F
	for _, p := range []func(*ir.Func) *ir.Func{pass.Fold, pass.Stabilize} {
		f = p(f)
	}
	f = n.reverse(f, wrt)
	for _, p := range []func(*ir.Func) *ir.Func{pass.Fold, pass.CSE, pass.DCE} {
		f = p(f)
	}
	l, err := plan.Params(f, n.params)
	if err != nil {
		panic(err)
	}
	return f, l
}

// reverse finds loss and parameters again after the passes have renumbered them.
func (n *network) reverse(f *ir.Func, wrt []ir.ID) *ir.Func {
	for i, name := range n.params {
		wrt[i], _ = f.Find(ir.Param, name)
	}
	loss, _ := f.Output("loss")
	return grad.Reverse(f, loss, wrt)
}

// adam updates parameters by Adam with fixed settings.
type adam struct{ params, grads, m, v []float32 }

func newAdam(params, grads []float32) *adam {
	return &adam{params, grads, NewBlock(len(params)), NewBlock(len(params))}
}

func (a *adam) Update(lo, hi int, past bool) {
	s := kernel.NewAdamStep(1000, 1e-3, 0.9, 0.999, 1e-8, 0)
	s.Past = past
	kernel.Adam(a.params[lo:hi], a.grads[lo:hi], a.m[lo:hi], a.v[lo:hi], s)
}

func BenchmarkStep(b *testing.B) {
	for _, z := range sizes {
		for threads := 1; threads <= 2; threads++ {
			b.Run(fmt.Sprintf("%v/threads=%d", z, threads), func(b *testing.B) { benchmarkStep(b, z, threads) })
		}
	}
}

func benchmarkStep(b *testing.B, z size, threads int) {
	f, l := z.step()
	p, err := Compile(f, l)
	if err != nil {
		b.Fatal(err)
	}
	pool := NewPool(threads)
	defer pool.Close()
	params, grads := NewBlock(l.Len), NewBlock(l.Len)
	m := p.NewMachine(params, grads, pool)
	fillStep(m, l, params)
	u := newAdam(params, grads)
	for b.Loop() {
		m.RunUpdate(u)
	}
	b.ReportMetric(p.FLOPs()*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
}

// fillStep sets plausible inputs and small parameters.
func fillStep(m *Machine, l plan.Layout, params []float32) {
	seed := uint32(1)
	uniform := func() float32 {
		seed = seed*1664525 + 1013904223
		return float32(seed>>8) / (1 << 24)
	}
	for _, e := range l.Entries {
		g := e.Geometry()
		dense := make([]float32, g.Rows*g.Cols)
		for i := range dense {
			dense[i] = (uniform() - 0.5) / 10
		}
		e.Pack(params, dense)
	}
	for name, in := range map[string]Tensor{"x": m.Input("x"), "eps": m.Input("eps")} {
		for r := range in.Rows() {
			for i := range in.Row(r) {
				in.Row(r)[i] = uniform()
				if name == "x" {
					in.Row(r)[i] = float32(int(2 * in.Row(r)[i]))
				}
			}
		}
	}
	m.Input("beta").Data[0] = 1
}
