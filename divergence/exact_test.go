package divergence

// Values computed to 60 digits with mpmath, where the textbook formulas lose digits: near equality, at extreme parameters, in the tails.

import (
	"math"
	"testing"
)

// near holds got to a relative error of tolerance, or an absolute one where want is 0.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if got == want {
		return
	}
	if scale := math.Abs(want); !(math.Abs(got-want) <= tolerance*scale) && !(scale == 0 && math.Abs(got) <= tolerance) {
		t.Errorf("%s = %.17g, want %.17g (relative error %.1e)", what, got, want, math.Abs(got-want)/scale)
	}
}

// mustKL is a closed form that has to exist.
func mustKL(t *testing.T, p, q Distribution) float64 {
	t.Helper()
	v, err := KL(p, q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func normal(mean, std float64) Distribution           { return Must(NewNormal(mean, std)) }
func gamma(shape, rate float64) Distribution          { return Must(NewGamma(shape, rate)) }
func laplace(loc, scale float64) Distribution         { return Must(NewLaplace(loc, scale)) }
func bernoulli(p float64) Distribution                { return Must(NewBernoulli(p)) }
func poisson(rate float64) Distribution               { return Must(NewPoisson(rate)) }
func tilted(logit float64) Distribution               { return Must(NewContinuousBernoulliLogit(logit)) }
func dirichlet(concentration ...float64) Distribution { return Must(NewDirichlet(concentration)) }
func beta(a, b float64) Distribution                  { return Must(NewBeta(a, b)) }

// klExact are KL(p||q) to more digits than float64 has.
var klExact = []struct {
	p, q Distribution
	want float64
}{
	{gamma(2, 3), gamma(2.0000001, 3), 3.22467025633397885e-15},
	{gamma(1e10, 1e10), gamma(1.00001e10, 1e10), 0.49999833336666645},
	{gamma(1e10, 3), gamma(1.00001e10, 3.0001), 2.72215265622253417},
	{gamma(1e-300, 1), gamma(2e-300, 1), 0.306852819440054691},
	{gamma(1e-300, 1), gamma(1, 1), 9.99999999999999975e+299},
	{gamma(1, 1e-300), gamma(1, 1e300), math.Inf(1)}, // 1e600
	{gamma(0.1, 5), gamma(40, 0.3), 632.729298401712651},
	{gamma(1e6, 1e6), gamma(2e6, 2e6), 0.153426451386694012},
	{gamma(0.3, 1), gamma(0.7, 1), 0.566078940593644141},
	{gamma(0.02, 3), gamma(0.09, 3), 1.99971342952360381},
	{gamma(1e-5, 1), gamma(3, 2), 299987.832387821011},
	{gamma(7, 1), gamma(1e-5, 4), 39.0431262357880324},
	{gamma(12, 1), gamma(25, 2), 0.199140198554244398},

	{beta(2, 3), beta(2.0000001, 3), 2.11805548940214886e-15},
	{beta(1e10, 2e10), beta(1.00001e10, 2e10), 0.333331851882098556},
	{beta(1e-300, 1), beta(2e-300, 1), 0.306852819440054691},
	{beta(1e-300, 1), beta(1, 1), 9.99999999999999975e+299},
	{dirichlet(0.1, 40, 3e5), dirichlet(7, 0.02, 1e5), 101.477762719632995},

	{normal(0, 1), normal(1e-9, 1), 5.00000000000000062e-19},
	{normal(0, 1), normal(0, 1+0x1p-30), 8.67361736642080937e-19},
	{normal(3, 1e-75), normal(3, 2e-75), 0.318147180559945309},
	{normal(0, 1e-150), normal(0, 1), 344.887763949106853},
	{normal(0, 1e-5), normal(0, 1), 11.0129254650202283},
	{normal(0, 0.6), normal(0, 1), 0.190825623765990707},
	{normal(1, 1.3), normal(2, 1), 0.582635735532508972},
	{normal(0, 1e150), normal(1, 1e150), 5.00000000000000019e-301},
	// The documented example of TensorFlow Probability's kl_divergence, printed there as 0.44314718.
	{normal(1, 1), normal(0, 2), math.Ln2 - 0.25},

	{laplace(0, 1), laplace(1e-9, 1), 4.99999999833333396e-19},
	{laplace(0, 1), laplace(0, 1+0x1p-30), 4.3368086845567273e-19},
	{laplace(0, 1e-150), laplace(1e-151, 3e-150), 0.433558094680096246},
	{laplace(0, 1e-8), laplace(0, 1), 17.4206807539523655},
	{laplace(5, 2), laplace(-7, 0.01), 1194.19743306878521},

	{bernoulli(0.5), bernoulli(0.5 + 0x1p-30), 1.7347234759768071e-18},
	{bernoulli(1e-300), bernoulli(2e-300), 1e-300 * (1 - math.Ln2)},
	{bernoulli(1e-300), bernoulli(0.5), 0.693147180559945309},
	{bernoulli(0.5), bernoulli(1e-300), 344.694616768546907},
	{bernoulli(0.999999), bernoulli(0.999998), 3.06853319394200549e-7},

	{tilted(0), tilted(1e-9), 4.16666666666666719e-20},
	{tilted(1e-9), tilted(0), 4.16666666666666719e-20},
	{tilted(0.3), tilted(0.30000001), 4.14798341584921009e-18},
	{tilted(1e10), tilted(0.5), 21.7862459809832136},
	{tilted(1e10), tilted(1.1e10), 0.00468982019567513996},
	{tilted(1000), tilted(1003), 4.49102020152118839e-6},
	{tilted(1000), tilted(-1000), 998},
	{tilted(2.5), tilted(1e3), 303.892259827366673},
	{tilted(-30), tilted(30), 28.0000000000056146},
	{tilted(1.4), tilted(1.6), 0.00150152733408678797},
	{tilted(5), tilted(7.5), 0.0837832666978355118},
	{tilted(1e3), tilted(0.5), 5.66865032997489379},

	{poisson(1e-300), poisson(2e-300), 3.06852819440054698e-301},
	{poisson(1e15), poisson(1e15 + 1e3), 4.99999999999666667e-10},
	{poisson(3), poisson(3.0000001), 1.66666662417436783e-15},
	{bernoulli(1e-10), poisson(1e-10), 5.00000000016666703e-21},
	{bernoulli(1e-5), poisson(2e-5), 3.06857819456721466e-6},
	{bernoulli(0.3), poisson(0.3), 0.0503275392428873308},
}

func TestKLExact(t *testing.T) {
	for _, c := range klExact {
		near(t, "KL("+label(c.p)+", "+label(c.q)+")", mustKL(t, c.p, c.q), c.want, 1e-14)
	}
}

func TestLogProbExact(t *testing.T) {
	for _, c := range []struct {
		p       Distribution
		x, want float64
	}{
		{gamma(1e10, 1e10), 1.00001, 10.0939802651090043},
		{gamma(0.001, 2), 1e-200, 453.150015842007034},
		{gamma(2, 3), 1e-300, -688.578303320877486},
		{gamma(1, 3), 0, math.Log(3)},
		{gamma(0.5, 3), 0, math.Inf(1)},
		{gamma(2, 3), 0, math.Inf(-1)},
		{gamma(2, 3), math.Inf(1), math.Inf(-1)},
		{beta(1e10, 2e10), 0.33334, 8.89534177425537532},
		{beta(0.01, 0.02), 1e-100, 222.945610855712537},
		{beta(1e8, 1e-3), 0.999, -100050.020268534047},
		{beta(1, 3), 0, math.Log(3)},
		{poisson(1e12), 1e12 + 1e6, -15.2344494245021968},
		{poisson(1e-300), 3, -2074.11834316386917},
		{poisson(5), 0, -5},
		{poisson(5), 2.5, math.Inf(-1)},
		{normal(0, 1e-300), 1e-300, -halfLog2Pi - 0.5 + 300*math.Ln10},
	} {
		// The conditioning of a log density in x is its own: 1e-16 in x is 1e-11 at shape 1e10 and 1e-5 from the mean.
		near(t, "log density of "+label(c.p), c.p.LogProb(c.x), c.want, 1e-11)
	}
}

func TestEntropyExact(t *testing.T) {
	for _, c := range []struct {
		p    Distribution
		want float64
	}{
		{gamma(1e10, 2), 12.2387168175816225},
		{beta(1e8, 3e8), -9.3215372384784022},
		{tilted(1e-6), -4.16666666666656212e-14},
		{tilted(1), -0.0406518522564083154},
		{tilted(1.6), -0.100273204121898586},
		{tilted(-50), -2.91202300542814606},
		{tilted(700), -5.55108033504340467},
	} {
		got, err := Entropy(c.p)
		if err != nil {
			t.Fatal(err)
		}
		// Absolute where the entropy passes 0: it is a difference of numbers of order 1.
		if math.Abs(got-c.want) > 4e-15*max(1, math.Abs(c.want)) {
			t.Errorf("entropy of %s = %.17g, want %.17g", label(c.p), got, c.want)
		}
	}
}

func TestDigamma(t *testing.T) {
	for _, c := range [][2]float64{
		{1e-300, -9.9999999999999997494e+299}, {1e-05, -100000.57719921567289}, {0.1, -10.423754940411076232},
		{0.5, -1.9635100260214234794}, {1, -0.57721566490153286061}, {1.5, 0.036489973978576520559},
		{2, 0.42278433509846713939}, {3, 0.92278433509846713939}, {4.25, 1.3246832187604867287}, {7, 1.8727843350984671394},
		{9.99, 2.250700372831201122}, {10, 2.2517525890667211076}, {25.5, 3.2189424728839197665},
		{1e6, 13.815510057964190771}, {1e300, 690.77552789821370526}, {-0.5, 0.036489973978576520559}, {-3.25, 4.4662758723502799671},
	} {
		if got := Digamma(c[0]); math.Abs(got-c[1]) > 2e-15*max(1, math.Abs(c[1])) {
			t.Errorf("Digamma(%g) = %.17g, want %.17g", c[0], got, c[1])
		}
	}
	for _, pole := range []float64{0, -1, -20} {
		if got := Digamma(pole); !math.IsNaN(got) {
			t.Errorf("Digamma(%g) = %g at a pole", pole, got)
		}
	}
}

func TestBinet(t *testing.T) {
	for _, c := range [][4]float64{
		{1e-8, 8.29140202720616086, -49999982.1565349035, 0.499999990000000164},
		{0.3, 0.236064900748215588, -0.631884751207530367, 0.302082809149695747},
		{1, 0.0810614667953272582, -0.0772156649015328606, 0.144934066848226436},
		{2.5, 0.0331628735199362875, -0.013134091228911878, 0.0647359756264679061},
		{9.5, 0.00876870013413938546, -0.000922343256177196372, 0.0175052843361876717},
		{10, 0.00833056343336287126, -0.000832503927324576371, 0.0166335681685746122},
		{1e4, 8.33333333055555556e-6, -8.33333332500000004e-10, 0.0000166666666333333336},
	} {
		for i, got := range []float64{binet(c[0]), binetSlope(c[0]), binetCurvature(c[0])} {
			if math.Abs(got-c[i+1]) > 1e-15*max(1, math.Abs(c[i+1])) {
				t.Errorf("derivative %d of R at %g = %.17g, want %.17g", i, c[0], got, c[i+1])
			}
		}
	}
	near(t, "squared Hellinger distance", must(SquaredHellinger().Closed(normal(0, 1), normal(1e-8, 1))), 1.25e-17, 1e-15)
}
