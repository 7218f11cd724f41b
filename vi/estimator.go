package vi

// Estimators of the gradient of KL(p_theta || q), which averages over the very density that is differentiated.

import (
	"fmt"
	"slices"

	"vae/internal/invalid"
)

// Estimator names a way to estimate the gradient of KL(p_theta || q) with respect to theta from draws of p_theta. All are unbiased; they differ
// in variance and in what they need to know.
type Estimator string

// The estimators. l = log p_theta(x) - log q(x).
const (
	// Score is grad log p_theta(x) (1 + l): needs log q alone (Williams 1992; Ranganath, Gerrish and Blei 2014).
	Score Estimator = "score"
	// ScoreBaseline is grad log p_theta(x) (l - the mean l of the other draws): a baseline that does not depend on the draw leaves the expectation
	// as it is, since E grad log p = 0 (Kool, van Hoof and Welling 2019; Mnih and Rezende 2016). It needs two draws.
	ScoreBaseline Estimator = "score-baseline"
	// ScoreControl is grad log p_theta(x) (l - b), with a baseline b for each parameter: the sum of (grad log p)^2 l over the other draws, over that of
	// (grad log p)^2, which is the baseline of least variance in the limit of many draws (Ranganath, Gerrish and Blei 2014; Greensmith, Bartlett and
	// Baxter 2004). It needs two draws.
	ScoreControl Estimator = "score-control"
	// Reparameterised differentiates -log q through the draw x = m + L eps, and the entropy in closed form (Kingma and Welling 2014). It needs the
	// gradient of log q.
	Reparameterised Estimator = "reparameterised"
	// Path differentiates log p - log q through the draw alone; the variance vanishes where p = q (Roeder, Wu and Duvenaud 2017).
	Path Estimator = "path"
)

// Estimators lists them.
func Estimators() []Estimator {
	return []Estimator{Score, ScoreBaseline, ScoreControl, Reparameterised, Path}
}

// estimate is what an estimator is given: a density and its draws.
type estimate struct {
	p       Density
	q       Target
	n       int
	x, eps  [][]float64
	scores  [][]float64
	ratios  []float64 // log p - log q at each draw
	dp, dq  []float64
	average float64
}

// newEstimate allocates for n draws.
func newEstimate(f Family, q Target, n int) *estimate {
	e := &estimate{q: q, n: n, ratios: make([]float64, n), dp: make([]float64, f.Dim()), dq: make([]float64, f.Dim())}
	for range n {
		e.x, e.eps = append(e.x, make([]float64, f.Dim())), append(e.eps, make([]float64, f.Dim()))
		e.scores = append(e.scores, make([]float64, f.Parameters()))
	}
	return e
}

// draw takes the draws of a density from their places.
func (e *estimate) draw(p Density, from *noise) {
	e.p, e.average = p, 0
	for k, x := range e.x {
		u, eps := from.at(k)
		copy(e.eps[k], eps)
		p.Draw(x, u, eps)
		e.ratios[k] = p.Score(e.scores[k], x) - e.q.LogProb(x...)
		e.average += e.ratios[k] / float64(e.n)
	}
}

// gradient sets dst to the estimate. The density is a path, and the target differentiable, where check has said so.
func (e *estimate) gradient(dst []float64, by Estimator) {
	clear(dst)
	switch by {
	case Reparameterised, Path:
		e.pathwise(dst, by == Path)
		return
	case Score:
		for k, s := range e.scores {
			e.add(dst, s, 1+e.ratios[k])
		}
	case ScoreBaseline:
		// l - mean of the others = (l - mean of all) n/(n-1)
		scale := float64(e.n) / float64(e.n-1)
		for k, s := range e.scores {
			e.add(dst, s, scale*(e.ratios[k]-e.average))
		}
	case ScoreControl:
		e.control(dst)
	default:
		panic("vi: an estimator that is not in the list")
	}
}

// control sums s (l - b) with b from the other draws.
func (e *estimate) control(dst []float64) {
	for j := range dst {
		squares, products := 0.0, 0.0
		for k, s := range e.scores {
			squares += s[j] * s[j]
			products += s[j] * s[j] * e.ratios[k]
		}
		for k, s := range e.scores {
			own, baseline := s[j]*s[j], 0.0
			if squares > own {
				baseline = (products - own*e.ratios[k]) / (squares - own)
			}
			dst[j] += s[j] * (e.ratios[k] - baseline) / float64(e.n)
		}
	}
}

func (e *estimate) add(dst, s []float64, scale float64) {
	for j, v := range s {
		dst[j] += v * scale / float64(e.n)
	}
}

// pathwise is the pullback of the gradient of -log q, with the entropy's gradient or with that of log p.
func (e *estimate) pathwise(dst []float64, alsoP bool) {
	p, q := e.p.(path), e.q.(Differentiable)
	for k, x := range e.x {
		q.Gradient(e.dq, x)
		if alsoP {
			e.p.Gradient(e.dp, x)
		}
		for i := range e.dq {
			e.dq[i] = (e.dp[i] - e.dq[i]) / float64(e.n)
		}
		p.pullback(dst, e.dq, e.eps[k])
	}
	if !alsoP {
		p.addEntropyGradient(dst, -1)
	}
}

// check says what an estimator lacks.
func (by Estimator) check(f Family, q Target, samples int) error {
	if !slices.Contains(Estimators(), by) {
		var names []string
		for _, e := range Estimators() {
			names = append(names, string(e))
		}
		var problems invalid.Fields
		problems.OneOf("estimator", string(by), names...)
		return problems
	}
	if (by == ScoreBaseline || by == ScoreControl) && samples < 2 {
		return fmt.Errorf("vi: estimator %s takes its baseline from the other draws: give at least 2", by)
	}
	if by != Reparameterised && by != Path {
		return nil
	}
	if _, ok := f.At(make([]float64, f.Parameters())).(path); !ok {
		return fmt.Errorf("vi: estimator %s needs a family whose draws are differentiable, which mixtures are not: choose %s", by, ScoreBaseline)
	}
	if _, ok := q.(Differentiable); !ok {
		return fmt.Errorf("vi: estimator %s needs the gradient of the target, which is no Differentiable: choose %s", by, ScoreBaseline)
	}
	return nil
}
