package main

import "vae/vi"

// shiftedTarget is a target known up to a factor: what it costs an estimator that the log density is off by a constant.
type shiftedTarget struct {
	*vi.GaussianMixture
	by float64
}

// LogProb is the mixture's, shifted.
func (s shiftedTarget) LogProb(x ...float64) float64 { return s.GaussianMixture.LogProb(x...) + s.by }

// gradientsTheory compares the estimators: against the exact gradient, over unknown factors of the target, and on the way to it.
func gradientsTheory(seed uint64) (*finding, error) {
	const samples, repetitions = 16, 1000
	q, err := vi.NewGaussianMixture([]float64{0.7, 0.3}, [][]float64{{-1}, {1.5}}, [][][]float64{{{0.8}}, {{0.5}}})
	if err != nil {
		return nil, err
	}
	family := vi.NewGaussianFamily(1)
	theta := []float64{0.8, -0.2}
	f := &finding{columns: []string{"estimator", "log q shifted by", "dKL/dmean", "exact", "off, standard errors", "variance"}}
	left := newPanel("An unknown factor of q", "log of the factor, nats", "variance of a gradient, 16 draws")
	shifts := steps(-8, 8, 17)
	variances := map[vi.Estimator][]float64{}
	for _, shift := range shifts {
		study, err := vi.GradientStudy(family, theta, shiftedTarget{q, shift}, vi.Estimators(), samples, repetitions, seed)
		if err != nil {
			return nil, err
		}
		for _, r := range study.Rows {
			variances[r.Estimator] = append(variances[r.Estimator], r.Total())
			if shift == 0 || shift == 8 {
				f.add(string(r.Estimator), shift, r.Mean[0], study.Exact[0], study.Bias(r), r.Total())
			}
		}
	}
	right := newPanel("On the way to a Gaussian target", "from start (0) to target (1)", "variance of a gradient, 16 draws")
	way := steps(0, 1, 21)
	onTheWay, err := varianceOnTheWay(family, way, samples, repetitions, seed)
	if err != nil {
		return nil, err
	}
	for i, e := range vi.Estimators() {
		left.line(string(e), points(shifts, logarithms(variances[e])), stroke{colour: palette[i], dashed: e == vi.Path})
		right.line(string(e), points(way[:len(onTheWay[e])], logarithms(onTheWay[e])), stroke{colour: palette[i], dashed: e == vi.Path})
	}
	for _, p := range []*panel{left, right} {
		p.Y.Tick.Marker = powers{}
	}
	left.Y.Min, left.Y.Max = -1.3, 2.5
	right.Legend.Top, right.Legend.Left = false, true
	right.Legend.XOffs = -right.Legend.XOffs
	f.picture = figure{left, right}
	return f, nil
}

// varianceOnTheWay measures at thetas between a start and the target itself, a normal density. Variances below 1e-12 end a curve: a logarithmic
// axis has no 0.
func varianceOnTheWay(family vi.GaussianFamily, way []float64, samples, repetitions int, seed uint64) (map[vi.Estimator][]float64, error) {
	target, err := vi.NewGaussian([]float64{1}, [][]float64{{0.49}})
	if err != nil {
		return nil, err
	}
	from, to := []float64{-1, 0.5}, target.Theta()
	out := map[vi.Estimator][]float64{}
	for _, t := range way {
		theta := make([]float64, len(to))
		for j := range theta {
			theta[j] = (1-t)*from[j] + t*to[j]
		}
		study, err := vi.GradientStudy(family, theta, target, vi.Estimators(), samples, repetitions, seed)
		if err != nil {
			return nil, err
		}
		for _, r := range study.Rows {
			if v := r.Total(); v > 1e-12 {
				out[r.Estimator] = append(out[r.Estimator], v)
			}
		}
	}
	return out, nil
}
