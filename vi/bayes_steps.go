package vi

// The two steps of variational Bayes and its bound (Bishop 2006, section 10.2).

import (
	"fmt"
	"math"
	"slices"

	"vae/divergence"
)

// maximise updates the posteriors of the parameters (equations 10.58 to 10.63, with nu_k = nu_0 + N_k):
//
//	W_k^-1 = W_0^-1 + N_k S_k + beta_0 N_k / (beta_0 + N_k) (x_k - m_0)(x_k - m_0)^T
func (b *bayes) maximise() error {
	for k := range b.parts {
		s := momentsOf(b.points, b.Responsibilities, k)
		pull, mean, scatter := b.prior.pull+s.n, make([]float64, len(s.mean)), square(len(s.mean))
		between := b.prior.pull * s.n / pull
		for i := range mean {
			mean[i] = (b.prior.pull*b.prior.mean[i] + s.n*s.mean[i]) / pull
			for j := range mean {
				scatter[i][j] = b.prior.scatter[i][j] + s.n*s.cov[i][j] + between*(s.mean[i]-b.prior.mean[i])*(s.mean[j]-b.prior.mean[j])
			}
		}
		w, err := newWishart(mean, pull, b.prior.nu+s.n, scatter)
		if err != nil {
			return fmt.Errorf("vi: component %d: %w", k, err)
		}
		b.parts[k] = w
		b.Concentration[k], b.Pull[k], b.Freedom[k] = b.c.Concentration+s.n, pull, w.nu
		b.Means[k], b.Scatter[k] = mean, scatter
	}
	return nil
}

// meanLogWeights is E log w_k = psi(alpha_k) - psi(sum of alpha).
func (b *bayes) meanLogWeights() []float64 {
	sum := 0.0
	for _, a := range b.Concentration {
		sum += a
	}
	out := make([]float64, len(b.Concentration))
	for k, a := range b.Concentration {
		out[k] = divergence.Digamma(a) - divergence.Digamma(sum)
	}
	return out
}

// meanLog is E log N(x | mean, precision^-1) = (E log |precision| - D log 2 pi - D/beta - nu (x-m)^T W (x-m)) / 2 (equation 10.64).
func (w wishart) meanLog(x []float64) float64 {
	d := float64(len(x))
	return (w.meanLogDet - d*log2Pi - d/w.pull - w.nu*w.distance(x)) / 2
}

// distance is (x-m)^T W (x-m).
func (w wishart) distance(x []float64) float64 {
	y := slices.Clone(x)
	for i := range y {
		y[i] -= w.mean[i]
	}
	w.l.solve(y)
	return dot(y, y)
}

// expect updates q_n(k), proportional to exp(E log w_k + E log N(x_n | k)).
func (b *bayes) expect() {
	weights := b.meanLogWeights()
	for n, x := range b.points {
		for k, w := range b.parts {
			b.Responsibilities[n][k] = weights[k] + w.meanLog(x)
		}
		softmax(b.Responsibilities[n])
	}
}

// record computes the bound from all posteriors as they are, tight or not:
//
//	sum over n of E[log p(x_n, k | parameters) - log q_n(k)] - KL(q(w) || p(w)) - sum over k of KL(q(mean, precision) || p(mean, precision))
func (b *bayes) record(iteration int, step string) error {
	bound, weights := 0.0, b.meanLogWeights()
	for n, x := range b.points {
		for k, w := range b.parts {
			if r := b.Responsibilities[n][k]; r > 0 {
				bound += r * (weights[k] + w.meanLog(x) - math.Log(r))
			}
		}
	}
	if len(b.parts) > 1 {
		q, err := divergence.NewDirichlet(b.Concentration)
		if err != nil {
			return err
		}
		p, err := divergence.NewDirichlet(slices.Repeat([]float64{b.c.Concentration}, len(b.parts)))
		if err != nil {
			return err
		}
		kl, err := divergence.KL(q, p)
		if err != nil {
			return err
		}
		bound -= kl
	}
	for _, w := range b.parts {
		bound -= w.divergence(b.prior)
	}
	b.Steps = append(b.Steps, HalfStep{iteration, step, bound, math.NaN()})
	return nil
}

// divergence is KL(w || p) of Normal-Wishart distributions: that of the means given the precision, averaged, and that of the precisions,
//
//	(D beta_p/beta - D - D log(beta_p/beta) + beta_p nu (m-m_p)^T W (m-m_p)) / 2
//	log B - log B_p + (nu - nu_p)/2 E log |precision| - nu D/2 + nu/2 tr(W_p^-1 W)
func (w wishart) divergence(p wishart) float64 {
	d, ratio := float64(len(w.mean)), p.pull/w.pull
	means := (d*(ratio-1-math.Log(ratio)) + p.pull*w.nu*w.distance(p.mean)) / 2
	trace := 0.0
	for i, row := range w.l.inverse() {
		trace += dot(row, p.scatter[i])
	}
	return means + w.logNormaliser() - p.logNormaliser() + (w.nu-p.nu)/2*w.meanLogDet + w.nu/2*(trace-d)
}

// logNormaliser is log B(W, nu) = nu/2 log |W^-1| - nu D/2 log 2 - D(D-1)/4 log pi - sum over i < D of log Gamma((nu-i)/2) (equation B.79).
func (w wishart) logNormaliser() float64 {
	d := float64(len(w.mean))
	sum := w.nu*w.l.logDet() - w.nu*d/2*math.Ln2 - d*(d-1)/4*math.Log(math.Pi)
	for i := range w.mean {
		g, _ := math.Lgamma((w.nu - float64(i)) / 2)
		sum -= g
	}
	return sum
}
