package rng

// Purpose separates the uses of randomness, so that no two of them ever share a number. The values are part of what a seed means: new
// ones go at the end, and there is room for 16.
type Purpose uint8

// The purposes. The comment says what step, example and sample count.
const (
	Init          Purpose = iota // initial parameters: example is the parameter's index
	Shuffle                      // order of the training examples: step is the epoch
	Split                        // which examples validate: step 0; which test, where they share a file: step 1
	Noise                        // eps while training: step, example, sample k
	Binarize                     // dynamic binarization while training: step, example
	EvalNoise                    // eps while evaluating: step 0, example, sample k
	EvalBinarize                 // dynamic binarization while evaluating: step 0, example
	FixedBinarize                // one binarization for ever: step 0, example
	Prior                        // z drawn from the prior: example is the picture's index
	Observe                      // x drawn from a decoder's likelihood: example is the picture's index
	MonteCarlo                   // estimates outside a model (divergences, variational inference)
	Generate                     // data that are made: example is the picture's index
	Anneal                       // annealed importance sampling: step is twice the transition, and one more for its acceptance; example, chain

	purposeCount
)

var purposeNames = [purposeCount]string{
	Init: "init", Shuffle: "shuffle", Split: "split", Noise: "noise", Binarize: "binarize", EvalNoise: "eval_noise",
	EvalBinarize: "eval_binarize", FixedBinarize: "fixed_binarize", Prior: "prior", Observe: "observe", MonteCarlo: "monte_carlo", Generate: "generate",
	Anneal: "anneal",
}

// String is the purpose's name.
func (p Purpose) String() string {
	if p < purposeCount {
		return purposeNames[p]
	}
	return "invalid"
}
