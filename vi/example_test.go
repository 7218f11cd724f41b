package vi_test

import (
	"fmt"
	"log"
	"math"

	"gorgonia.org/gorgonia"

	"vae/vi"
)

// A bound, and what it misses: the evidence of two coins' bias from a table of p(x, z) for the x that was seen.
func ExampleTable_Decompose() {
	// z is the coin, fair or biased to 0.9; x is three heads.
	table, err := vi.NewTable([]int{2}, []float64{log3(0.5, 0.5), log3(0.5, 0.9)})
	if err != nil {
		log.Fatal(err)
	}
	d, err := table.Decompose([]float64{0.5, 0.5})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("log p(x) %.4f = ELBO %.4f + KL %.4f\n", d.Evidence, d.ELBO, d.KL)
	// Output: log p(x) -0.8510 = ELBO -1.1978 + KL 0.3468
}

// The posterior of a logistic regression with two weights, written as a graph.
func ExampleBlackBox() {
	inputs := [][2]float64{{1, 2}, {1, 1}, {1, -1}, {1, -2}, {1, 0.5}} // a one for the intercept
	labels := []float64{1, 1, -1, -1, -1}
	density := func(z *gorgonia.Node) (*gorgonia.Node, error) {
		columns := [2]*gorgonia.Node{}
		for i := range columns {
			columns[i] = gorgonia.Must(gorgonia.Slice(z, nil, gorgonia.S(i)))
		}
		scale := func(n *gorgonia.Node, by float64) *gorgonia.Node {
			return gorgonia.Must(gorgonia.Mul(n, gorgonia.NewConstant(float32(by))))
		}
		// The prior is standard normal; log sigmoid(y w.x) is -softplus(-y w.x).
		squares := gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Square(columns[0])), gorgonia.Must(gorgonia.Square(columns[1]))))
		sum := scale(squares, -0.5)
		for i, x := range inputs {
			logit := gorgonia.Must(gorgonia.Add(scale(columns[0], -labels[i]*x[0]), scale(columns[1], -labels[i]*x[1])))
			sum = gorgonia.Must(gorgonia.Sub(sum, gorgonia.Must(gorgonia.Softplus(logit))))
		}
		return sum, nil
	}
	r, err := vi.BlackBox(2, density, vi.BlackBoxConfig{
		Start: vi.NewGaussianFamily(2).Start(nil, 1), Steps: 600, Samples: 32, Optimizer: vi.Adam(0.05), Seed: 1,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("slope %.1f, intercept %.1f\n", r.Q.Mean()[1], r.Q.Mean()[0])
	fmt.Println("negatively correlated:", r.Q.Covariance()[0][1] < 0)
	// Output:
	// slope 1.1, intercept -0.4
	// negatively correlated: true
}

// log3 is the log of prior p^3.
func log3(prior, p float64) float64 { return math.Log(prior * p * p * p) }
