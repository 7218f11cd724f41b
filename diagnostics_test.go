package vae_test

import (
	"math"
	"math/rand/v2"
	"testing"
)

// posteriors draws n posteriors: the mean of dimension 0 has the variance 0.6, the others' means do not move; all have the variance of the table.
func posteriors(n int, variance []float64) (mean, logVar []float32) {
	r := rand.New(rand.NewPCG(5, 6))
	for range n {
		mean = append(mean, float32(math.Sqrt(0.6)*r.NormFloat64()))
		for range variance[1:] {
			mean = append(mean, 0)
		}
		for _, v := range variance {
			logVar = append(logVar, float32(math.Log(v)))
		}
	}
	return mean, logVar
}

// TestSummarize: known posteriors have known moments, divergences and active dimensions.
func TestSummarize(t *testing.T) {
	m := small(t, "bernoulli")
	const n = 4000
	mean, logVar := posteriors(n, []float64{0.4, 1, 0.5})
	got := m.Summarize(mean, logVar)
	if got.Active() != 1 || got.Examples != n {
		t.Errorf("%d of 3 dimensions are active", got.Active())
	}
	near := func(what string, got, want, tolerance float64) {
		t.Helper()
		if !(math.Abs(got-want) <= tolerance) {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	near("variance of the means", got.MeanVariance[0], 0.6, 0.05)
	near("variance of a constant", got.MeanVariance[1], 0, 0)
	near("aggregate variance", got.AggregateVariance[0], 1, 0.05)
	near("aggregate mean", got.AggregateMean[0], 0, 0.05)
	near("KL", got.KL[0], -math.Log(0.4)/2, 0.05)
	near("KL of the prior", got.KL[1], 0, 1e-7)
	near("KL of a narrow one", got.KL[2], (0.5-1-math.Log(0.5))/2, 1e-6)
}

// TestAggregate: the mixture of N(m, 0.4) over m ~ N(0, 0.6) is the prior, so all of the KL there is mutual information, 1/2 ln(1/0.4); the third dimension is off by a KL that is known.
func TestAggregate(t *testing.T) {
	m := small(t, "bernoulli")
	mean, logVar := posteriors(4000, []float64{0.4, 1, 0.5})
	a := m.Aggregate(mean, logVar, 1)
	off := (0.5 - 1 - math.Log(0.5)) / 2
	if math.Abs(a.GaussianFitKL-off) > 0.01 {
		t.Errorf("the fit's KL is %v, want %v", a.GaussianFitKL, off)
	}
	if math.Abs(a.MarginalKL.Mean-off) > 4*a.MarginalKL.StandardError+0.01 || a.MarginalKL.StandardError > 0.02 {
		t.Errorf("the marginal KL is %+v, want %v", a.MarginalKL, off)
	}
	if want := math.Log(1/0.4) / 2; math.Abs(a.MutualInformation-want) > 0.06 {
		t.Errorf("the mutual information is %v, want %v", a.MutualInformation, want)
	}
	// Posteriors that do not overlap tell every example apart: ln n, and no more.
	far := make([]float32, 3*50)
	narrow := make([]float32, len(far))
	for i := range 50 {
		far[3*i], narrow[3*i] = float32(i), -10
	}
	if got := m.Aggregate(far, narrow, 1).MutualInformation; math.Abs(got-math.Log(50)) > 1e-9 {
		t.Errorf("the information of 50 posteriors apart is %v, not ln 50 = %v", got, math.Log(50))
	}
	if got := m.Aggregate(mean[:3], logVar[:3], 1).MutualInformation; got != 0 {
		t.Errorf("one example tells %v of its index", got)
	}
	if n := m.Summarize(far, narrow).Active(); n != 1 {
		t.Errorf("%d dimensions are active", n)
	}
}
