package autodiff_test

import (
	"fmt"
	"log"
	"math"

	. "gorgonia.org/gorgonia"

	"vae/autodiff"
)

// A small multilayer perceptron, written as for Gorgonia's own machines, learns exclusive or; autodiff computes loss and gradients.
func Example() {
	g := NewGraph()
	x := NewMatrix(g, Float32, WithShape(4, 2), WithName("x"))
	y := NewMatrix(g, Float32, WithShape(4, 1), WithName("y"))
	w0 := NewMatrix(g, Float32, WithShape(2, 8), WithName("w0"))
	b0 := NewMatrix(g, Float32, WithShape(1, 8), WithName("b0"))
	w1 := NewMatrix(g, Float32, WithShape(8, 1), WithName("w1"))
	b1 := NewMatrix(g, Float32, WithShape(1, 1), WithName("b1"))
	hidden := Must(Tanh(Must(BroadcastAdd(Must(Mul(x, w0)), b0, nil, []byte{0}))))
	guess := Must(BroadcastAdd(Must(Mul(hidden, w1)), b1, nil, []byte{0}))
	loss := Must(Mean(Must(Square(Must(Sub(guess, y))))))

	program, err := autodiff.Compile(autodiff.Spec{
		Name: "xor", Inputs: Nodes{x, y}, Params: Nodes{w0, b0, w1, b1}, Loss: loss,
		Outputs: []autodiff.Output{{Name: "loss", Node: loss}, {Name: "guess", Node: guess}},
	}, autodiff.Compiled)
	if err != nil {
		log.Fatal(err)
	}
	params, grads := program.NewBlocks()
	for i, e := range program.Layout().Entries {
		dense := make([]float32, e.Shape.Size())
		for j := range dense {
			dense[j] = float32(math.Sin(float64(10*i + 3*j + 1))) // any asymmetric start
		}
		e.Pack(params, dense)
	}
	machine, err := program.NewMachine(params, grads, nil)
	if err != nil {
		log.Fatal(err)
	}
	machine.Input("x").CopyFrom([]float32{0, 0, 0, 1, 1, 0, 1, 1})
	machine.Input("y").CopyFrom([]float32{0, 1, 1, 0})
	for range 500 {
		if err := machine.Run(); err != nil {
			log.Fatal(err)
		}
		for i, d := range grads {
			params[i] -= 0.2 * d
		}
	}
	guesses := make([]float32, 4)
	machine.Output("guess").CopyTo(guesses)
	for _, v := range guesses {
		fmt.Printf("%.0f ", math.Abs(float64(v)))
	}
	fmt.Println("with a loss below 0.001:", machine.Output("loss").Data[0] < 0.001)
	// Output: 0 1 1 0 with a loss below 0.001: true
}
