package divergence_test

import (
	"errors"
	"fmt"

	"vae/divergence"
)

// The divergence of a posterior from the standard normal prior: the regulariser of a variational autoencoder.
func ExampleKL() {
	posterior := divergence.Must(divergence.NewDiagonalNormalLogVar([]float64{1, -0.5}, []float64{0, -2}))
	prior := divergence.Must(divergence.NewDiagonalNormal([]float64{0, 0}, []float64{1, 1}))
	nats, err := divergence.KL(posterior, prior)
	fmt.Printf("%.6f %v\n", nats, err)

	// p has mass where q has none.
	wide := divergence.Must(divergence.NewUniform(-1, 1))
	nats, err = divergence.KL(wide, divergence.Must(divergence.NewExponential(1)))
	fmt.Println(nats, err)
	// Output:
	// 1.192668 <nil>
	// +Inf <nil>
}

// A pair without a closed form says so, and the caller chooses how to approximate it.
func ExampleKLQuadrature() {
	two := divergence.Must(divergence.NewMixture([]float64{0.5, 0.5},
		divergence.Must(divergence.NewNormal(-2, 0.5)), divergence.Must(divergence.NewNormal(2, 0.5))))
	one := divergence.Must(divergence.NewNormal(0, 2))
	_, err := divergence.KL(two, one)
	fmt.Println(errors.Is(err, divergence.ErrNoClosedForm))
	fmt.Println(err)
	nats, _ := divergence.KLQuadrature(two, one)
	fmt.Printf("%.6f\n", nats)
	// Output:
	// true
	// divergence: no closed form: KL of mixture and normal; use KLMonteCarlo or KLQuadrature
	// 0.724491
}

// Renyi's divergence of order 1/2, in closed form and from draws.
func ExampleRenyi() {
	p, q := divergence.Must(divergence.NewGamma(2, 3)), divergence.Must(divergence.NewExponential(1))
	d := divergence.Renyi(0.5)
	exact, _ := d.Closed(p, q)
	estimate, _ := d.MonteCarlo(p, q, 100000, divergence.Source(1))
	fmt.Printf("%.4f\n", exact)
	fmt.Println(estimate.Value-4*estimate.StdErr < exact && exact < estimate.Value+4*estimate.StdErr)
	// Output:
	// 0.1238
	// true
}

// The bits that a noisy channel carries: a symmetric one that flips one in ten.
func ExampleJoint_MutualInformation() {
	joint := divergence.Must(divergence.NewJoint([][]float64{{0.45, 0.05}, {0.05, 0.45}}))
	fmt.Printf("%.4f nats\n", joint.MutualInformation())
	// Output: 0.3681 nats
}
